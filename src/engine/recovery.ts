import type { AgentError, ErrorType } from '../domain/contract.js';
import type { Assignment } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { supersedeAll } from './assignments.js';
import type { Draft } from './draft.js';
import { isQualityGate, sendBack } from './loops.js';

/** What is done about an error before people are asked. */
type Strategy = 'retry' | 'retry_later' | 'retry_with_findings' | 'feedback' | 'ask' | 'stop';

/** The seed's two recovery tables. `retries` counts tries after the first. */
export const RECOVERY: Readonly<Record<ErrorType, { strategy: Strategy; retries: number }>> = {
  PrerequisiteError: { strategy: 'retry', retries: 1 },
  ValidationError: { strategy: 'retry_with_findings', retries: 1 },
  QualityGateFailure: { strategy: 'feedback', retries: 2 },
  TestValidationError: { strategy: 'feedback', retries: 2 },
  ExternalServiceError: { strategy: 'retry_later', retries: 3 },
  TimeoutError: { strategy: 'retry', retries: 1 },
  BranchExistsError: { strategy: 'ask', retries: 0 },
  UnrecoverableError: { strategy: 'stop', retries: 0 },
  ImplementationGap: { strategy: 'feedback', retries: 1 },
  TestBug: { strategy: 'retry_with_findings', retries: 3 },
  SpecMismatch: { strategy: 'retry_with_findings', retries: 2 },
  ServiceUnhealthy: { strategy: 'retry_later', retries: 2 },
  MaxIterationsReached: { strategy: 'ask', retries: 0 },
};

/** Seed: "ServiceUnhealthy: Wait 30s, retry, escalate". */
const UNHEALTHY_DELAY_MS = 30_000;

interface Failure {
  readonly agent: AgentName;
  readonly task: string | null;
  readonly error: AgentError;
}

/** Applies the recovery table to a failed agent. The caller then advances the workflow. */
export function recover(draft: Draft, failure: Failure): void {
  const { agent, error } = failure;
  const row = RECOVERY[error.type];
  if (row.strategy === 'feedback' && isQualityGate(agent)) return sendBack(draft, agent, error);
  if (row.strategy === 'ask') return escalate(draft, `${agent}: ${error.message}`);
  const key = `${agent}${failure.task === null ? '' : `/${failure.task}`}:${error.type}`;
  const used = draft.state.retries[key] ?? 0;
  if (row.strategy === 'stop' || !error.recoverable || used >= row.retries) return fail(draft, failure);
  draft.set({ retries: { ...draft.state.retries, [key]: used + 1 } });
  draft.tell(agent, `${error.type}, retry ${used + 1} of ${row.retries}: ${error.message}`);
  if (failure.task !== null) draft.setTaskStatus([failure.task], 'pending');
  if (row.strategy === 'retry_later') wait(draft, failure, used);
  if (row.strategy === 'retry_with_findings') handFindings(draft, failure, used + 1, row.retries);
}

/** For work that is done again for a reason outside the table. The caller then advances the workflow. */
export function requeueOrFail(
  draft: Draft,
  assignment: Assignment,
  why: string,
  limit: number,
  message: string,
): void {
  const task = assignment.tasks[0] ?? null;
  const key = `${assignment.agents[0]}${task === null ? '' : `/${task}`}:${why}`;
  const used = draft.state.retries[key] ?? 0;
  if (used < limit) {
    draft.set({ retries: { ...draft.state.retries, [key]: used + 1 } });
    return draft.setTaskStatus(assignment.tasks, 'pending');
  }
  const error: AgentError = {
    type: 'UnrecoverableError',
    message,
    recoverable: false,
    feedback_required: false,
    blocking_issues: [],
  };
  fail(draft, { agent: assignment.agents[0], task, error });
}

/** Ends the workflow as failed; what was done is kept (seed: "Stop, report"). */
export function stop(draft: Draft, reason: string): void {
  supersedeAll(draft);
  draft.tell('speckit', `stopped: ${reason}`);
  draft.turn('failed', reason);
  draft.set({ finished_at: draft.event.at });
  draft.emit({ kind: 'post_comment', topic: 'summary' });
}

/** Asks a person: the workflow waits for `/speckit resume` or `/abort`. */
export function escalate(draft: Draft, reason: string): void {
  supersedeAll(draft);
  draft.tell('speckit', `needs a person: ${reason}`);
  draft.turn('paused', reason);
  draft.set({ resume_from: draft.state.current_agent });
  draft.emit({ kind: 'post_comment', topic: 'escalation' });
}

/** A failed task leaves the others to go on; a failed agent ends the workflow. */
function fail(draft: Draft, { agent, task, error }: Failure): void {
  if (task === null) return stop(draft, `${agent} failed (${error.type}): ${error.message}`);
  draft.setTaskStatus([task], 'failed');
  draft.tell(agent, `${task} failed (${error.type}): ${error.message}`);
}

function wait(draft: Draft, { agent, error }: Failure, used: number): void {
  const unhealthy = error.type === 'ServiceUnhealthy';
  const delay = unhealthy ? UNHEALTHY_DELAY_MS : draft.state.settings.retry_initial_delay_ms * 2 ** used;
  const due_at = new Date(Date.parse(draft.event.at) + delay).toISOString();
  draft.set({ timers: [...draft.state.timers, { due_at, agent, reason: error.message }] });
}

function handFindings(draft: Draft, { agent, task, error }: Failure, iteration: number, max: number): void {
  const message = { severity: 'HIGH' as const, type: error.type, message: error.message };
  const issues = error.blocking_issues.length > 0 ? error.blocking_issues : [message];
  draft.set({
    feedback: [
      ...draft.state.feedback,
      {
        target: agent,
        task,
        context: {
          feedback_from: 'speckit-orchestrator',
          iteration,
          max_iterations: max,
          issues_to_fix: issues,
        },
      },
    ],
  });
}
