import type { TaskState } from '../domain/state.js';
import { completeAgent } from './complete-agent.js';
import { dispatch } from './dispatch.js';
import type { Draft } from './draft.js';
import { readyTasks } from './ready.js';
import { stop } from './recovery.js';

/**
 * Implements tasks.md: starts every task that is ready, up to `max_parallel_tasks`; no barriers. Complete when all tasks
 * are done; stops when some have failed and nothing else can go on.
 */
export function advanceTasks(draft: Draft): void {
  const { tasks, settings } = draft.state;
  if (tasks.every((task) => task.status === 'done')) return completeAgent(draft, 'implement');
  const ready = readyTasks(tasks, settings.max_parallel_tasks);
  for (const id of ready) dispatch(draft, { agents: ['implement'], tasks: [id] });
  if (ready.length > 0 || tasks.some((task) => task.status === 'running')) return;
  if (draft.state.timers.some((timer) => timer.agent === 'implement')) return;
  markBlocked(draft);
  const failed = tasks.filter((task) => task.status === 'failed').map((task) => task.id);
  stop(draft, `tasks failed: ${failed.join(', ')}`);
}

function markBlocked(draft: Draft): void {
  const waiting = (task: TaskState) => task.status === 'pending';
  draft.setTaskStatus(
    draft.state.tasks.filter(waiting).map((task) => task.id),
    'blocked',
  );
}
