import { createHeap } from './heap.js';

/** What the scheduler needs to know of a task. */
export interface Schedulable {
  readonly id: string;
  readonly depends_on: readonly string[];
}

/**
 * Dependencies by index in compressed rows: the nodes that `i` needs are `needs[needsAt[i] .. needsAt[i + 1]]`, those
 * that need `i` likewise in `unlocks`.
 */
export interface Network {
  readonly size: number;
  readonly needsAt: Int32Array;
  readonly needs: Int32Array;
  readonly unlocksAt: Int32Array;
  readonly unlocks: Int32Array;
}

/** Maps ids to positions; the first of equal ids counts. */
export function indexById(tasks: readonly { readonly id: string }[]): Map<string, number> {
  const index = new Map<string, number>();
  tasks.forEach((task, i) => {
    if (!index.has(task.id)) index.set(task.id, i);
  });
  return index;
}

/** Builds the rows for tasks; dependencies on unknown ids, on itself and repeated ones are left out. */
export function toNetwork(tasks: readonly Schedulable[], index = indexById(tasks)): Network {
  let most = 0;
  for (const task of tasks) most += task.depends_on.length;
  const from = new Int32Array(most);
  const to = new Int32Array(most);
  const seenBy = new Int32Array(tasks.length);
  let count = 0;
  for (let i = 0; i < tasks.length; i++) {
    for (const id of tasks[i]?.depends_on ?? []) {
      const other = index.get(id);
      if (other === undefined || other === i || seenBy[other] === i + 1) continue;
      seenBy[other] = i + 1;
      from[count] = i;
      to[count++] = other;
    }
  }
  return networkOf(tasks.length, from.subarray(0, count), to.subarray(0, count));
}

/** Builds the rows for edges by index: `from[k]` needs `to[k]`. */
function networkOf(size: number, from: ArrayLike<number>, to: ArrayLike<number>): Network {
  const [needsAt, needs] = rows(size, from, to);
  const [unlocksAt, unlocks] = rows(size, to, from);
  return { size, needsAt, needs, unlocksAt, unlocks };
}

function rows(size: number, key: ArrayLike<number>, value: ArrayLike<number>): [Int32Array, Int32Array] {
  const at = new Int32Array(size + 1);
  for (let k = 0; k < key.length; k++) {
    const row = (key[k] ?? 0) + 1;
    at[row] = (at[row] ?? 0) + 1;
  }
  for (let i = 0; i < size; i++) at[i + 1] = (at[i + 1] ?? 0) + (at[i] ?? 0);
  const fill = at.slice(0, size);
  const list = new Int32Array(key.length);
  for (let k = 0; k < key.length; k++) {
    const row = key[k] ?? 0;
    const slot = fill[row] ?? 0;
    list[slot] = value[k] ?? 0;
    fill[row] = slot + 1;
  }
  return [at, list];
}

/** How many nodes each node waits for. */
export function waitCounts(network: Network): Int32Array {
  const counts = new Int32Array(network.size);
  for (let i = 0; i < network.size; i++)
    counts[i] = (network.needsAt[i + 1] ?? 0) - (network.needsAt[i] ?? 0);
  return counts;
}

/**
 * A topological order, the one nearest to document order: of the nodes that are free, the earliest comes first. Nodes on
 * a cycle, and those behind them, are missing from it.
 */
export function topologicalOrder(network: Network): Int32Array {
  const free = createHeap((a, b) => a < b);
  const order = new Int32Array(network.size);
  let length = 0;
  const waiting = waitCounts(network);
  for (let i = 0; i < network.size; i++) if (waiting[i] === 0) free.push(i);
  for (let node = free.pop(); node >= 0; node = free.pop()) {
    order[length++] = node;
    release(network, node, waiting, free.push);
  }
  return order.subarray(0, length);
}

/** Any topological order, where which one does not matter: in linear time. Nodes on and behind cycles are missing. */
export function anyOrder(network: Network): Int32Array {
  const order = new Int32Array(network.size);
  let length = 0;
  const add = (node: number) => {
    order[length++] = node;
  };
  const waiting = waitCounts(network);
  for (let i = 0; i < network.size; i++) if (waiting[i] === 0) add(i);
  for (let at = 0; at < length; at++) release(network, order[at] ?? 0, waiting, add);
  return order.subarray(0, length);
}

/** Counts `node` as finished; `free` is called for each node that waits for nothing any more. */
export function release(
  network: Network,
  node: number,
  waiting: Int32Array,
  free: (node: number) => void,
): void {
  const end = network.unlocksAt[node + 1] ?? 0;
  for (let k = network.unlocksAt[node] ?? 0; k < end; k++) {
    const next = network.unlocks[k] ?? 0;
    const left = (waiting[next] ?? 0) - 1;
    waiting[next] = left;
    if (left === 0) free(next);
  }
}

/**
 * The length of the longest path from each node to the end of the work, its own weight included: the priority by which
 * critical-path scheduling picks. Nodes missing from `order` keep their own weight.
 */
export function remainingPath(
  network: Network,
  order: Int32Array,
  weights?: ArrayLike<number>,
): Float64Array {
  const remaining = new Float64Array(network.size);
  for (let i = 0; i < network.size; i++) remaining[i] = weights ? (weights[i] ?? 0) : 1;
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at] ?? 0;
    let longest = 0;
    const end = network.unlocksAt[node + 1] ?? 0;
    for (let k = network.unlocksAt[node] ?? 0; k < end; k++) {
      const path = remaining[network.unlocks[k] ?? 0] ?? 0;
      if (path > longest) longest = path;
    }
    remaining[node] = (remaining[node] ?? 0) + longest;
  }
  return remaining;
}
