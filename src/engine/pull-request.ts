import type { WorkflowState } from '../domain/state.js';
import type { Draft } from './draft.js';

/** Opens the pull request, unless one is there, is on its way, or could not be opened. True while it is on its way. */
export function openPullRequest(draft: Draft): boolean {
  const { pull_request, pull_request_problem, outbox } = draft.state;
  if (pull_request !== null || pull_request_problem !== null) return false;
  // One may be on its way from before a pause.
  if (!outbox.some((effect) => effect.kind === 'open_pull_request')) {
    draft.emit({ kind: 'open_pull_request' });
  }
  return true;
}

/** True when the branch has moved since the first job began: there is something to open a pull request for. */
export function hasLanded({ branch, assignments }: WorkflowState): boolean {
  return branch !== null && branch.head !== (assignments[0]?.base ?? branch.head);
}
