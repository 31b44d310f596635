import { type Reply, renderReply } from '../reports/reply.js';
import type { Bot, CommentEvent } from './bot.js';

/** Answers a comment once: the answer carries the comment's id, so that a repeated delivery finds it. */
export async function answer(bot: Bot, event: CommentEvent, reply: Reply): Promise<void> {
  await bot.host.conversation.answer(event.issue.number, String(event.comment.id), renderReply(reply));
}
