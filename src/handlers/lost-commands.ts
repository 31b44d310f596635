import { parseComment } from '../commands/parse.js';
import type { CommentFact } from '../hosts/github/facts.js';
import { workflowIdFor } from '../runtime/ids.js';
import { type Bot, type CommentEvent, fullName } from './bot.js';
import { onComment } from './comment.js';

/** Schedules are late or dropped at times, so several of them look at the same command. */
const MEMORY_MS = 3 * 60 * 60 * 1000;

/**
 * Finds commands that start a workflow and whose run was lost before it wrote anything, and follows them now (rule S2).
 * Only those: to start is harmless to repeat, while a `/proceed` of an hour ago might approve what its author never saw.
 *
 * @param graceMs a command younger than this may still be in the hands of the run that it started
 */
export async function followLostCommands(bot: Bot, graceMs: number): Promise<void> {
  const now = Date.parse(bot.runtime.clock.now());
  const since = new Date(now - MEMORY_MS).toISOString();
  for (const comment of await bot.host.facts.commentsSince(since)) {
    const age = now - Date.parse(comment.created_at);
    if (age < graceMs || age > MEMORY_MS || !(await isLost(bot, comment))) continue;
    const event = await eventOf(bot, comment);
    if (event === null) continue;
    bot.runtime.log(`following the command of comment ${comment.id}, whose run was lost`);
    await onComment(bot, event);
  }
}

async function isLost(bot: Bot, comment: CommentFact): Promise<boolean> {
  // What was edited is not what was said when the command was given.
  if (comment.is_bot || comment.author === null || comment.updated_at !== comment.created_at) return false;
  const parsed = parseComment(comment.body);
  if (parsed.kind !== 'command' || parsed.command.name !== 'start') return false;
  if ((await bot.runtime.store.load(workflowIdFor(fullName(bot), comment.id))) !== null) return false;
  return !(await bot.host.conversation.hasAnswered(comment.issue, String(comment.id)));
}

/** The event as it was told then, without the issue's body: nobody can say any more what that was. */
async function eventOf(bot: Bot, comment: CommentFact): Promise<CommentEvent | null> {
  const issue = await bot.host.facts.issue(comment.issue);
  if (issue === null || comment.author === null) return null;
  return {
    kind: 'comment',
    repository: { full_name: fullName(bot), default_branch: await bot.host.facts.defaultBranch() },
    issue: { number: comment.issue, body: '', ...issue },
    comment: {
      id: comment.id,
      body: comment.body,
      author: comment.author,
      author_is_bot: false,
      created_at: comment.created_at,
      updated_at: comment.updated_at,
    },
    sender: comment.author,
  };
}
