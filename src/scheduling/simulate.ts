import { createKeyHeap } from './heap.js';
import { type Network, release, toNetwork, waitCounts } from './network.js';
import { isSettled, type SchedulableTask, urgencyKeys, weightsOf } from './urgency.js';

/** When each node starts, and when the last one ends. Nodes on and behind cycles never start and are left at 0. */
export interface SimulatedRun {
  readonly starts: Float64Array;
  readonly makespan: number;
}

/**
 * Plays a run in which every task takes exactly its duration: whenever a worker is free, the ready node with the
 * smallest key starts.
 */
export function simulateRun(
  network: Network,
  durations: Float64Array,
  keys: Float64Array,
  workers: number,
): SimulatedRun {
  const starts = new Float64Array(network.size);
  const ends = new Float64Array(network.size);
  const waiting = waitCounts(network);
  const ready = createKeyHeap(keys);
  const running = createKeyHeap(ends);
  for (let i = 0; i < network.size; i++) if (waiting[i] === 0) ready.push(i);
  let now = 0;
  for (;;) {
    while (running.size() < workers && ready.size() > 0) {
      const node = ready.pop();
      starts[node] = now;
      ends[node] = now + (durations[node] ?? 0);
      running.push(node);
    }
    const first = running.pop();
    if (first < 0) return { starts, makespan: now };
    now = ends[first] ?? now;
    release(network, first, waiting, ready.push);
    // What ends at the same time is over before anything starts: it may unlock something more urgent.
    for (let node = running.pop(); node >= 0; node = running.pop()) {
      if ((ends[node] ?? 0) > now) {
        running.push(node);
        break;
      }
      release(network, node, waiting, ready.push);
    }
  }
}

/** The same network with every dependency turned round. */
export function reversed({ size, needsAt, needs, unlocksAt, unlocks }: Network): Network {
  return { size, needsAt: unlocksAt, needs: unlocks, unlocksAt: needsAt, unlocks: needs };
}

/**
 * How long the tasks that are left take on so many workers when each takes its weight. `running` ids come first, with
 * the weight that is left of them; linear in the size of the graph but for the queue.
 */
export function expectedMakespan(
  tasks: readonly SchedulableTask[],
  {
    maxParallel = 5,
    running = [],
  }: { readonly maxParallel?: number; readonly running?: readonly string[] } = {},
): number {
  const left = tasks.filter((task) => !isSettled(task));
  const network = toNetwork(left);
  const weights = weightsOf(left);
  return simulateRun(network, weights, urgencyKeys(left, network, weights, running), maxParallel).makespan;
}
