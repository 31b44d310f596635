/** How long it takes to schedule a large graph from first to last task, against p-graph and a bare typed-array Kahn. */
import { PGraph } from 'p-graph';
import { createScheduler } from '../build/src/scheduling/schedule.js';
import { emptyHistory, recordOutcome } from '../build/src/selection/history.js';
import { selectBackend } from '../build/src/selection/select-backend.js';
import { largeGraph } from './lib/graphs.mjs';
import { race } from './lib/measure.mjs';

const WORKERS = 5;
const BACKENDS = ['first', 'second', 'third'];
const NOW = '2026-01-01T00:00:00.000Z';

export async function measure({ rounds }) {
  const small = largeGraph(1, 10_000);
  const large = largeGraph(2, 100_000);
  for (const tasks of [small, large]) verify(tasks, schedule(tasks));
  const history = someHistory();
  const nodes = new Map(small.map((task) => [task.id, { run: () => undefined, priority: task.weight }]));
  const edges = small.flatMap((task) => task.depends_on.map((need) => [need, task.id]));
  const names = {
    ours: 'ours',
    choosing: 'ours, with a backend chosen for each task',
    rival: 'p-graph',
    floor: 'Kahn on typed arrays, no priorities',
  };
  const times = await race(
    [
      { name: names.ours, run: () => schedule(small) },
      { name: names.choosing, run: () => schedule(small, history) },
      { name: names.rival, run: () => new PGraph(nodes, edges).run({ concurrency: WORKERS }) },
      { name: names.floor, run: () => kahn(small) },
    ],
    { rounds },
  );
  const growth = await growthOf(small, large, rounds);
  const ms = (name) => times.get(name).median;
  const rival = ms(names.rival);
  const limit = (what, value, most, aim) => ({ what, value, limit: most, aim, kept: value <= most });
  return {
    title: `10,000 tasks with ${edges.length.toLocaleString('en')} dependencies on ${WORKERS} workers, median of ${rounds} rounds, processor time`,
    rows: Object.values(names).map((name) => ({
      contestant: name,
      ms: ms(name),
      'of p-graph': ms(name) / rival,
      'of the floor': ms(name) / ms(names.floor),
    })),
    limits: [
      limit('10,000 tasks against p-graph', ms(names.ours) / rival, 0.25, 0.1),
      limit('the same with a backend chosen for each task', ms(names.choosing) / rival, 0.25, 0.1),
      limit('100,000 tasks against 10,000', growth, 12),
    ],
  };
}

/**
 * How many times longer the large graph takes. The small one is run ten times for each run of the large one, so that
 * both make the same amount of garbage between two looks at the clock.
 */
async function growthOf(small, large, rounds) {
  const times = await race(
    [
      {
        name: 'small',
        run: () => {
          for (let i = 0; i < 10; i++) schedule(small);
        },
      },
      { name: 'large', run: () => schedule(large) },
    ],
    { rounds },
  );
  return (10 * times.get('large').median) / times.get('small').median;
}

/** Runs a graph to its end, the oldest running task ending first. With a history, each task is given to a backend. */
function schedule(tasks, history) {
  const scheduler = createScheduler({ tasks }, { maxParallel: WORKERS });
  const active = new Map(BACKENDS.map((name) => [name, 0]));
  const queue = [];
  const given = [];
  for (let at = 0; ; at++) {
    for (let id = scheduler.next(); id !== undefined; id = scheduler.next()) {
      queue.push(id);
      if (history) given.push(choose(id, history, active));
    }
    const id = queue[at];
    if (id === undefined) return queue;
    if (history) active.set(given[at], active.get(given[at]) - 1);
    scheduler.finish(id);
  }
}

function choose(id, history, active) {
  const task = { id, task_type: 'implement', required_capabilities: ['coding'] };
  const candidates = BACKENDS.map((name) => ({
    id: name,
    capabilities: ['coding'],
    max_parallel: WORKERS,
    active: active.get(name),
  }));
  const { agent_id } = selectBackend(task, candidates, { now: NOW, history });
  active.set(agent_id, active.get(agent_id) + 1);
  return agent_id;
}

function someHistory() {
  let history = emptyHistory();
  for (let i = 0; i < 90; i++) {
    const outcome = {
      id: String(i),
      agent_id: BACKENDS[i % 3],
      task_type: 'implement',
      ok: i % 10 > 0,
      duration_ms: 60_000 + i,
    };
    history = recordOutcome(history, outcome);
  }
  return history;
}

/** The least that any scheduler must do: turn ids into numbers and count dependencies down. */
function kahn(tasks) {
  const index = new Map(tasks.map((task, i) => [task.id, i]));
  const waiting = new Int32Array(tasks.length);
  const first = new Int32Array(tasks.length).fill(-1);
  const next = [];
  const unlocks = [];
  tasks.forEach((task, i) => {
    waiting[i] = task.depends_on.length;
    for (const need of task.depends_on) {
      const from = index.get(need);
      next.push(first[from]);
      first[from] = unlocks.push(i) - 1;
    }
  });
  const order = [];
  for (let i = 0; i < tasks.length; i++) if (waiting[i] === 0) order.push(i);
  for (let at = 0; at < order.length; at++) {
    for (let k = first[order[at]]; k >= 0; k = next[k])
      if (--waiting[unlocks[k]] === 0) order.push(unlocks[k]);
  }
  return order;
}

/** A fast scheduler that forgets tasks would be worth nothing. */
function verify(tasks, order) {
  const place = new Map(order.map((id, i) => [id, i]));
  if (place.size !== tasks.length || order.length !== tasks.length)
    throw new Error(
      `expected ${tasks.length} tasks to run once each, ${order.length} ran, ${place.size} of them different`,
    );
  for (const task of tasks) {
    for (const need of task.depends_on) {
      if (place.get(need) >= place.get(task.id)) throw new Error(`${task.id} ran before ${need}`);
    }
  }
}
