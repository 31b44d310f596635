import type { WorkflowState } from '../domain/state.js';

/** The seed's table "Loop Limits": how often a gate may send work back, and what happens then. */
export const LOOPS = {
  /** Also for what goes back to clarify: the seed's row is "analyze → specify/clarify". */
  analyze_to_specify: { limit: 2, escalation: 'ask' },
  analyze_to_plan: { limit: 2, escalation: 'ask' },
  analyze_to_tasks: { limit: 2, escalation: 'ask' },
  test_to_implement: { limit: 2, escalation: 'stop' },
  review_to_implement: { limit: 1, escalation: 'stop' },
  /** Rounds of the E2E agents, whether they mend a test themselves or send work back. */
  e2e: { limit: 3, escalation: 'ask' },
} as const satisfies Record<string, { limit: number; escalation: 'ask' | 'stop' }>;

export type LoopName = keyof typeof LOOPS;

/** The limit in force for a loop: the configuration's, or the seed's. */
export function loopLimit(state: WorkflowState, name: LoopName): number {
  return state.settings.loop_limits[name] ?? LOOPS[name].limit;
}
