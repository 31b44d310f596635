import { createHeap } from './heap.js';
import {
  anyOrder,
  type Network,
  release,
  remainingPath,
  type Schedulable,
  toNetwork,
  waitCounts,
} from './network.js';

export type TaskStatus = 'pending' | 'running' | 'done' | 'failed' | 'blocked';

/** What scheduling needs to know of a task. */
export interface SchedulableTask extends Schedulable {
  readonly done?: boolean;
  readonly skipped?: boolean;
  /** Expected duration in any unit; 1 where absent. */
  readonly weight?: number;
}

export interface ReadyOptions {
  readonly maxParallel?: number;
  /** Ids that occupy a worker now, whatever their status says. */
  readonly active?: readonly string[];
}

/**
 * The tasks to start now, most urgent first: those whose dependencies are all done, by the longest path of work that
 * waits for them, ties in document order, as many as workers are free. A task without a status counts as done where it
 * is ticked or withdrawn, else as pending.
 */
export function readyTasks(
  graph: { readonly tasks: readonly SchedulableTask[] },
  status: Readonly<Record<string, TaskStatus>> | ReadonlyMap<string, TaskStatus> = {},
  { maxParallel = 5, active = [] }: ReadyOptions = {},
): string[] {
  const { tasks } = graph;
  const statusOf = (id: string) =>
    isMap(status) ? status.get(id) : Object.hasOwn(status, id) ? status[id] : undefined;
  const busy = new Set(active);
  const states = tasks.map((task) => {
    const state = task.skipped ? 'done' : (statusOf(task.id) ?? (task.done ? 'done' : 'pending'));
    if (state === 'running') busy.add(task.id);
    return state;
  });
  const free = maxParallel - busy.size;
  if (free <= 0) return [];
  const network = toNetwork(tasks);
  const priority = remainingPath(network, anyOrder(network), weightsOf(tasks, states));
  const ready: number[] = [];
  tasks.forEach((task, i) => {
    if (states[i] !== 'pending' || busy.has(task.id)) return;
    const end = network.needsAt[i + 1] ?? 0;
    for (let k = network.needsAt[i] ?? 0; k < end; k++) if (states[network.needs[k] ?? 0] !== 'done') return;
    ready.push(i);
  });
  ready.sort((a, b) => (priority[b] ?? 0) - (priority[a] ?? 0) || a - b);
  return ready.slice(0, free).map((i) => tasks[i]?.id ?? '');
}

/** A run under way: it knows what may start, and each finished task costs only its own dependents. */
export interface Scheduler {
  /** Takes the most urgent tasks for the free workers; they are running from now on. */
  readonly start: () => string[];
  /** A task is done: what waited for it only becomes ready. */
  readonly finish: (id: string) => void;
  /** A task is to be tried again; its worker is free. */
  readonly retry: (id: string) => void;
  /** A task failed for good: its worker is free, what depends on it never starts. Returns all those tasks. */
  readonly fail: (id: string) => string[];
  readonly running: () => number;
  /** True when nothing runs and nothing can start any more. */
  readonly idle: () => boolean;
}

/** Makes a scheduler for one run over a graph; tasks that are done or withdrawn count as finished. */
export function createScheduler(
  graph: { readonly tasks: readonly SchedulableTask[] },
  { maxParallel = 5 }: { readonly maxParallel?: number } = {},
): Scheduler {
  const { tasks } = graph;
  const index = new Map<string, number>();
  tasks.forEach((task, i) => void index.set(task.id, i));
  const network = toNetwork(tasks, index);
  const core = createCore(network, weightsOf(tasks), maxParallel);
  tasks.forEach((task, i) => {
    if (task.done || task.skipped) core.settle(i);
  });
  const nodeOf = (id: string): number => {
    const node = index.get(id);
    if (node === undefined) throw new Error(`Expected the id of a task of this run, got "${id}".`);
    return node;
  };
  return {
    start: () => core.start().map((node) => tasks[node]?.id ?? ''),
    finish: (id) => core.finish(nodeOf(id)),
    retry: (id) => core.retry(nodeOf(id)),
    fail: (id) => core.fail(nodeOf(id)).map((node) => tasks[node]?.id ?? ''),
    running: core.running,
    idle: core.idle,
  };
}

function createCore(network: Network, weights: Float64Array, maxParallel: number) {
  const FREE = 0;
  const RUNNING = 1;
  const SETTLED = 2;
  const waiting = waitCounts(network);
  const state = new Uint8Array(network.size);
  const priority = remainingPath(network, anyOrder(network), weights);
  const before = (a: number, b: number) => {
    const difference = (priority[a] ?? 0) - (priority[b] ?? 0);
    return difference > 0 || (difference === 0 && a < b);
  };
  const ready = createHeap(before);
  let running = 0;
  for (let i = 0; i < network.size; i++) if (waiting[i] === 0) ready.push(i);

  const eachDependent = (node: number, visit: (next: number) => void) => {
    const end = network.unlocksAt[node + 1] ?? 0;
    for (let k = network.unlocksAt[node] ?? 0; k < end; k++) visit(network.unlocks[k] ?? 0);
  };
  const offer = (node: number) => {
    if (state[node] === FREE) ready.push(node);
  };
  /** Counts a task as finished without having run; the heap drops settled ones when they come up. */
  const settle = (node: number) => {
    if (state[node] === SETTLED) return;
    state[node] = SETTLED;
    release(network, node, waiting, offer);
  };
  const leave = (node: number): boolean => {
    if (state[node] !== RUNNING) return false;
    running--;
    state[node] = FREE;
    return true;
  };
  const skim = (): number => {
    for (;;) {
      const node = ready.pop();
      if (node < 0 || state[node] === FREE) return node;
    }
  };
  return {
    settle,
    start: (): number[] => {
      const started: number[] = [];
      while (running < maxParallel) {
        const node = skim();
        if (node < 0) break;
        state[node] = RUNNING;
        running++;
        started.push(node);
      }
      return started;
    },
    finish: (node: number) => {
      leave(node);
      settle(node);
    },
    retry: (node: number) => {
      if (leave(node)) ready.push(node);
    },
    fail: (node: number): number[] => {
      leave(node);
      if (state[node] === SETTLED) return [];
      state[node] = SETTLED;
      const lost: number[] = [];
      const queue = [node];
      for (let i = 0; i < queue.length; i++) {
        eachDependent(queue[i] ?? 0, (next) => {
          if (state[next] === SETTLED) return;
          state[next] = SETTLED;
          lost.push(next);
          queue.push(next);
        });
      }
      return lost.sort((a, b) => a - b);
    },
    running: () => running,
    idle: (): boolean => {
      if (running > 0) return false;
      const node = skim();
      if (node >= 0) ready.push(node);
      return node < 0;
    },
  };
}

function weightsOf(tasks: readonly SchedulableTask[], states?: readonly TaskStatus[]): Float64Array {
  return Float64Array.from(tasks, (task, i) => {
    const finished = states ? states[i] === 'done' : task.done || task.skipped;
    return finished ? 0 : (task.weight ?? 1);
  });
}

function isMap(
  status: Readonly<Record<string, TaskStatus>> | ReadonlyMap<string, TaskStatus>,
): status is ReadonlyMap<string, TaskStatus> {
  return status instanceof Map;
}
