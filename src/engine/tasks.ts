import type { WorkflowState } from '../domain/state.js';
import { readyTasks } from '../scheduling/schedule.js';
import { dispatch } from './dispatch.js';
import type { Draft } from './draft.js';
import { stop } from './ending.js';
import { feedbackFor } from './feedback.js';
import { isUnderWay } from './sequence.js';

/** True when every task is done and nothing that was sent back is left to mend. */
export function tasksAreDone(state: WorkflowState): boolean {
  if (state.tasks.length === 0 || hasOpenTasks(state)) return false;
  return feedbackFor(state, 'implement', null) === null && !isUnderWay(state, 'implement');
}

export function hasOpenTasks(state: WorkflowState): boolean {
  return state.tasks.some((task) => task.status !== 'done');
}

/**
 * Implements tasks.md: starts every task that is ready, up to `max_parallel_tasks`; no barriers, and a task that waits
 * for its retry holds back only those that need it. Stops when some have failed and nothing else can go on.
 */
export function startTasks(draft: Draft): void {
  const { tasks, timers, settings } = draft.state;
  const retries = timers.filter((timer) => timer.agent === 'implement');
  const later = new Set(retries.map((timer) => timer.task));
  const status = new Map(
    tasks.map((task) => [task.id, later.has(task.id) ? 'blocked' : task.status] as const),
  );
  const ready = readyTasks({ tasks }, status, { maxParallel: settings.max_parallel_tasks });
  for (const id of ready) dispatch(draft, { agents: ['implement'], tasks: [id] });
  const somethingGoesOn = ready.length > 0 || retries.length > 0 || tasks.some(isRunning);
  if (!somethingGoesOn) stopBlocked(draft);
}

function stopBlocked(draft: Draft): void {
  const { tasks } = draft.state;
  const failed = tasks.filter((task) => task.status === 'failed').map((task) => task.id);
  const waiting = tasks.filter((task) => task.status === 'pending').map((task) => task.id);
  draft.setTaskStatus(waiting, 'blocked');
  stop(
    draft,
    failed.length > 0
      ? `tasks failed: ${failed.join(', ')}`
      : `tasks wait for each other and none can start: ${waiting.join(', ')}`,
  );
}

function isRunning(task: WorkflowState['tasks'][number]): boolean {
  return task.status === 'running';
}
