import type { ApprovalGiven, ApprovalOutdated, ApprovalWithdrawn } from '../domain/events.js';
import { plannedTasks } from './content.js';
import type { Draft } from './draft.js';
import { gateIsOpen, isOfATeam, mayApprove } from './gate.js';
import { missingForApproval } from './prerequisites.js';
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
  if (!isOfATeam(state, approval.teams)) {
    return refuse.notInATeam(approval.by, state.settings.approver_teams ?? [], event.teams_problem ?? null);
  }
  const { objections = [] } = event;
  if (objections.length > 0) return refuse.changesRequested(objections, state.pull_request?.number ?? null);
  const presented = state.branch?.head ?? '';
  if (approval.via === 'proceed_comment' && isOlder(approval.at, state.presented_at)) {
    return refuse.presentedLater(presented);
  }
  if (approval.head !== presented) return refuse.contentChanged(approval.head, presented);
  if (
    content.head !== presented ||
    approval.digest !== content.digest ||
    content.digest !== state.content_digest
  ) {
    return refuse.contentChanged(presented, content.head);
  }
  const { links = [] } = content;
  if (links.length > 0) return refuse.leadsElsewhere(links);
  const missing = missingForApproval(state, content.artifacts);
  if (missing.length > 0) return refuse.artifactsMissing(missing);
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

/** GitHub's times have whole seconds, so a comment counts as older only from the second before on. */
export function isOlder(at: string, presented: string | undefined): boolean {
  if (presented === undefined) return false;
  return Math.floor(Date.parse(at) / 1000) < Math.floor(Date.parse(presented) / 1000);
}

/** An approval that is not in force any more is taken out of the count; what has begun by it goes on. */
export function approvalWithdrawn(draft: Draft, event: ApprovalWithdrawn): Refusal | null {
  const { state } = draft;
  if (state.status !== 'awaiting_implementation_approval') return refuse.notAwaitingApproval(state);
  const via = event.via ?? 'pull_request_review';
  const gone = state.approvals.find((one) => one.via === via && one.source_id === event.source_id);
  if (gone === undefined) return null;
  const approvals = state.approvals.filter((one) => one !== gone);
  const voided = { by: gone.by, at: event.at, reason: event.reason, head: gone.head };
  draft.set({
    approvals,
    approved_digest: approvals.length === 0 ? null : state.approved_digest,
    voided_approvals: [...state.voided_approvals, voided],
  });
  draft.tell('speckit', `the approval by ${gone.by} does not count any more: ${event.reason}`);
  return null;
}

/**
 * A review of another commit, or of somebody whose word does not count here, starts nothing. Its author is told once,
 * since GitHub still shows it as an approval.
 */
export function approvalOutdated(draft: Draft, event: ApprovalOutdated): Refusal | null {
  const { state } = draft;
  if (state.status !== 'awaiting_implementation_approval') return refuse.notAwaitingApproval(state);
  const presented = state.branch?.head ?? '';
  if (event.head === presented && event.refused === undefined) return null;
  const reason = event.refused ?? `it is for ${event.head.slice(0, 7)}, and new commits came after it`;
  const isTold = state.voided_approvals.some(
    (one) =>
      one.by === event.by &&
      one.head === event.head &&
      one.review_id === event.review_id &&
      (!event.refused || one.reason === reason),
  );
  if (isTold) return null;
  const { by, at, head, review_id } = event;
  const voided = { by, at, reason, head, ...(review_id === undefined ? {} : { review_id }) };
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
  approveSpecUpdates(draft);
  draft.set({
    implementation_approved: true,
    tasks: plannedTasks(content),
    plan: undefined,
    resume_from: null,
  });
  draft.turn('running', null);
}

/** Spec updates that E2E agents listed before are part of the content that was approved just now. */
function approveSpecUpdates(draft: Draft): void {
  const { e2e_workflow } = draft.state;
  if (e2e_workflow === null || e2e_workflow.spec_updates.length === 0) return;
  const spec_updates = e2e_workflow.spec_updates.map((update) => ({ ...update, approved: true }));
  draft.set({ e2e_workflow: { ...e2e_workflow, spec_updates } });
}
