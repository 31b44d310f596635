import type { BranchContent, BranchMoved } from '../domain/events.js';
import { supersedeAll } from './assignments.js';
import type { Draft } from './draft.js';
import type { Refusal } from './refusal.js';

/**
 * Somebody pushed to the feature branch. While an approval is awaited, what is presented is the new content and earlier
 * approvals are void. Once implementation has begun, other commits are welcome unless they change the approved artifacts:
 * then no further assignment starts and approval is asked for again (rule G1).
 */
export function branchMoved(draft: Draft, event: BranchMoved): Refusal | null {
  const { state } = draft;
  if (state.branch === null || state.branch.head === event.content.head) return null;
  const sameArtifacts = event.content.digest === state.content_digest;
  present(draft, event.content);
  if (state.status === 'awaiting_implementation_approval') {
    voidApprovals(draft, `new commit ${event.content.head.slice(0, 7)} on the planning branch`);
  } else if (state.implementation_approved && !sameArtifacts) {
    askAgain(draft, event.content);
  }
  return null;
}

/** What the dashboard and the checkpoint show from now on. */
export function present(draft: Draft, content: BranchContent): void {
  const { branch } = draft.state;
  if (branch === null) return;
  draft.set({
    branch: { ...branch, head: content.head },
    content_digest: content.digest,
    artifacts_ready: { ...content.artifacts },
    scope: content.scope,
  });
  if (!draft.state.implementation_approved) {
    draft.set({
      tasks: content.tasks.map(({ done, ...task }) => ({ ...task, status: done ? 'done' : 'pending' })),
    });
  }
}

/** Clears every approval and says so to people; nothing to say when there was none. */
export function voidApprovals(draft: Draft, reason: string): void {
  const { approvals, voided_approvals } = draft.state;
  const voided = approvals.map((one) => ({ by: one.by, at: draft.event.at, reason }));
  draft.set({
    approvals: [],
    approved_digest: null,
    implementation_approved: false,
    voided_approvals: [...voided_approvals, ...voided],
  });
  draft.tell('speckit', `${reason}: approval of the new content is needed`);
  draft.emit({ kind: 'post_comment', topic: 'approval_voided' });
}

function askAgain(draft: Draft, content: BranchContent): void {
  supersedeAll(draft);
  voidApprovals(draft, `the approved artifacts were changed in ${content.head.slice(0, 7)}`);
  draft.set({ resume_from: 'implement' });
  draft.turn('awaiting_implementation_approval', 'The approved artifacts were changed after the approval.');
}
