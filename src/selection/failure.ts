import type { ErrorType } from '../domain/contract.js';
import { backoffDelay, type RetryPolicy } from './backoff.js';

/** The rows of the seed's error matrix that concern a task; a corrupt state is the store's affair. */
export const FAILURES = ['agent_failure', 'task_timeout', 'dependency_missing', 'network_partition'] as const;
export type FailureKind = (typeof FAILURES)[number];

export interface TaskFailure {
  readonly kind: FailureKind;
  readonly task: string;
  /** Retries that were used up already. */
  readonly retries: number;
  readonly is_critical: boolean;
  readonly message: string;
  /** A server's Retry-After. */
  readonly retry_after_ms?: number;
}

export type FailureResponse =
  /** Try again after `delay_ms`; `elsewhere` asks for another backend where there is one (pass it as `tried`). */
  | { readonly kind: 'retry'; readonly delay_ms: number; readonly elsewhere: boolean; readonly retry: number }
  /** It waits for what it lacks; nothing was tried, so no retry is used up. */
  | { readonly kind: 'block'; readonly reason: string }
  /** A person is told; `halt` says whether nothing further may start. */
  | { readonly kind: 'escalate'; readonly halt: boolean; readonly reason: string };

/** The seed's failure handling: retry with backoff on a fallback, then escalate, and halt where the task is critical. */
export function respondToFailure(failure: TaskFailure, policy: RetryPolicy): FailureResponse {
  const { kind, task, retries, is_critical, message, retry_after_ms = 0 } = failure;
  if (kind === 'dependency_missing') return { kind: 'block', reason: message };
  if (retries >= policy.max_retries) {
    const what = is_critical ? 'Critical task failed' : 'Task failed';
    return { kind: 'escalate', halt: is_critical, reason: `${what} after ${retries} retries: ${message}` };
  }
  const retry = retries + 1;
  return {
    kind: 'retry',
    retry,
    delay_ms: backoffDelay(policy, retry, task, retry_after_ms),
    // The seed's matrix: a task that took too long is tried again as it was, the other failures are the backend's.
    elsewhere: kind !== 'task_timeout' || retry > 1,
  };
}

/** The row of the matrix that an agent's error belongs to, or null where it is about the work, not about who did it. */
export function failureKind(error: ErrorType): FailureKind | null {
  switch (error) {
    case 'TimeoutError':
      return 'task_timeout';
    case 'PrerequisiteError':
      return 'dependency_missing';
    case 'ExternalServiceError':
    case 'ServiceUnhealthy':
      return 'network_partition';
    case 'UnrecoverableError':
      return 'agent_failure';
    default:
      return null;
  }
}

/** True where a failure says that the backend itself is in trouble, which is what its breaker counts. */
export function blamesBackend(kind: FailureKind | null): boolean {
  return kind !== null && kind !== 'dependency_missing';
}
