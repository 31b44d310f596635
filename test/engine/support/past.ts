import type { PlannedTask, WorkflowEvent } from '../../../src/domain/events.js';

/** What a move needs to know of the history. */
export interface Past {
  readonly events: readonly WorkflowEvent[];
  readonly tasks: readonly PlannedTask[];
  /** Counts up: new heads and digests. */
  readonly step: number;
}

/** One of several, by any number. */
export function choose<T>(list: readonly T[], pick: number): T | null {
  return list[pick % Math.max(1, list.length)] ?? null;
}
