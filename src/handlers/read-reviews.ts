/** Approvals by review, and whether those that were given still stand. */
import type { ApprovalOutdated } from '../domain/events.js';
import type { Approval, WorkflowState } from '../domain/state.js';
import { mayApprove } from '../engine/gate.js';
import type { Refusal } from '../engine/refusal.js';
import type { ApprovalFact, Decisions } from '../hosts/github/approvals.js';
import { processEvent } from '../runtime/process-event.js';
import { approvalEvent } from './approval-event.js';
import type { Bot } from './bot.js';
import { isKnown, readFeatureBranch } from './branch.js';
import { occurrence } from './occurrence.js';
import { restored } from './restore-state.js';

/** Refusals that the author of an approving review is told: GitHub still shows it as an approval. */
const TOLD: readonly Refusal['reason'][] = [
  'requester_excluded',
  'not_in_a_team',
  'changes_requested',
  'leads_elsewhere',
];

/** A review woke us: reads the reviews of the pull request itself (rule G2) and takes in those that approve its head. */
export async function onReview(bot: Bot, pullRequest: number): Promise<void> {
  const pull = await bot.host.facts.pullRequest(pullRequest);
  if (pull === null) return bot.runtime.log(`there is no pull request #${pullRequest}`);
  const id = await bot.host.index.findWorkflow({
    issueNumber: pullRequest,
    isPullRequest: true,
    body: pull.body,
  });
  const loaded = id === null ? null : await bot.runtime.store.load(id);
  if (loaded === null) return bot.runtime.log(`pull request #${pullRequest} belongs to no workflow`);
  await readReviews(bot, await restored(bot, loaded.state));
}

/** Takes out approvals that stand no longer, and takes in every approving review that the state does not know yet. */
export async function readReviews(bot: Bot, state: WorkflowState): Promise<void> {
  if (state.status !== 'awaiting_implementation_approval') return;
  await presentBranch(bot, state, `reviews:${bot.runtime.runner}:branch`);
  const pull = state.pull_request?.number ?? null;
  const decisions =
    pull === null ? { approvals: [], objections: [] } : await bot.host.facts.decisionsOf(pull);
  for (const recorded of state.approvals) {
    const reason = await whyItIsVoid(bot, state, recorded, decisions.approvals);
    if (reason !== null) await withdraw(bot, state, recorded, reason);
  }
  if (pull === null) return;
  for (const review of decisions.approvals) await takeIn(bot, state, review, pull, decisions);
}

async function takeIn(
  bot: Bot,
  state: WorkflowState,
  review: ApprovalFact,
  pull: number,
  { objections }: Decisions,
): Promise<void> {
  const { permission, may_write } = await bot.host.facts.permissionOf(review.by);
  const isByWriter = may_write && !review.is_bot;
  let teamsProblem: string | undefined;
  const { refusal } = await processEvent(bot.runtime, state.workflow_id, async (present) => {
    if (present === null || present.voided_approvals.some((one) => one.review_id === review.review_id))
      return null;
    if (review.commit !== present.branch?.head) return isByWriter ? outdated(bot, review) : null;
    const key = `review:${review.review_id}:${review.commit}`;
    const given = await approvalEvent(
      bot,
      present,
      { key, byBot: review.is_bot, objections },
      {
        by: review.by,
        permission,
        via: 'pull_request_review',
        source_id: review.review_id,
        at: review.at,
        pull_request: pull,
        head: review.commit,
      },
    );
    teamsProblem = given?.teams_problem;
    return given;
  });
  if (refusal === null || !isByWriter || !TOLD.includes(refusal.reason)) return;
  // Who was in none of the teams may join one, which makes no approval of what was said before.
  const isForGood = refusal.reason === 'not_in_a_team' && teamsProblem === undefined;
  await processEvent(bot.runtime, state.workflow_id, async () => ({
    ...outdated(bot, review, `${refusal.message} Expected ${refusal.expected}.`),
    ...(isForGood ? { review_id: review.review_id } : {}),
  }));
}

/** Why a recorded approval counts no longer: everything that it rests on is read anew. Null when it still does. */
async function whyItIsVoid(
  bot: Bot,
  state: WorkflowState,
  { by, via, source_id }: Approval,
  reviews: readonly ApprovalFact[],
): Promise<string | null> {
  if (via === 'pull_request_review' && !reviews.some((review) => review.review_id === source_id))
    return 'the review was dismissed or replaced';
  if (via === 'proceed_comment') {
    const comment = await bot.host.facts.comment(source_id);
    if (comment === null) return 'the comment was deleted';
    if (comment.updated_at !== comment.created_at) return 'the comment was edited';
  }
  const { permission } = await bot.host.facts.permissionOf(by);
  if (!mayApprove(state, permission)) return `its author has ${permission} permission now`;
  const wanted = state.settings.approver_teams ?? [];
  if (wanted.length === 0) return null;
  const { teams, problem } = await bot.host.facts.teamsOf(by, wanted);
  if (teams.length > 0) return null;
  return problem ?? `its author is no longer in ${wanted.join(' or ')}`;
}

async function withdraw(bot: Bot, state: WorkflowState, recorded: Approval, reason: string): Promise<void> {
  await processEvent(bot.runtime, state.workflow_id, async () => ({
    type: 'approval_withdrawn',
    ...occurrence(bot, `withdrawn:${recorded.source_id}:${bot.runtime.runner}`),
    source_id: recorded.source_id,
    via: recorded.via,
    reason,
  }));
}

/** @param refused why the review does not count although it is for the present commit */
function outdated(bot: Bot, review: ApprovalFact, refused?: string): ApprovalOutdated {
  return {
    type: 'approval_outdated',
    ...occurrence(
      bot,
      `outdated:${review.review_id}:${review.commit}${refused === undefined ? '' : ':refused'}`,
    ),
    by: review.by,
    head: review.commit,
    ...(refused === undefined ? {} : { refused }),
  };
}

/** Where somebody pushed and we were not told, the new content is what is presented from now on. */
export async function presentBranch(bot: Bot, state: WorkflowState, key: string): Promise<void> {
  if (state.branch === null || !state.planning_complete) return;
  const content = await readFeatureBranch(bot, state);
  if (content === null || isKnown(content, state)) return;
  await processEvent(bot.runtime, state.workflow_id, async () => ({
    type: 'branch_moved',
    ...occurrence(bot, `${key}:${content.head}`),
    content,
  }));
}
