import type { WorkflowState } from '../domain/state.js';

interface Loop {
  readonly limit: number;
  /** At the limit: ask a person, or stop and report. */
  readonly escalation: 'ask' | 'stop';
  /** What the person is asked to do before the workflow is resumed. */
  readonly advice: string;
}

/** The seed's table "Loop Limits": how often a gate may send work back, and what happens then. */
export const LOOPS = {
  /** Also for what goes back to clarify: the seed's row is "analyze → specify/clarify". */
  analyze_to_specify: {
    limit: 2,
    escalation: 'ask',
    advice: 'please clarify the requirements in spec.md on the feature branch, then resume',
  },
  analyze_to_plan: {
    limit: 2,
    escalation: 'ask',
    advice: 'please review plan.md and mend it on the feature branch, then resume',
  },
  analyze_to_tasks: {
    limit: 2,
    escalation: 'ask',
    advice: 'please review tasks.md and mend it on the feature branch, then resume',
  },
  test_to_implement: { limit: 2, escalation: 'stop', advice: '' },
  review_to_implement: { limit: 1, escalation: 'stop', advice: '' },
  /** Rounds of the E2E agents, whether they mend a test themselves or send work back. */
  e2e: {
    limit: 3,
    escalation: 'ask',
    advice: 'please investigate the E2E tests by hand, mend what is wrong on the feature branch, then resume',
  },
} as const satisfies Record<string, Loop>;

export type LoopName = keyof typeof LOOPS;

/** The limit in force for a loop: the configuration's, or the seed's. */
export function loopLimit(state: WorkflowState, name: LoopName): number {
  return state.settings.loop_limits[name] ?? LOOPS[name].limit;
}
