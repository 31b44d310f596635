import { onReview } from '../../handlers/approve.js';
import { onBranchMoved } from '../../handlers/branch.js';
import { onComment } from '../../handlers/comment.js';
import { onCommentChanged } from '../../handlers/comment-changed.js';
import { onPullRequestClosed } from '../../handlers/pull-request-closed.js';
import { sweep } from '../../handlers/sweep.js';
import { type HostEvent, readEvent } from '../../hosts/github/payload.js';
import { createBot } from './create-bot.js';
import type { ActionEnvironment } from './environment.js';

/** Mode `orchestrate`: reads the event that started this run and does what it asks for. */
export async function orchestrate(environment: ActionEnvironment): Promise<void> {
  const event = readEvent(environment.eventName, environment.payload);
  if (event.kind === 'ignored') return console.log(event.reason);
  const bot = createBot(environment, defaultBranch(event));
  switch (event.kind) {
    case 'comment':
      return onComment(bot, event);
    case 'comment_changed':
      return onCommentChanged(bot, event);
    case 'branch_moved':
      return onBranchMoved(bot, { number: event.pull_request, body: event.body, branch: event.head.ref });
    case 'review_wake':
      return onReview(bot, event.pull_request);
    case 'sweep':
      return sweep(bot);
    case 'pull_request_closed':
      return onPullRequestClosed(bot, event);
    case 'assignment':
      throw new Error('expected an event, received an assignment: it belongs to the jobs agent and land');
  }
}

/** Mode `wake`: hands a review on to a run of the default branch, which reads the reviews itself (rule G2). */
export async function wake(environment: ActionEnvironment): Promise<void> {
  const event = readEvent(environment.eventName, environment.payload);
  if (event.kind !== 'review_wake') throw new Error(`expected a review, received ${event.kind}`);
  const bot = createBot(environment, defaultBranch(event));
  await bot.host.wake(event.pull_request);
  console.log(`Asked the default branch to read the reviews of #${event.pull_request}.`);
}

function defaultBranch(event: Exclude<HostEvent, { kind: 'ignored' }>): string | undefined {
  return event.repository?.default_branch;
}
