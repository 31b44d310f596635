import type { BranchMoved } from '../domain/events.js';
import { askForApproval } from './checkpoint.js';
import { artifactsChanged, present, voidApprovals } from './content.js';
import type { Draft } from './draft.js';
import type { Refusal } from './refusal.js';

/**
 * Somebody pushed to the feature branch. While an approval is awaited, what is presented is the new content and earlier
 * approvals are void. Once implementation has begun, other commits are welcome unless they change the approved artifacts:
 * then no further assignment starts and approval is asked for again (rule G1).
 */
export function branchMoved(draft: Draft, { content }: BranchMoved): Refusal | null {
  const { branch, content_digest, implementation_approved, approvals } = draft.state;
  if (branch === null) return null;
  const sameArtifacts = content.digest === content_digest;
  if (branch.head === content.head && sameArtifacts) return null;
  present(draft, content);
  if (implementation_approved) {
    if (!sameArtifacts) artifactsChanged(draft, content);
  } else if (approvals.length > 0) {
    voidFirstApprovals(draft, content.head);
  } else if (draft.state.planning_complete) {
    draft.tell('speckit', `${content.head.slice(0, 7)} was pushed: it is what is to be approved now`);
    askForApproval(draft);
  }
  return null;
}

/** Some had approved, but not enough yet: they have to look again. */
function voidFirstApprovals(draft: Draft, head: string): void {
  voidApprovals(draft, `new commit ${head.slice(0, 7)} on the planning branch`);
  if (draft.state.status !== 'awaiting_implementation_approval') return;
  draft.set({ status_reason: null });
  draft.emit({ kind: 'post_comment', topic: 'approval_voided' });
}
