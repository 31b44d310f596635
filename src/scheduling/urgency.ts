import { anyOrder, indexById, type Network, remainingPath, type Schedulable } from './network.js';

/** What scheduling needs to know of a task. */
export interface SchedulableTask extends Schedulable {
  readonly done?: boolean;
  readonly skipped?: boolean;
  /** Expected duration in any unit; 1 where absent. */
  readonly weight?: number;
  /** Declared critical: goes ahead of tasks that are equally urgent otherwise. */
  readonly is_critical?: boolean;
}

/**
 * Keys by which tasks start, the smallest first: the longest path of work that waits for a task, ties by declared
 * criticality, then in document order. A planned `order` of ids (see `planOrder`) goes before all of that.
 */
export function urgencyKeys(
  tasks: readonly SchedulableTask[],
  network: Network,
  weights: Float64Array,
  order: readonly string[] = [],
): Float64Array {
  const keys = pathKeys(network, weights);
  if (order.length === 0 && !tasks.some((task) => task.is_critical)) return keys;
  const planned = new Float64Array(tasks.length).fill(Number.POSITIVE_INFINITY);
  const index = indexById(tasks);
  order.forEach((id, place) => {
    const node = index.get(id);
    if (node !== undefined && planned[node] === Number.POSITIVE_INFINITY) planned[node] = place;
  });
  const compare = (a: number, b: number): number =>
    difference(planned, a, b) ||
    difference(keys, a, b) ||
    Number(tasks[b]?.is_critical ?? false) - Number(tasks[a]?.is_critical ?? false) ||
    a - b;
  const places = new Float64Array(tasks.length);
  Int32Array.from(tasks, (_, i) => i)
    .sort(compare)
    .forEach((node, place) => {
      places[node] = place;
    });
  return places;
}

/** Keys by the longest path of work alone, ties by position. */
export function pathKeys(network: Network, weights: Float64Array): Float64Array {
  const keys = remainingPath(network, someOrder(network), weights);
  for (let i = 0; i < keys.length; i++) keys[i] = 0 - (keys[i] ?? 0);
  return keys;
}

/** Any topological order: that of the document where it is one, as it mostly is. Nodes on cycles may be missing. */
export function someOrder(network: Network): Int32Array {
  const { size, needsAt, needs } = network;
  for (let i = 0; i < size; i++) {
    const end = needsAt[i + 1] ?? 0;
    for (let k = needsAt[i] ?? 0; k < end; k++) if ((needs[k] ?? 0) > i) return anyOrder(network);
  }
  const order = new Int32Array(size);
  for (let i = 0; i < size; i++) order[i] = i;
  return order;
}

/** Expected durations by position; finished and withdrawn tasks weigh nothing. */
export function weightsOf(
  tasks: readonly SchedulableTask[],
  isFinished: (task: SchedulableTask, i: number) => boolean = isSettled,
): Float64Array {
  const weights = new Float64Array(tasks.length);
  tasks.forEach((task, i) => {
    if (!isFinished(task, i)) weights[i] = weightOf(task);
  });
  return weights;
}

/** A task's expected duration. What is no duration counts as 1: it would make the order arbitrary. */
export function weightOf({ weight = 1 }: SchedulableTask): number {
  return weight >= 0 && weight < Number.POSITIVE_INFINITY ? weight : 1;
}

/** True for a task that is ticked or withdrawn: nothing waits for it. */
export function isSettled(task: SchedulableTask): boolean {
  return task.done === true || task.skipped === true;
}

function difference(values: Float64Array, a: number, b: number): number {
  const first = values[a] ?? 0;
  const second = values[b] ?? 0;
  // Infinity minus itself is no number.
  return first === second ? 0 : first - second;
}
