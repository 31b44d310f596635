import type { WorkflowState } from '../domain/state.js';
import type { ObjectionFact } from '../hosts/github/approvals.js';
import { processEvent } from '../runtime/process-event.js';
import { approvalEvent } from './approval-event.js';
import type { Bot, CommentEvent } from './bot.js';
import type { CommandContext } from './command-context.js';
import { findForOrder } from './find-workflow.js';
import { commentKey } from './occurrence.js';
import { presentBranch, readReviews } from './read-reviews.js';
import { answerRefusal, refuse } from './reply.js';

/**
 * `/proceed`: approves the content that the bot presented last. When the branch has moved since, the new content is
 * presented and nothing starts: a person approves what they could have seen.
 */
export async function approveByComment(context: CommandContext): Promise<void> {
  const { bot, event, command, permission } = context;
  const found = await findForOrder(context);
  if (found === null) return;
  const problem = await whyItDoesNotStand(bot, event);
  if (problem !== null) return refuse(bot, event, problem, '`/proceed` in a new comment');
  await presentBranch(bot, found, `comment:${event.comment.id}:branch`);
  // With several approvals needed, one of those before may have been taken back meanwhile.
  if (found.approvals.length > 0) await readReviews(bot, found);
  const objections = await objectionsTo(bot, found);
  const presented = found.branch?.head ?? null;
  const processed = await processEvent(bot.runtime, found.workflow_id, async (state) => {
    if (state === null) return null;
    const key = commentKey(event.comment.id);
    return approvalEvent(
      bot,
      state,
      { byBot: event.comment.author_is_bot, key, objections },
      {
        by: event.comment.author,
        permission,
        via: 'proceed_comment',
        source_id: event.comment.id,
        at: event.comment.created_at,
        pull_request: null,
        head: command.args.sha === undefined ? (presented ?? '') : fullSha(command.args.sha, presented),
      },
    );
  });
  await answerRefusal(bot, event, processed.refusal);
}

/** An approval is what a person wrote and left as it was; the event only hints at it (rule G2). */
async function whyItDoesNotStand(bot: Bot, { comment }: CommentEvent): Promise<string | null> {
  const present = await bot.host.facts.comment(comment.id);
  if (present === null) return 'The comment was deleted before it was read, so it approves nothing.';
  if (present.author !== comment.author) return 'The comment is not by the person that the event names.';
  // Times have whole seconds, so an edit within the first one is told by the text alone.
  const isEdited = present.updated_at !== present.created_at || present.body !== comment.body;
  if (isEdited) return 'The comment was edited, so it approves nothing.';
  return null;
}

/** Requests for changes, of people or not, on the pull request of a workflow. */
async function objectionsTo(bot: Bot, { pull_request }: WorkflowState): Promise<readonly ObjectionFact[]> {
  return pull_request === null ? [] : (await bot.host.facts.decisionsOf(pull_request.number)).objections;
}

/** `/proceed abc1234` names the commit that the person has looked at. */
function fullSha(named: string, presented: string | null): string {
  return presented?.startsWith(named.toLowerCase()) === true
    ? presented
    : named.toLowerCase().padEnd(40, '0');
}
