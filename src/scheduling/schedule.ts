import { compileGraph, compileNetwork, positionsOf } from './compile.js';
import { createRun } from './run.js';
import { pathKeys, type SchedulableTask, urgencyKeys, weightsOf } from './urgency.js';

export type TaskStatus = 'pending' | 'running' | 'done' | 'failed' | 'blocked';

export interface ReadyOptions {
  readonly maxParallel?: number;
  /** Ids that occupy a worker now, whatever their status says. */
  readonly active?: readonly string[];
  /** Ids, the most urgent first, as `planOrder` found them; without it the longest remaining path decides. */
  readonly order?: readonly string[];
}

type Statuses = Readonly<Record<string, TaskStatus>> | ReadonlyMap<string, TaskStatus>;

/**
 * The tasks to start now, most urgent first: those whose dependencies are all done, by the longest path of work that
 * waits for them, ties by `is_critical`, then in document order, as many as workers are free. A task without a status
 * counts as done where it is ticked or withdrawn, else as pending.
 */
export function readyTasks(
  graph: { readonly tasks: readonly SchedulableTask[] },
  status: Statuses = {},
  { maxParallel = 5, active = [], order = [] }: ReadyOptions = {},
): string[] {
  const { tasks } = graph;
  const busy = new Set(active);
  const states = tasks.map((task) => {
    const state = task.skipped ? 'done' : (statusOf(status, task.id) ?? (task.done ? 'done' : 'pending'));
    if (state === 'running') busy.add(task.id);
    return state;
  });
  const free = maxParallel - busy.size;
  if (free <= 0) return [];
  const network = compileNetwork(tasks, positionsOf(tasks));
  const ready: number[] = [];
  tasks.forEach((task, i) => {
    if (states[i] !== 'pending' || busy.has(task.id)) return;
    const end = network.needsAt[i + 1] ?? 0;
    for (let k = network.needsAt[i] ?? 0; k < end; k++) if (states[network.needs[k] ?? 0] !== 'done') return;
    ready.push(i);
  });
  // In order of the document already; with one left there is nothing to compare.
  if (ready.length > 1) {
    const weights = weightsOf(tasks, (_, i) => states[i] === 'done');
    const keys = urgencyKeys(tasks, network, weights, order);
    ready.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  }
  return ready.slice(0, free).map((i) => tasks[i]?.id ?? '');
}

/** A run under way: it knows what may start, and each finished task costs only its own dependents. */
export interface Scheduler {
  /** Takes the most urgent tasks for the free workers; they are running from now on. */
  readonly start: () => string[];
  /** Takes the most urgent task alone; undefined where none is ready or no worker free. */
  readonly next: () => string | undefined;
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

/** As many as run at once by default. */
const RECENT = 5;

/** Makes a scheduler for one run over a graph; tasks that are done or withdrawn count as finished. */
export function createScheduler(
  graph: { readonly tasks: readonly SchedulableTask[] },
  { maxParallel = 5, order = [] }: Pick<ReadyOptions, 'maxParallel' | 'order'> = {},
): Scheduler {
  const { tasks } = graph;
  const { ids, positions, network, weights, settled, hasCritical } = compileGraph(tasks);
  const simple = order.length === 0 && !hasCritical;
  const keys = simple ? pathKeys(network, weights) : urgencyKeys(tasks, network, weights, order);
  const run = createRun(network, keys, maxParallel);
  settled.forEach(run.settle);
  // Mostly what ends was started a moment ago: comparing it with a few spares reading it, far off in memory.
  const recent: { id: string; node: number }[] = Array.from({ length: RECENT }, () => ({ id: '', node: -1 }));
  let oldest = 0;
  const nodeOf = (id: string): number => {
    for (let i = 0; i < RECENT; i++) {
      const one = recent[(oldest + i) % RECENT];
      // The same text in the same place: `===` would read it, which is what costs.
      if (one !== undefined && one.node >= 0 && Object.is(one.id, id)) return one.node;
    }
    const node = positions.get(id);
    if (node === undefined) throw new Error(`Expected the id of a task of this run, got "${id}".`);
    return node;
  };
  const next = (): string | undefined => {
    const node = run.next();
    const slot = recent[oldest];
    if (node < 0 || slot === undefined) return undefined;
    const id = ids[node] ?? '';
    slot.id = id;
    slot.node = node;
    oldest = (oldest + 1) % RECENT;
    return id;
  };
  return {
    next,
    start: () => {
      const started: string[] = [];
      for (let id = next(); id !== undefined; id = next()) started.push(id);
      return started;
    },
    finish: (id) => run.finish(nodeOf(id)),
    retry: (id) => run.retry(nodeOf(id)),
    fail: (id) => run.fail(nodeOf(id)).map((node) => ids[node] ?? ''),
    running: run.running,
    idle: run.idle,
  };
}

function statusOf(status: Statuses, id: string): TaskStatus | undefined {
  if (isMap(status)) return status.get(id);
  return Object.hasOwn(status, id) ? status[id] : undefined;
}

function isMap(status: Statuses): status is ReadonlyMap<string, TaskStatus> {
  return status instanceof Map;
}
