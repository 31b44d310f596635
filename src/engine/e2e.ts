import type { AgentResponse } from '../domain/contract.js';
import type { WorkflowState } from '../domain/state.js';
import type { Draft } from './draft.js';
import { loopLimit } from './loops.js';

type E2e = NonNullable<WorkflowState['e2e_workflow']>;

/** Keeps the seed's `e2e_workflow` from what builder and fixer say. */
export function trackE2e(draft: Draft, response: AgentResponse): void {
  if (response.agent !== 'e2e-test-builder' && response.agent !== 'e2e-test-fixer') return;
  const before = draft.state.e2e_workflow ?? blank(draft.state);
  const { test_file, test_coverage } = response.result;
  draft.set({
    e2e_workflow: {
      ...before,
      test_file: typeof test_file === 'string' ? test_file : before.test_file,
      test_coverage: typeof test_coverage === 'number' ? test_coverage : before.test_coverage,
      fixer_iteration: before.fixer_iteration + (response.agent === 'e2e-test-fixer' ? 1 : 0),
    },
  });
}

/** Counts a gap that the E2E agents found in the implementation. */
export function countGap(draft: Draft): void {
  const before = draft.state.e2e_workflow ?? blank(draft.state);
  draft.set({
    e2e_workflow: { ...before, implementation_gaps_detected: before.implementation_gaps_detected + 1 },
  });
}

function blank(state: WorkflowState): E2e {
  return {
    test_file: null,
    test_coverage: 0,
    fixer_iteration: 0,
    max_fixer_iterations: loopLimit(state, 'e2e'),
    implementation_gaps_detected: 0,
    spec_updates: [],
  };
}
