import type { HostEvent } from '../hosts/github/payload.js';
import type { Bot } from './bot.js';
import { onBranchMoved } from './branch.js';
import { onCheckRerun } from './check-rerun.js';
import { onComment } from './comment.js';
import { onCommentChanged } from './comment-changed.js';
import { onLanded } from './landed.js';
import { onPullRequestClosed } from './pull-request-closed.js';
import { onReview } from './read-reviews.js';
import { sweep } from './sweep.js';

/** An event of GitHub that the bot acts on. Assignments are none: their jobs are agent and land. */
export type Happening = Exclude<HostEvent, { kind: 'ignored' | 'assignment' }>;

/** Does what an event asks for; the same wherever the event arrived, in an Actions run or at the server of the App. */
export function handleEvent(bot: Bot, event: Happening): Promise<void> {
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
    case 'check_rerun':
      return onCheckRerun(bot, event);
    case 'landed':
      return onLanded(bot, event.assignment_id);
  }
}
