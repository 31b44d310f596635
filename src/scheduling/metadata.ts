import type { TaskGraph } from './graph.js';
import type { Schedulable } from './network.js';

/** What a person wants to know of a plan before its details, in the names of the analyzer's output. */
export interface PlanMetadata {
  readonly totalTasks: number;
  /** Seconds until the open tasks are done. */
  readonly estimatedDuration: number;
  readonly complexity: 'low' | 'medium' | 'high';
}

interface MeasuredTask extends Schedulable {
  readonly done?: boolean;
  readonly skipped?: boolean;
}

/** Without measurements a task is taken to need the default time limit of one, with the default number at a time. */
const SECONDS_PER_TASK = 300;
const AT_A_TIME = 5;

/** A plan is low up to both of the first numbers, high above either of the second. */
const LOW = { tasks: 15, path: 8 } as const;
const HIGH = { tasks: 60, path: 30 } as const;

/**
 * Measures a graph. The duration is what no schedule can beat: the longest chain of open tasks, or all of them shared
 * out among the workers, whichever is longer; finished and withdrawn tasks cost nothing. The complexity looks at the
 * whole plan, so that it does not fall while work goes on: how many tasks, and how long the critical path.
 */
export function planMetadata(graph: TaskGraph<MeasuredTask>): PlanMetadata {
  const { tasks, critical_path } = graph;
  const open = tasks.filter(isOpen);
  const rounds = Math.max(longestOpenPath(graph), Math.ceil(open.length / AT_A_TIME));
  const size = { tasks: tasks.length, path: critical_path.length };
  const exceeds = (limit: typeof size) => size.tasks > limit.tasks || size.path > limit.path;
  return {
    totalTasks: tasks.length,
    estimatedDuration: rounds * SECONDS_PER_TASK,
    complexity: exceeds(HIGH) ? 'high' : exceeds(LOW) ? 'medium' : 'low',
  };
}

function isOpen(task: MeasuredTask): boolean {
  return !task.done && !task.skipped;
}

function longestOpenPath({ tasks, execution_order }: TaskGraph<MeasuredTask>): number {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const length = new Map<string, number>();
  let longest = 0;
  for (const id of execution_order) {
    const task = byId.get(id);
    if (!task) continue;
    let before = 0;
    for (const need of task.depends_on) before = Math.max(before, length.get(need) ?? 0);
    const own = before + (isOpen(task) ? 1 : 0);
    length.set(id, own);
    longest = Math.max(longest, own);
  }
  return longest;
}
