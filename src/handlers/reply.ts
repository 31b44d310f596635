import type { Refusal } from '../engine/refusal.js';
import { type Reply, renderReply } from '../reports/reply.js';
import type { Bot, CommentEvent } from './bot.js';

/** Answers a comment once: the answer carries the comment's id, so that a repeated delivery finds it. */
export async function answer(bot: Bot, event: CommentEvent, reply: Reply): Promise<void> {
  await bot.host.conversation.answer(event.issue.number, String(event.comment.id), renderReply(reply));
}

/** Answers with the engine's refusal. A repeated delivery is none that a person has to hear of. */
export async function answerRefusal(bot: Bot, event: CommentEvent, refusal: Refusal | null): Promise<void> {
  if (refusal === null || refusal.reason === 'duplicate') return;
  await refuse(bot, event, refusal.message, refusal.expected);
}

/** Answers that a command cannot be followed now: why, and what to type instead. */
export function refuse(bot: Bot, event: CommentEvent, reason: string, expected: string): Promise<void> {
  return answer(bot, event, { kind: 'event_refused', reason, expected });
}
