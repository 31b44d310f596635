import type { ApprovalGiven, ApprovalOutdated } from '../domain/events.js';
import { plannedTasks } from './content.js';
import type { Draft } from './draft.js';
import { gateIsOpen, mayApprove } from './gate.js';
import { type Refusal, refuse } from './refusal.js';

/**
 * Rule G1. Accepts an approval of exactly the presented content by a person who may write. The facts (permission, head,
 * digest) were read by trusted code when the approval was seen; the engine compares them and trusts no flag.
 */
export function approvalGiven(draft: Draft, event: ApprovalGiven): Refusal | null {
  const { state } = draft;
  const { approval, content } = event;
  if (state.status !== 'awaiting_implementation_approval') return refuse.notAwaitingApproval(state);
  if (event.by_bot) return refuse.notAPerson(approval.by);
  if (!mayApprove(state, approval.permission)) {
    return refuse.noPermission(approval.by, approval.permission, state.settings.minimum_permission);
  }
  if (state.settings.exclude_requester && approval.by === state.origin.requester) {
    return refuse.requesterExcluded(approval.by);
  }
  const presented = state.branch?.head ?? '';
  if (approval.head !== presented) return refuse.contentChanged(approval.head, presented);
  if (
    content.head !== presented ||
    approval.digest !== content.digest ||
    content.digest !== state.content_digest
  ) {
    return refuse.contentChanged(presented, content.head);
  }
  const namesPullRequest = approval.via === 'pull_request_review' || approval.pull_request !== null;
  if (namesPullRequest && approval.pull_request !== (state.pull_request?.number ?? null)) {
    return refuse.contentChanged(
      `#${approval.pull_request ?? 'none'}`,
      `#${state.pull_request?.number ?? 'none'}`,
    );
  }
  if (state.approvals.some((one) => one.by === approval.by)) return refuse.alreadyApproved(approval.by);
  record(draft, event);
  return null;
}

/** A review of another commit starts nothing. Its author is told once, since GitHub still shows it as an approval. */
export function approvalOutdated(draft: Draft, event: ApprovalOutdated): Refusal | null {
  const { state } = draft;
  if (state.status !== 'awaiting_implementation_approval') return refuse.notAwaitingApproval(state);
  const presented = state.branch?.head ?? '';
  if (event.head === presented) return null;
  if (state.voided_approvals.some((one) => one.by === event.by && one.head === event.head)) return null;
  const reason = `it is for ${event.head.slice(0, 7)}, and new commits came after it`;
  const voided = { by: event.by, at: event.at, reason, head: event.head };
  draft.set({ voided_approvals: [...state.voided_approvals, voided] });
  draft.tell('speckit', `the approval by ${event.by} does not count: ${reason}`);
  draft.emit({ kind: 'post_comment', topic: 'approval_voided' });
  return null;
}

function record(draft: Draft, event: ApprovalGiven): void {
  const { approval, content } = event;
  draft.set({ approvals: [...draft.state.approvals, approval], approved_digest: content.digest });
  const means = approval.via === 'proceed_comment' ? '/proceed' : 'the pull request';
  draft.tell(approval.by, `approved ${content.head.slice(0, 7)} by ${means}`);
  if (!gateIsOpen(draft.state)) {
    const missing = draft.state.settings.required_approvals - draft.state.approvals.length;
    draft.set({ status_reason: `${missing} more approval(s) needed` });
    return;
  }
  draft.set({ implementation_approved: true, tasks: plannedTasks(content), resume_from: null });
  draft.turn('running', null);
}
