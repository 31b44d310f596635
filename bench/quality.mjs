/** How near to the shortest possible run the scheduler comes, over 200 random graphs of each shape, failures included. */
import { unitHash } from '../build/src/scheduling/hash.js';
import { planOrder } from '../build/src/scheduling/plan-order.js';
import { readyTasks } from '../build/src/scheduling/schedule.js';
import { beginProbe, CLOSED, recordBreaker } from '../build/src/selection/breaker.js';
import { respondToFailure } from '../build/src/selection/failure.js';
import { emptyHistory, recordOutcome } from '../build/src/selection/history.js';
import { selectBackend } from '../build/src/selection/select-backend.js';
import { provableBound } from './lib/bound.mjs';
import { SHAPES } from './lib/graphs.mjs';
import { mean } from './lib/measure.mjs';
import { audit, simulate } from './lib/simulation.mjs';

const PRODUCT = {
  unitHash,
  planOrder,
  readyTasks,
  beginProbe,
  CLOSED,
  recordBreaker,
  respondToFailure,
  emptyHistory,
  recordOutcome,
  selectBackend,
};
/** Shapes that often begin with one task that all others need: five workers cannot share its work. */
const NARROW = ['anywhere', 'uneven'];
const GRAPHS = 200;
const WORKERS = 5;

export function measure() {
  const found = Object.entries(SHAPES).map(([shape, make]) => measureShape(shape, make));
  const rows = found.flatMap(({ shape, runs }) =>
    Object.entries(runs).map(([scheduler, ratios]) => ({
      shape,
      scheduler,
      mean: mean(ratios.simple),
      worst: Math.max(...ratios.simple),
      'mean over provable': mean(ratios.provable),
      'worst over provable': Math.max(...ratios.provable),
    })),
  );
  return {
    title: `Makespan over max(critical path, work / ${WORKERS}), and over the best bound that can be proved: ${GRAPHS} graphs of 60 tasks on ${WORKERS} workers, per shape`,
    rows,
    limits: found.flatMap(limitsOf),
  };
}

/** What failures cost cannot be foreseen, so runs with failures are bound to the rules only. */
function limitsOf({ shape, runs, wrong }) {
  const reachable = !NARROW.includes(shape);
  const ratios = reachable ? runs.ours.simple : runs.ours.provable;
  const against = reachable ? '' : ', over the provable bound';
  const limit = (what, value, most) => ({
    what: `${shape}: ${what}`,
    value,
    limit: most,
    kept: value <= most,
  });
  return [
    limit(`mean${against}`, mean(ratios), 1.01),
    limit(`worst${against}`, Math.max(...ratios), 1.05),
    limit('rules broken in any run, failures included', wrong, 0),
  ];
}

function measureShape(shape, make) {
  const runs = {};
  let wrong = 0;
  const note = (scheduler, makespan, simple, provable) => {
    runs[scheduler] ??= { simple: [], provable: [] };
    runs[scheduler].simple.push(makespan / simple);
    runs[scheduler].provable.push(makespan / provable);
  };
  for (let seed = 1; seed <= GRAPHS; seed++) {
    const tasks = make(seed);
    const play = (scheduler, options) => {
      const run = simulate(PRODUCT, tasks, { workers: WORKERS, seed, ...options });
      wrong += audit(tasks, run, WORKERS).length;
      const done = tasks.map((task) => ({ ...task, weight: run.spent.get(task.id) ?? 0 }));
      note(scheduler, run.makespan, run.bound, provableBound(done, WORKERS));
      return run.bound;
    };
    const provable = provableBound(tasks, WORKERS);
    const simple = play('ours', {});
    play('ours, 10% failures', { failureRate: 0.1 });
    play('ours, durations ±50%', { fuzz: 0.5 });
    play('longest path', { plan: false });
    play('longest path, 10% failures', { plan: false, failureRate: 0.1 });
    note('first come, first served', firstComeFirstServed(tasks), simple, provable);
    note('barriers', withBarriers(tasks), simple, provable);
  }
  return { shape, runs, wrong };
}

/** First come, first served. */
function firstComeFirstServed(tasks) {
  const index = new Map(tasks.map((task, i) => [task.id, i]));
  const ends = tasks.map(() => Number.POSITIVE_INFINITY);
  const started = new Set();
  const arrival = [];
  let now = 0;
  for (;;) {
    tasks.forEach((task, i) => {
      if (!arrival.includes(i) && task.depends_on.every((need) => ends[index.get(need)] <= now))
        arrival.push(i);
    });
    for (const i of arrival) {
      const busy = [...started].filter((one) => ends[one] > now).length;
      if (started.has(i) || busy >= WORKERS) continue;
      started.add(i);
      ends[i] = now + tasks[i].weight;
    }
    const next = Math.min(...[...started].map((i) => ends[i]).filter((end) => end > now));
    if (next === Number.POSITIVE_INFINITY) return now;
    now = next;
  }
}

/** Group after group by depth, each begun when the one before has ended. */
function withBarriers(tasks) {
  const depth = new Map();
  const groups = [];
  for (const task of tasks) {
    const level = task.depends_on.reduce((most, need) => Math.max(most, depth.get(need) + 1), 0);
    depth.set(task.id, level);
    groups[level] ??= [];
    groups[level].push(task.weight);
  }
  return groups.reduce((sum, weights) => {
    const loads = Array.from({ length: WORKERS }, () => 0);
    for (const weight of weights) loads[loads.indexOf(Math.min(...loads))] += weight;
    return sum + Math.max(...loads);
  }, 0);
}
