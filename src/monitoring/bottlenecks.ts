import { isWaiting, type WorkflowState } from '../domain/state.js';
import { criticalityOf } from '../scheduling/criticality.js';
import { dependentsOf } from '../scheduling/dependents.js';
import type { Alert } from './alerts.js';

/** Something that holds up the rest, the worst first in a list. */
export interface Bottleneck {
  readonly kind: 'person' | 'failed_task' | 'late' | 'critical_task' | 'workers' | 'backend';
  readonly subject: string;
  /** How many tasks wait for it. */
  readonly waiting: number;
}

const MOST = 5;

/** What holds the workflow up now, at most five things. */
export function findBottlenecks(
  state: WorkflowState,
  queue: readonly string[],
  alerts: readonly Alert[],
): Bottleneck[] {
  const found: Bottleneck[] = [];
  const open = state.tasks.filter((task) => task.status !== 'done').length;
  if (isWaiting(state.status)) found.push({ kind: 'person', subject: state.status, waiting: open });
  for (const alert of alerts) {
    if (alert.kind === 'backend_unavailable' && alert.subject !== null)
      found.push({ kind: 'backend', subject: alert.subject, waiting: queue.length });
    if (alert.kind === 'execution_delay' && alert.subject !== null)
      found.push({
        kind: 'late',
        subject: alert.subject,
        waiting: waitingFor(state, tasksOf(state, alert.subject)),
      });
  }
  const failed = state.tasks.filter((task) => task.status === 'failed').map((task) => task.id);
  for (const id of failed) {
    const waiting = waitingFor(state, [id]);
    if (waiting > 0) found.push({ kind: 'failed_task', subject: id, waiting });
  }
  const running = state.tasks.filter((task) => task.status === 'running').map((task) => task.id);
  found.push(...criticalTasks(state, running));
  if (queue.length > 0 && running.length >= state.settings.max_parallel_tasks)
    found.push({ kind: 'workers', subject: 'max_parallel_tasks', waiting: queue.length });
  return found.slice(0, MOST);
}

/** Running tasks without slack that others wait for: being late, they make everything late. */
function criticalTasks(state: WorkflowState, running: readonly string[]): Bottleneck[] {
  if (running.length === 0) return [];
  const tasks = state.tasks.map((task) => ({ ...task, done: task.status === 'done' }));
  const tight = new Set(criticalityOf(tasks).flatMap((task) => (task.slack === 0 ? [task.id] : [])));
  return running
    .filter((id) => tight.has(id))
    .map((id) => ({ kind: 'critical_task' as const, subject: id, waiting: waitingFor(state, [id]) }))
    .filter((one) => one.waiting > 0)
    .sort((a, b) => b.waiting - a.waiting);
}

/** How many tasks need one of these, directly or not. */
function waitingFor({ tasks }: WorkflowState, ids: readonly string[]): number {
  return dependentsOf(tasks, ids).size;
}

function tasksOf(state: WorkflowState, assignment: string): readonly string[] {
  return state.assignments.find((one) => one.id === assignment)?.tasks ?? [];
}
