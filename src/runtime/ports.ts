/** What the runtime needs of a host, as ports. The GitHub host and the local host each bring adapters. */
import type { Effect, EffectOutcome } from '../domain/effects.js';
import type { WorkflowState } from '../domain/state.js';

/** A state with the version token that a compare-and-set write must name. */
export interface Versioned {
  readonly state: WorkflowState;
  readonly version: string;
  /** Set where the newest version was unusable and an older one was taken (rule S4). */
  readonly recovered?: { readonly from: string; readonly reason: string };
}

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly version: string }
  /** Somebody else wrote first: load again and redo the transition. */
  | { readonly kind: 'stale' };

/** Where the truth lives (rule S1). */
export interface StateStore {
  /** Null when there is none. Throws `StateError` on corrupt or newer state that cannot be recovered (rule S4). */
  load(workflowId: string): Promise<Versioned | null>;
  /** Compare-and-set: `version` null creates and is stale if a state exists. */
  save(state: WorkflowState, version: string | null, message: string): Promise<SaveOutcome>;
  /** Ids of all workflows that this host knows. */
  list(): Promise<readonly string[]>;
}

/** Runs effects in the world. */
export interface EffectRunner {
  /**
   * Does one effect once. With `lookFirst` (a take-over, or a repetition after an unclear failure) it first looks for the
   * result of an earlier try by the effect's key. Expected failures come back as outcome `failed`; the promise rejects
   * only when it is unknown whether the effect happened.
   */
  run(effect: Effect, state: WorkflowState, options: { readonly lookFirst: boolean }): Promise<EffectOutcome>;
}

/** Shows people where the workflow stands. Never decides anything. */
export interface Dashboard {
  show(state: WorkflowState): Promise<void>;
}

/** Files of one commit: from a git checkout or from the API. */
export interface TreeReader {
  /** Commit id. */
  readonly head: string;
  /** Every file of the commit. `id` is the git blob id. */
  list(): Promise<readonly TreeFile[]>;
  /** Text of one file of `list()`. */
  read(file: TreeFile): Promise<string>;
}

export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
}

/** Injected so that tests and the dry run have their own time. */
export interface Clock {
  now(): string;
}
