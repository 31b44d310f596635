import type { Assignment, WorkflowState } from '../../domain/state.js';
import { gateIsOpen, isGated } from '../../engine/gate.js';
import { readBranchContent } from '../../runtime/branch-content.js';
import { gitTreeReader } from '../land/git-tree.js';

/**
 * Rule G1: the job itself looks again whether what it is about to implement is what was approved.
 *
 * @param checkout clone that has the assignment's base commit
 * @throws Error when it is not: nothing is implemented
 */
export async function verifyGate(
  state: WorkflowState,
  assignment: Assignment,
  checkout: string,
): Promise<void> {
  if (!assignment.agents.some((agent) => isGated(state, agent))) return;
  if (!gateIsOpen(state)) {
    throw new Error('expected a valid approval in the state, found none: nothing is implemented');
  }
  if (state.feature_dir === null) throw new Error('expected a feature in the state, found none');
  const content = await readBranchContent(gitTreeReader(checkout, assignment.base), state.feature_dir);
  if (content.digest === state.content_digest || content.digest === state.approved_digest) return;
  throw new Error(
    `expected the approved artifacts (${state.approved_digest}) at ${assignment.base}, found ${content.digest}: nothing is implemented. Approve the present content.`,
  );
}
