import type { AgentError, FeedbackContext } from '../domain/contract.js';
import { backoffDelay } from '../selection/backoff.js';
import type { Draft } from './draft.js';
import { isE2e } from './e2e.js';
import { escalate, stop } from './ending.js';
import type { Failure, TaskFailure } from './failure.js';
import { addFeedback, issuesOf } from './feedback.js';
import { isGated } from './gate.js';
import { beginRound, isQualityGate, sendBack } from './loops.js';
import { retryPolicyOf } from './policies.js';
import { RECOVERY, UNHEALTHY_DELAY_MS } from './recovery-table.js';
import { runClarify, runMissing } from './rerun.js';
import { countTaskRetry, takeRetry } from './retries.js';
import { rootCauseOf } from './root-cause.js';
import { blockTask, failTask, respondToTask, retryLater } from './task-recovery.js';

/** Applies the recovery table to a failed agent or task. What can start then is started by `advance`. */
export function recover(draft: Draft, found: Failure): void {
  const cause = rootCauseOf(found.agent, found.error, found.result);
  if (cause === 'SimpleBug') return mendHere(draft, found);
  const failure = { ...found, error: { ...found.error, type: cause } };
  const { agent, task, error } = failure;
  const { strategy, retries, advice } = RECOVERY[cause];
  if (strategy === 'ask') return escalate(draft, `${agent} (${cause}); ${advice}. It says: ${error.message}`);
  if (isTask(failure) && !namesItsMaker(failure)) return recoverTask(draft, failure);
  if (strategy === 'feedback' && isQualityGate(agent)) return passBack(draft, failure);
  const retry = error.recoverable ? takeRetry(draft, failure, cause) : null;
  if (retry === null) return giveUp(draft, failure);
  if (strategy === 'fix' && isE2e(agent) && !beginRound(draft, 'e2e', agent, error)) return;
  draft.tell(agent, `${cause}, retry ${retry} of ${retries}: ${error.message}`);
  if (task !== null) draft.setTaskStatus([task], 'pending');
  if (failure.feedback !== null) addFeedback(draft, agent, task, failure.feedback);
  prepareRetry(draft, failure, retry);
}

/** A task: the executor seed's policy bounds its retries, whatever the error; the table says what goes with them. */
function recoverTask(draft: Draft, failure: TaskFailure): void {
  const { agent, task, error } = failure;
  const response = respondToTask(draft.state, failure);
  if (response.kind === 'block') return blockTask(draft, failure);
  if (response.kind === 'escalate') return failTask(draft, failure);
  const { retry, delay_ms } = response;
  const { max_retries } = retryPolicyOf(draft.state.settings);
  countTaskRetry(draft, agent, task, error.type);
  draft.tell(agent, `${task}: ${error.type}, retry ${retry} of ${max_retries}: ${error.message}`);
  if (failure.feedback !== null) addFeedback(draft, agent, task, failure.feedback);
  const { strategy } = RECOVERY[error.type];
  if (strategy === 'fix' || strategy === 'feedback' || strategy === 'clarify') {
    addFeedback(draft, agent, task, findingsOf(error, retry, max_retries));
  }
  retryLater(draft, failure, delay_ms);
}

function isTask(failure: Failure): failure is TaskFailure {
  return failure.task !== null;
}

/** What is missing is the work of an earlier agent, which then runs again: the orchestrator seed's PrerequisiteError. */
function namesItsMaker({ error }: Failure): boolean {
  return error.type === 'PrerequisiteError' && error.suggested_action != null && error.recoverable;
}

/** A failed task leaves the others to go on; a failed agent stops the workflow or waits for a person. */
export function giveUp(draft: Draft, failure: Failure): void {
  if (isTask(failure)) return failTask(draft, failure);
  const { agent, error } = failure;
  const reason = `${agent} failed (${error.type})`;
  const { otherwise, advice } = RECOVERY[error.type];
  if (otherwise === 'ask') return escalate(draft, `${reason}; ${advice}. It says: ${error.message}`);
  stop(draft, `${reason}: ${error.message}`);
}

/** A small bug: the E2E agent mends the code itself and runs the tests again, as often as its loop allows. */
function mendHere(draft: Draft, failure: Failure): void {
  const { agent, error } = failure;
  if (!beginRound(draft, 'e2e', agent, error)) return;
  const { iteration, max_iterations } = draft.state.feedback_loops.e2e ?? { iteration: 1, max_iterations: 1 };
  draft.tell(agent, `a simple bug, round ${iteration} of ${max_iterations}: ${error.message}`);
  if (failure.feedback !== null) addFeedback(draft, agent, null, failure.feedback);
  addFeedback(draft, agent, null, findingsOf(error, iteration, max_iterations));
}

/** How often gates send work back is bounded by their loops; the seed bounds gaps in the implementation further. */
function passBack(draft: Draft, failure: Failure): void {
  const { agent, error } = failure;
  const isGap = error.type === 'ImplementationGap';
  if (isGap && takeRetry(draft, failure, error.type) === null) return giveUp(draft, failure);
  sendBack(draft, agent, error);
}

function prepareRetry(draft: Draft, failure: Failure, retry: number): void {
  const { agent, task, error } = failure;
  const { strategy, retries } = RECOVERY[error.type];
  const findings = findingsOf(error, retry, retries);
  switch (strategy) {
    case 'retry_later':
      return wait(draft, failure, retry);
    case 'fix':
    case 'feedback':
      return addFeedback(draft, agent, task, findings);
    case 'clarify':
      addFeedback(draft, agent, task, findings);
      // After the gate there is nothing to clarify any more without asking for approval again.
      if (!isGated(draft.state, agent)) runClarify(draft, agent, findings);
      return;
    case 'rerun_missing':
      return runMissing(draft, agent, error, findings);
    case 'retry':
    case 'ask':
    case 'stop':
      return;
  }
}

function findingsOf(error: AgentError, iteration: number, max_iterations: number): FeedbackContext {
  return {
    feedback_from: 'speckit-orchestrator',
    iteration,
    max_iterations,
    issues_to_fix: issuesOf(error),
  };
}

function wait(draft: Draft, { agent, task, error }: Failure, retry: number): void {
  // Agents come one at a time, so there is no herd to spread by chance as there is of tasks.
  const policy = { ...retryPolicyOf(draft.state.settings), jitter: 0 };
  const atLeast = error.type === 'ServiceUnhealthy' ? UNHEALTHY_DELAY_MS : 0;
  const delay = backoffDelay(policy, retry, task ?? agent, atLeast);
  const due_at = new Date(Date.parse(draft.event.at) + delay).toISOString();
  const timer = { due_at, agent, reason: error.message, ...(task === null ? {} : { task }) };
  draft.set({ timers: [...draft.state.timers, timer] });
}
