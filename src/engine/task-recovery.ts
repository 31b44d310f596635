/** What becomes of a task of `implement` that failed: the executor seed's retry policy and error matrix. */
import type { ErrorType } from '../domain/contract.js';
import type { TaskState, WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { dependentsOf } from '../scheduling/dependents.js';
import { type FailureResponse, failureKind, respondToFailure } from '../selection/failure.js';
import { candidateIds, taskTypeOf } from './choose-backend.js';
import { halt } from './dispatch.js';
import type { Draft } from './draft.js';
import type { TaskFailure } from './failure.js';
import { isCritical } from './plan.js';
import { retryPolicyOf } from './policies.js';
import { UNHEALTHY_DELAY_MS } from './recovery-table.js';
import { taskRetries } from './retries.js';

/** What is done about a failed task: it is tried again later, waits for what it lacks, or is given up. */
export function respondToTask(state: WorkflowState, { agent, task, error }: TaskFailure): FailureResponse {
  const policy = retryPolicyOf(state.settings);
  const retries = mayTryAgain(state, agent, task, error)
    ? taskRetries(state, agent, task)
    : policy.max_retries;
  return respondToFailure(
    {
      // Errors about the work itself are tried again by the same policy.
      kind: failureKind(error.type) ?? 'agent_failure',
      task,
      retries,
      is_critical: isCritical(state, task),
      message: error.message,
      ...(error.type === 'ServiceUnhealthy' ? { retry_after_ms: UNHEALTHY_DELAY_MS } : {}),
    },
    policy,
  );
}

/** The task is tried again when its time has come; the others go on meanwhile. */
export function retryLater(draft: Draft, { agent, task, error }: TaskFailure, delay_ms: number): void {
  const due_at = new Date(Date.parse(draft.event.at) + delay_ms).toISOString();
  draft.setTaskStatus([task], 'pending');
  draft.set({ timers: [...draft.state.timers, { due_at, agent, task, reason: error.message }] });
}

/** Something that the task needs is not there: it waits until another task has been finished. */
export function blockTask(draft: Draft, { agent, task, error }: TaskFailure): void {
  draft.tell(agent, `${task} is blocked, it lacks something: ${error.message}`);
  draft.set({
    tasks: draft.state.tasks.map((one) =>
      one.id === task ? { ...one, status: 'blocked' as const, lacks: error.message.slice(0, 500) } : one,
    ),
  });
}

/** The task failed for good: what needs it is blocked. Where too much does, nothing further starts. */
export function failTask(draft: Draft, { agent, task, error }: TaskFailure): void {
  const critical = isCritical(draft.state, task);
  const waiting = dependentsOf(draft.state.tasks, [task]).size;
  draft.setTaskStatus([task], 'failed');
  draft.tell(agent, `${task} failed (${error.type}): ${error.message}`);
  draft.set({ tasks: withBlocked(draft.state.tasks), plan: undefined });
  if (!critical) return;
  halt(
    draft,
    `Critical task failed: ${task} (${error.type}), which ${waiting} other task(s) need, so nothing further was started; please mend what is wrong, or tick it where it is done, then resume. It says: ${error.message}`,
  );
}

/** A task is done; those that lacked something may find it now. */
export function finishTask(draft: Draft, task: string): void {
  draft.setTaskStatus([task], 'done');
  if (draft.state.tasks.some((one) => one.lacks !== undefined)) {
    draft.set({ tasks: withBlocked(draft.state.tasks.map(withoutLack)) });
  }
}

/** A person has looked: what failed or was blocked is tried again. */
export function releaseFailed(draft: Draft): void {
  const { tasks } = draft.state;
  if (!tasks.some((task) => task.status === 'failed' || task.status === 'blocked')) return;
  draft.set({
    plan: undefined,
    tasks: tasks.map((task) => {
      const { lacks: _, ...rest } = task;
      return task.status === 'failed' || task.status === 'blocked' ? { ...rest, status: 'pending' } : task;
    }),
  });
}

/** Marks what cannot start because something that it needs has failed, and nothing else, as blocked. */
export function withBlocked(tasks: readonly TaskState[]): TaskState[] {
  const failed = tasks.filter((task) => task.status === 'failed').map((task) => task.id);
  const behind = failed.length === 0 ? new Set<string>() : dependentsOf(tasks, failed);
  return tasks.map((task) => {
    if (task.status !== 'pending' && task.status !== 'blocked') return task;
    const status = behind.has(task.id) || task.lacks !== undefined ? 'blocked' : 'pending';
    return task.status === status ? task : { ...task, status };
  });
}

function withoutLack(task: TaskState): TaskState {
  if (task.lacks === undefined) return task;
  const { lacks: _, ...rest } = task;
  return rest;
}

/**
 * What cannot be mended is not tried again; but a backend that gave up may have done so for reasons of its own, so
 * another one is asked where there is one.
 */
function mayTryAgain(
  state: WorkflowState,
  agent: AgentName,
  task: string,
  { type, recoverable }: { readonly type: ErrorType; readonly recoverable: boolean },
): boolean {
  if (type !== 'UnrecoverableError') return recoverable;
  const failed = state.assignments.filter(
    (one) => one.tasks.includes(task) && one.outcome?.result === 'failure',
  );
  const tried = new Set(failed.map((one) => one.backend));
  return candidateIds(state, agent, taskTypeOf(state, agent, task)).some((id) => !tried.has(id));
}
