import type { BreakerState } from './breaker.js';
import type { ScoredCandidate, ScoringWeights } from './candidates.js';
import type { BackendHistory } from './history.js';
import type { Selector } from './selectors.js';

export interface SelectionContext {
  /** Time of the decision, ISO 8601. */
  readonly now: string;
  readonly history: BackendHistory;
  /** By backend; one without a breaker has never failed. */
  readonly breakers?: Readonly<Record<string, BreakerState>>;
  readonly selector?: Selector;
  readonly weights?: ScoringWeights;
}

export interface Rejection {
  readonly agent_id: string;
  readonly reason: string;
}

/** The seed's answer of `select_agent`, or why there is none. */
export type Selection =
  | {
      readonly kind: 'selected';
      readonly agent_id: string;
      /** From 0 to 1: the score, less where the runner-up is close or little is known. */
      readonly confidence_score: number;
      /** Up to two, the best first. */
      readonly fallback_agents: readonly string[];
      /** True where the backend's breaker lets this one task through: call `beginProbe`. */
      readonly probe: boolean;
      readonly scores: readonly ScoredCandidate[];
      readonly rejected: readonly Rejection[];
    }
  /** Somebody could do it later: at `until`, or where that is null, as soon as an assignment ends. */
  | {
      readonly kind: 'wait';
      readonly until: string | null;
      readonly reason: string;
      readonly rejected: readonly Rejection[];
    }
  | { readonly kind: 'none'; readonly reason: string; readonly rejected: readonly Rejection[] };
