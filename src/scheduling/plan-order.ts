import { unitHash } from './hash.js';
import { type Network, remainingPath, toNetwork } from './network.js';
import { reversed, simulateRun } from './simulate.js';
import { type SchedulableTask, someOrder, urgencyKeys, weightsOf } from './urgency.js';

export interface PlanOptions {
  /** Most tasks at once. */
  readonly maxParallel?: number;
  /** Ids that occupy a worker already: they come first, with the weight that is left of them. */
  readonly running?: readonly string[];
}

export interface PlannedOrder {
  /** Ids of the tasks that are left, the most urgent first: for `readyTasks` and `createScheduler`. */
  readonly order: string[];
  /** How long the run takes when every task takes its weight. */
  readonly makespan: number;
  /** No run can be shorter than this: the critical path, or the work shared evenly among the workers. */
  readonly bound: number;
}

/** Searching pays where few tasks compete; beyond this size the longest path alone is as good, and linear. */
const MOST_SEARCHED = 2_000;
const ROUNDS = 24;
/** Rounds in vain after which the search is given up: mostly the bound cannot be reached. */
const PATIENCE = 10;
const PASSES = 6;
/** Durations are estimates: what is this near to the bound is not worth a search. */
const GOOD_ENOUGH = 1.001;

/**
 * Looks for an order of starting in which the whole run ends sooner than by longest path alone. Forward-backward
 * improvement: a run is played, then played backwards from its end, and each play orders the next; where that gets
 * stuck, the order is shaken a little and tried again. Pure: the same tasks give the same order.
 */
export function planOrder(
  tasks: readonly SchedulableTask[],
  { maxParallel = 5, running = [] }: PlanOptions = {},
): PlannedOrder {
  const left = tasks.filter((task) => !task.done && !task.skipped);
  const network = toNetwork(left);
  const weights = weightsOf(left);
  const bound = lowerBound(network, weights, maxParallel);
  const keys = urgencyKeys(left, network, weights, running);
  const fixed = new Set(running);
  const pin = (some: Float64Array) =>
    fixed.size === 0
      ? some
      : some.map((key, i) => (fixed.has(left[i]?.id ?? '') ? Number.NEGATIVE_INFINITY : key));
  const best = search({ network, weights, workers: maxParallel, bound, pin }, pin(keys));
  const order = Array.from(left.keys()).sort((a, b) => compareKeys(best.keys, a, b));
  return { order: order.map((i) => left[i]?.id ?? ''), makespan: best.makespan, bound };
}

interface Problem {
  readonly network: Network;
  readonly weights: Float64Array;
  readonly workers: number;
  readonly bound: number;
  readonly pin: (keys: Float64Array) => Float64Array;
}

interface Candidate {
  readonly keys: Float64Array;
  readonly makespan: number;
}

function search(problem: Problem, keys: Float64Array): Candidate {
  const { network, weights, workers, bound, pin } = problem;
  const target = bound * GOOD_ENOUGH;
  let best: Candidate = { keys, makespan: simulateRun(network, weights, keys, workers).makespan };
  if (best.makespan <= target || network.size > MOST_SEARCHED) return best;
  best = improve(problem, keys);
  const spread = keys.reduce((most, key) => (Number.isFinite(key) ? Math.max(most, Math.abs(key)) : most), 1);
  let vain = 0;
  for (let round = 0; round < ROUNDS && vain < PATIENCE && best.makespan > target; round++) {
    const base = round % 2 === 0 ? keys : best.keys;
    const strength = spread * (0.1 * 2 ** ((round >> 1) % 4));
    const shaken = pin(base.map((key, i) => key + (unitHash(`${round}/${i}`) - 0.5) * strength));
    const found = improve(problem, shaken);
    vain = found.makespan < best.makespan ? 0 : vain + 1;
    if (vain === 0) best = found;
  }
  return best;
}

/** Plays forwards and backwards in turn for as long as it helps. */
function improve({ network, weights, workers, bound, pin }: Problem, start: Float64Array): Candidate {
  const back = reversed(network);
  let best: Candidate = { keys: start, makespan: Number.POSITIVE_INFINITY };
  let keys = start;
  for (let pass = 0; pass < PASSES; pass++) {
    const forward = simulateRun(network, weights, keys, workers);
    if (forward.makespan >= best.makespan) break;
    best = { keys, makespan: forward.makespan };
    if (best.makespan <= bound * GOOD_ENOUGH) break;
    const lastFirst = forward.starts.map((at, i) => -(at + (weights[i] ?? 0)));
    const backward = simulateRun(back, weights, lastFirst, workers);
    keys = pin(backward.starts.map((at, i) => -(at + (weights[i] ?? 0))));
  }
  return best;
}

function lowerBound(network: Network, weights: Float64Array, workers: number): number {
  const paths = remainingPath(network, someOrder(network), weights);
  const longest = paths.reduce((most, path) => Math.max(most, path), 0);
  const work = weights.reduce((sum, weight) => sum + weight, 0);
  const shared = work / workers;
  // Whole durations end at whole times.
  return Math.max(longest, weights.every(Number.isInteger) ? Math.ceil(shared) : shared);
}

function compareKeys(keys: Float64Array, a: number, b: number): number {
  const first = keys[a] ?? 0;
  const second = keys[b] ?? 0;
  return first === second ? a - b : first - second;
}
