import type { AgentError, FeedbackContext } from '../domain/contract.js';
import type { AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { isE2e } from './e2e.js';
import { escalate, stop } from './ending.js';
import { addFeedback, issuesOf } from './feedback.js';
import { isGated } from './gate.js';
import { beginRound, isQualityGate, sendBack } from './loops.js';
import { RECOVERY, UNHEALTHY_DELAY_MS } from './recovery-table.js';
import { runClarify, runMissing } from './rerun.js';
import { takeRetry } from './retries.js';
import { rootCauseOf } from './root-cause.js';

export interface Failure {
  readonly agent: AgentName;
  /** The task of `implement` that failed; null for an agent as a whole. */
  readonly task: string | null;
  readonly error: AgentError;
  /** What the failed work was given to fix: a retry still needs it. */
  readonly feedback: FeedbackContext | null;
  /** What the agent said besides the error; empty where there is no answer of its own. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** Applies the recovery table to a failed agent or task. What can start then is started by `advance`. */
export function recover(draft: Draft, found: Failure): void {
  const cause = rootCauseOf(found.agent, found.error, found.result);
  if (cause === 'SimpleBug') return mendHere(draft, found);
  const failure = { ...found, error: { ...found.error, type: cause } };
  const { agent, task, error } = failure;
  const { strategy, retries, advice } = RECOVERY[cause];
  if (strategy === 'ask') return escalate(draft, `${agent} (${cause}); ${advice}. It says: ${error.message}`);
  if (strategy === 'feedback' && isQualityGate(agent)) return passBack(draft, failure);
  const retry = error.recoverable ? takeRetry(draft, failure, cause) : null;
  if (retry === null) return giveUp(draft, failure);
  if (strategy === 'fix' && isE2e(agent) && !beginRound(draft, 'e2e', agent, error)) return;
  draft.tell(agent, `${cause}, retry ${retry} of ${retries}: ${error.message}`);
  if (task !== null) draft.setTaskStatus([task], 'pending');
  if (failure.feedback !== null) addFeedback(draft, agent, task, failure.feedback);
  prepareRetry(draft, failure, retry);
}

/** A failed task leaves the others to go on; a failed agent stops the workflow or waits for a person. */
export function giveUp(draft: Draft, { agent, task, error }: Failure): void {
  const reason = `${task ?? agent} failed (${error.type})`;
  const { otherwise, advice } = RECOVERY[error.type];
  if (task === null && otherwise === 'ask')
    return escalate(draft, `${reason}; ${advice}. It says: ${error.message}`);
  if (task === null) return stop(draft, `${reason}: ${error.message}`);
  draft.setTaskStatus([task], 'failed');
  draft.tell(agent, `${reason}: ${error.message}`);
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
  const unhealthy = error.type === 'ServiceUnhealthy';
  const delay = unhealthy
    ? UNHEALTHY_DELAY_MS
    : draft.state.settings.retry_initial_delay_ms * 2 ** (retry - 1);
  const due_at = new Date(Date.parse(draft.event.at) + delay).toISOString();
  const timer = { due_at, agent, reason: error.message, ...(task === null ? {} : { task }) };
  draft.set({ timers: [...draft.state.timers, timer] });
}
