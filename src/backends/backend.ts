/** A backend plays agents: it is given a prompt and a working tree, and returns an answer that nobody has checked yet. */
import type { ErrorType, FeedbackContext, WorkflowContext } from '../domain/contract.js';
import type { Usage } from '../domain/events.js';
import type { AgentName } from '../domain/workflows.js';

interface Capabilities {
  /** Writes files in the working tree itself. */
  readonly editsFiles: boolean;
  /** Knows what a run has cost; otherwise `cost_usd` is 0. */
  readonly reportsCost: boolean;
  /** Names of environment variables without which it cannot work. */
  readonly needs: readonly string[];
}

export interface PlayRequest {
  readonly agent: AgentName;
  /** Task id, for `implement` only. */
  readonly task: string | null;
  /** Counts dispatches of the same work, from 1. */
  readonly attempt: number;
  readonly prompt: string;
  readonly context: WorkflowContext;
  readonly feedback: FeedbackContext | null;
  readonly userRequest: string;
  /** Folder of the git checkout that the agent may change. */
  readonly workingTree: string;
  readonly timeoutMs: number;
  /** Names of environment variables that may be handed on, beyond those that every child gets. */
  readonly env: readonly string[];
}

export interface PlayOutcome {
  /** What was answered, not yet validated: parsed JSON, or text where it was none. */
  readonly response: unknown;
  readonly usage: Usage;
  readonly log: string;
}

export interface Backend {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Lets an agent work. Throws `BackendError` when there is no answer. */
  play(request: PlayRequest): Promise<PlayOutcome>;
}

/** Rows of the seed's recovery tables that a backend can end in. */
export type BackendFailureType = Extract<
  ErrorType,
  'TimeoutError' | 'ExternalServiceError' | 'UnrecoverableError' | 'ValidationError' | 'MaxIterationsReached'
>;

/** Why a backend has no answer, as an error type of the seed's recovery table. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly type: BackendFailureType;
  readonly log: string;

  /** What the vain attempt has used, where that is known: it is paid for all the same. */
  readonly usage: Usage | null;

  constructor(
    type: BackendFailureType,
    message: string,
    options: { readonly log?: string; readonly cause?: unknown; readonly usage?: Usage } = {},
  ) {
    super(message, { cause: options.cause });
    this.type = type;
    this.log = options.log ?? '';
    this.usage = options.usage ?? null;
  }
}
