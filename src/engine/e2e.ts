import { z } from 'zod';
import type { AgentResponse } from '../domain/contract.js';
import type { WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { loopLimit } from './loop-limits.js';

type E2e = NonNullable<WorkflowState['e2e_workflow']>;

/** What builder and fixer may say of their work; whatever has another form is left out. */
const saying = z.object({
  test_file: z.string().max(1_000).optional().catch(undefined),
  test_coverage: z.number().optional().catch(undefined),
  fixer_iteration: z.int().nonnegative().optional().catch(undefined),
  spec_updates: z
    .array(z.object({ file: z.string().max(1_000), change: z.string().max(2_000) }))
    .max(50)
    .catch([])
    .default([]),
});

export function isE2e(agent: AgentName): boolean {
  return agent === 'e2e-test-builder' || agent === 'e2e-test-fixer';
}

/** Keeps the seed's `e2e_workflow` from what builder and fixer say. */
export function trackE2e(draft: Draft, response: AgentResponse): void {
  if (!isE2e(response.agent)) return;
  const before = draft.state.e2e_workflow ?? blank(draft.state);
  const said = saying.parse(response.result);
  const updates = said.spec_updates.map((update) => ({ ...update, approved: false }));
  draft.set({
    e2e_workflow: {
      ...before,
      test_file: said.test_file ?? before.test_file,
      test_coverage: said.test_coverage ?? before.test_coverage,
      // A round that was counted stays counted, and an agent cannot count beyond the limit.
      fixer_iteration: Math.min(
        Math.max(before.fixer_iteration, said.fixer_iteration ?? 0),
        Math.max(before.fixer_iteration, before.max_fixer_iterations),
      ),
      spec_updates: [...before.spec_updates, ...updates],
    },
  });
}

/** True when an E2E agent says that it changed the specification; people see the change listed as unapproved. */
export function declaresSpecUpdates(response: AgentResponse): boolean {
  return isE2e(response.agent) && saying.parse(response.result).spec_updates.length > 0;
}

/** Counts a gap that the E2E agents found in the implementation. */
export function countGap(draft: Draft): void {
  const before = draft.state.e2e_workflow ?? blank(draft.state);
  draft.set({
    e2e_workflow: { ...before, implementation_gaps_detected: before.implementation_gaps_detected + 1 },
  });
}

/** Counts a round of the fixer that did not end with passing tests. */
export function countRound(draft: Draft, iteration: number): void {
  const before = draft.state.e2e_workflow ?? blank(draft.state);
  const fixer_iteration = Math.max(before.fixer_iteration, iteration);
  draft.set({ e2e_workflow: { ...before, fixer_iteration } });
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
