import type { AgentError, FeedbackContext } from '../domain/contract.js';
import { type AgentName, agentsOf } from '../domain/workflows.js';
import { reopenPlanning } from './content.js';
import type { Draft } from './draft.js';
import { isE2e } from './e2e.js';
import { escalate, stop } from './ending.js';
import { addFeedback, issuesOf } from './feedback.js';
import { isGated } from './gate.js';
import { beginRound, isQualityGate, sendBack } from './loops.js';
import { RECOVERY, UNHEALTHY_DELAY_MS } from './recovery-table.js';
import { takeRetry } from './retries.js';

export interface Failure {
  readonly agent: AgentName;
  /** The task of `implement` that failed; null for an agent as a whole. */
  readonly task: string | null;
  readonly error: AgentError;
  /** What the failed work was given to fix: a retry still needs it. */
  readonly feedback: FeedbackContext | null;
}

/** Applies the recovery table to a failed agent or task. What can start then is started by `advance`. */
export function recover(draft: Draft, failure: Failure): void {
  const { agent, task, error } = failure;
  const { strategy, retries } = RECOVERY[error.type];
  if (strategy === 'ask') return escalate(draft, `${agent}: ${error.message}`);
  if (strategy === 'feedback' && isQualityGate(agent)) return passBack(draft, failure);
  const retry = error.recoverable ? takeRetry(draft, failure, error.type) : null;
  if (retry === null) return giveUp(draft, failure);
  if (strategy === 'fix' && isE2e(agent) && !beginRound(draft, 'e2e', agent, error)) return;
  draft.tell(agent, `${error.type}, retry ${retry} of ${retries}: ${error.message}`);
  if (task !== null) draft.setTaskStatus([task], 'pending');
  if (failure.feedback !== null) addFeedback(draft, agent, task, failure.feedback);
  prepareRetry(draft, failure, retry);
}

/** A failed task leaves the others to go on; a failed agent stops the workflow or waits for a person. */
export function giveUp(draft: Draft, { agent, task, error }: Failure): void {
  const reason = `${task ?? agent} failed (${error.type}): ${error.message}`;
  if (task === null && RECOVERY[error.type].otherwise === 'ask') return escalate(draft, reason);
  if (task === null) return stop(draft, reason);
  draft.setTaskStatus([task], 'failed');
  draft.tell(agent, reason);
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
  const findings = {
    feedback_from: 'speckit-orchestrator',
    iteration: retry,
    max_iterations: retries,
    issues_to_fix: issuesOf(error),
  };
  switch (strategy) {
    case 'retry_later':
      return wait(draft, failure, retry);
    case 'fix':
    case 'feedback':
      return addFeedback(draft, agent, task, findings);
    case 'clarify':
      addFeedback(draft, agent, task, findings);
      // After the gate there is nothing to clarify any more without asking for approval again.
      if (!isGated(draft.state, agent)) runAgain(draft, 'clarify', agent, findings);
      return;
    case 'rerun_missing': {
      const missing = error.suggested_action?.agent;
      if (missing !== undefined)
        runAgain(draft, missing, agent, { ...findings, feedback_from: `speckit-${agent}` });
      return;
    }
    case 'retry':
    case 'ask':
    case 'stop':
      return;
  }
}

/** Has an earlier agent run once more before the failed one, where the workflow has it. */
function runAgain(draft: Draft, earlier: AgentName, failed: AgentName, findings: FeedbackContext): void {
  const agents = agentsOf(draft.state.workflow_type);
  const position = agents.indexOf(earlier);
  if (position < 0 || position >= agents.indexOf(failed)) return;
  if (isGated(draft.state, failed) && !isGated(draft.state, earlier)) {
    reopenPlanning(draft, `${failed} needs ${earlier} once more`);
  }
  addFeedback(draft, earlier, null, findings);
  draft.set({ completed_agents: draft.state.completed_agents.filter((one) => one !== earlier) });
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
