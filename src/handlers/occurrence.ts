import type { Bot, CommentEvent } from './bot.js';

/** The fields that every event has, for one that a comment caused: the comment is the key of its repetitions. */
export function byComment(bot: Bot, event: CommentEvent) {
  return { ...occurrence(bot, commentKey(event.comment.id)), by: event.comment.author };
}

/** The key of the event that a comment causes. */
export function commentKey(commentId: number): string {
  return `comment:${commentId}`;
}

/** The fields that every event has. */
export function occurrence(bot: Bot, key: string) {
  return { key, at: bot.runtime.clock.now(), runner: bot.runtime.runner };
}
