import type { ApprovalGiven, ApprovalOutdated } from '../domain/events.js';
import type { Approval, WorkflowState } from '../domain/state.js';
import { processEvent } from '../runtime/process-event.js';
import { type Bot, isOurs } from './bot.js';
import { isKnown, readFeatureBranch } from './branch.js';
import type { CommandContext } from './comment.js';
import { findWorkflow } from './find-workflow.js';
import { commentKey } from './occurrence.js';
import { answerRefusal } from './reply.js';

/**
 * `/proceed`: approves the content that the bot presented last. When the branch has moved since, the new content is
 * presented and nothing starts: a person approves what they could have seen.
 */
export async function approveByComment(context: CommandContext): Promise<void> {
  const { bot, event, command, permission } = context;
  const found = context.found ?? (await findWorkflow(bot, event));
  if (found === null) return;
  await presentBranch(bot, found, `comment:${event.comment.id}:branch`);
  // With several approvals needed, one given by review may have been taken back meanwhile.
  if (found.approvals.length > 0) await readReviews(bot, found);
  const presented = found.branch?.head ?? null;
  const processed = await processEvent(bot.runtime, found.workflow_id, async (state) => {
    if (state === null) return null;
    return approvalEvent(bot, state, event.comment.author_is_bot, commentKey(event.comment.id), {
      by: event.comment.author,
      permission,
      via: 'proceed_comment',
      source_id: event.comment.id,
      at: event.comment.created_at,
      pull_request: null,
      head: command.args.sha === undefined ? (presented ?? '') : fullSha(command.args.sha, presented),
    });
  });
  await answerRefusal(bot, event, processed.refusal);
}

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
  await readReviews(bot, loaded.state);
}

/** Takes in every approving review that the state does not know yet. */
export async function readReviews(bot: Bot, state: WorkflowState): Promise<void> {
  if (state.status !== 'awaiting_implementation_approval' || state.pull_request === null) return;
  const number = state.pull_request.number;
  await presentBranch(bot, state, `reviews:${bot.runtime.runner}:branch`);
  const reviews = await bot.host.facts.approvalsOf(number);
  await withdraw(bot, state, reviews);
  for (const review of reviews) {
    const { permission, may_write } = await bot.host.facts.permissionOf(review.by);
    await processEvent(bot.runtime, state.workflow_id, async (present) => {
      if (present === null) return null;
      if (review.commit !== present.branch?.head) {
        return may_write && !review.is_bot ? outdated(bot, review) : null;
      }
      return approvalEvent(bot, present, review.is_bot, `review:${review.review_id}:${review.commit}`, {
        by: review.by,
        permission,
        via: 'pull_request_review',
        source_id: review.review_id,
        at: review.at,
        pull_request: number,
        head: review.commit,
      });
    });
  }
}

/** Recorded approvals whose review was dismissed or replaced, or whose author lost the permission, count no longer. */
async function withdraw(
  bot: Bot,
  state: WorkflowState,
  reviews: readonly { review_id: number }[],
): Promise<void> {
  for (const recorded of state.approvals.filter((one) => one.via === 'pull_request_review')) {
    const inForce = reviews.some((review) => review.review_id === recorded.source_id);
    const { may_write } = await bot.host.facts.permissionOf(recorded.by);
    if (inForce && may_write) continue;
    await processEvent(bot.runtime, state.workflow_id, async () => ({
      type: 'approval_withdrawn',
      key: `withdrawn:${recorded.source_id}:${bot.runtime.runner}`,
      at: bot.runtime.clock.now(),
      runner: bot.runtime.runner,
      source_id: recorded.source_id,
      reason: inForce ? 'its author may not write any more' : 'the review was dismissed or replaced',
    }));
  }
}

function outdated(bot: Bot, review: { review_id: number; by: string; commit: string }): ApprovalOutdated {
  return {
    type: 'approval_outdated',
    key: `outdated:${review.review_id}:${review.commit}`,
    at: bot.runtime.clock.now(),
    runner: bot.runtime.runner,
    by: review.by,
    head: review.commit,
  };
}

/** Where somebody pushed and we were not told, the new content is what is presented from now on. */
async function presentBranch(bot: Bot, state: WorkflowState, key: string): Promise<void> {
  if (state.branch === null || !state.planning_complete) return;
  const content = await readFeatureBranch(bot, state);
  if (content === null || isKnown(content, state)) return;
  await processEvent(bot.runtime, state.workflow_id, async () => ({
    type: 'branch_moved',
    key: `${key}:${content.head}`,
    at: bot.runtime.clock.now(),
    runner: bot.runtime.runner,
    content,
  }));
}

async function approvalEvent(
  bot: Bot,
  state: WorkflowState,
  byBot: boolean,
  key: string,
  given: Omit<Approval, 'digest'>,
): Promise<ApprovalGiven | null> {
  const content = await readFeatureBranch(bot, state);
  if (content === null) return null;
  return {
    type: 'approval_given',
    key,
    at: bot.runtime.clock.now(),
    runner: bot.runtime.runner,
    by_bot: byBot || isOurs(bot, given.by),
    approval: { ...given, digest: content.digest },
    content,
  };
}

/** `/proceed abc1234` names the commit that the person has looked at. */
function fullSha(named: string, presented: string | null): string {
  return presented?.startsWith(named.toLowerCase()) === true
    ? presented
    : named.toLowerCase().padEnd(40, '0');
}
