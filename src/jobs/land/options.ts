import type { AgentResponse } from '../../domain/contract.js';
import type { Usage } from '../../domain/events.js';
import type { Assignment, WorkflowState } from '../../domain/state.js';

/** What a result may hold at most. */
export interface LandLimits {
  readonly totalBytes: number;
  readonly fileBytes: number;
  readonly files: number;
}

export const DEFAULT_LIMITS: LandLimits = { totalBytes: 20_000_000, fileBytes: 5_000_000, files: 2_000 };

export interface LandOptions {
  /** Folder with what the agent job has handed over. */
  readonly resultDir: string;
  readonly state: WorkflowState;
  readonly assignment: Assignment;
  /** Full clone whose `origin` may be pushed to. Its working tree is not touched. */
  readonly checkout: string;
  /** Feature branch, without `refs/heads/`. */
  readonly branch: string;
  readonly limits?: Partial<LandLimits>;
  /** Protected paths that the configuration exempts, as patterns. */
  readonly unprotected?: readonly string[];
  /**
   * Asked before anything is written on a head that holds nothing of this assignment yet; false refuses it (rule G1: the
   * artifacts there are not the approved ones).
   */
  readonly acceptHead?: (head: string) => Promise<boolean>;
  /** ISO 8601, for the answer to a part that never came; the real time unless told. */
  readonly now?: () => string;
  readonly log: (line: string) => void;
}

export type LandOutcome =
  | {
      readonly kind: 'landed';
      /** Head of the feature branch afterwards. */
      readonly head: string;
      /** One per agent or task that ran, in order; the last may be an error. */
      readonly responses: readonly AgentResponse[];
      readonly usage: readonly Usage[];
      /** True when the branch holds commits of this assignment. */
      readonly wrote: boolean;
    }
  /** The work does not fit the present branch: nothing was written. */
  | { readonly kind: 'conflict'; readonly head: string; readonly files: readonly string[] }
  /** What was handed over is not a result of this assignment: nothing was written. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** `acceptHead` refused the branch as it is: nothing was written. */
  | { readonly kind: 'head_refused'; readonly head: string }
  /** Nothing was handed over. */
  | { readonly kind: 'missing' };
