/** What selection needs to know of tasks and of the backends that could do them. */

/** A task that is to be given to somebody. */
export interface SelectableTask {
  readonly id: string;
  /** What success rates are kept by: an agent's name, or `implement/tests` and the like (see `traitsOf`). */
  readonly task_type: string;
  /** A backend without one of these is no candidate. */
  readonly required_capabilities: readonly string[];
  /** Good to have: they count for the match only. */
  readonly preferred_capabilities?: readonly string[];
  /** The key of a `priority_map`, such as `critical`. */
  readonly priority?: string;
  /** Backends on which the task has failed already; the others are asked first. */
  readonly tried?: readonly string[];
}

export interface Candidate {
  readonly id: string;
  readonly capabilities: readonly string[];
  /** Capabilities that it is made for. */
  readonly specialities?: readonly string[];
  /** Assignments that it works on now. */
  readonly active?: number;
  /** Most that it takes at once; without limit where absent. */
  readonly max_parallel?: number;
  /** Runs on the team's own machines. */
  readonly local?: boolean;
  /** False where it cannot be used at all: no secret, not installed. */
  readonly available?: boolean;
}

/** The seed's `scoring_weights`. */
export interface ScoringWeights {
  readonly specialization_match: number;
  readonly past_success_rate: number;
  readonly current_availability: number;
  readonly response_time: number;
}

export const DEFAULT_WEIGHTS: ScoringWeights = {
  specialization_match: 0.4,
  past_success_rate: 0.3,
  current_availability: 0.2,
  response_time: 0.1,
};

/** A candidate with the parts of its score, each from 0 to 1, and their weighted sum. */
export interface ScoredCandidate {
  readonly agent_id: string;
  readonly parts: ScoringWeights;
  readonly score: number;
}
