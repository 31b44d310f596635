import type { AgentError, FeedbackContext } from '../domain/contract.js';
import type { AgentName } from '../domain/workflows.js';

/** Work that failed, as the recovery looks at it. */
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

/** A failed task of `implement`. */
export type TaskFailure = Failure & { readonly task: string };
