import { mayBeAnswerWord } from '../commands/answer-word.js';
import { parseComment } from '../commands/parse.js';
import type { Command, CommandName } from '../commands/types.js';
import type { WorkflowState } from '../domain/state.js';
import type { CommentFact } from '../hosts/github/facts.js';
import { workflowIdFor } from '../runtime/ids.js';
import { type Bot, type CommentEvent, fullName } from './bot.js';
import { onComment } from './comment.js';
import { workflowHere } from './find-workflow.js';
import { commentKey } from './occurrence.js';
import { opensWorkflow } from './start.js';

/** An older command is one that its author has long given again, or up. */
const MEMORY_MS = 24 * 60 * 60 * 1000;

/**
 * The bot reacts to what it follows, so only a run that died right after is still to be found; schedules are late or
 * dropped at times, hence the hours.
 */
const MEMORY_OF_SEEN_MS = 3 * 60 * 60 * 1000;

/** As many as the engine remembers: a workflow with fewer has forgotten none. */
const REMEMBERED_EVENTS = 200;

/** Answers and orders to a workflow that exists; the rest only shows something, and is asked for again at no cost. */
const ORDERS: ReadonlySet<CommandName> = new Set([
  'proceed',
  'abort',
  'pause',
  'resume',
  'confirm',
  'answer',
]);

/**
 * Finds commands whose run was lost before it wrote anything, and follows them now (rule S2). To do so is safe: a start
 * always makes the same workflow, an event is handled once by its comment's key, and what was approved must have been
 * presented before the comment was written.
 *
 * @param graceMs a command younger than this may still be in the hands of the run that it started
 */
export async function followLostCommands(bot: Bot, graceMs: number): Promise<void> {
  const now = Date.parse(bot.runtime.clock.now());
  // Whole hours: equal requests of several sweeps are answered from memory by the server.
  const since = new Date(Math.floor((now - MEMORY_MS) / 3_600_000) * 3_600_000).toISOString();
  const comments = await bot.host.facts.commentsSince(since);
  for (const comment of comments) {
    const age = now - Date.parse(comment.created_at);
    if (age < graceMs || age > (comment.has_eyes ? MEMORY_OF_SEEN_MS : MEMORY_MS)) continue;
    const command = commandOf(comment);
    if (command === null || !(await isLost(bot, comment, command, comments))) continue;
    const event = await eventOf(bot, comment);
    if (event === null || !(await isStillMeant(bot, event, command, comment.has_eyes))) continue;
    if (await bot.host.conversation.hasAnswered(comment.issue, String(comment.id))) continue;
    bot.runtime.log(`following the command of comment ${comment.id}, whose run was lost`);
    await onComment(bot, event);
  }
}

/** The command in a comment of a person; what was edited is not what was said when the command was given. */
function commandOf(comment: CommentFact): Command | null {
  if (comment.is_bot || comment.author === null || comment.updated_at !== comment.created_at) return null;
  const parsed = parseComment(comment.body);
  return parsed.kind === 'command' ? parsed.command : null;
}

async function isLost(
  bot: Bot,
  comment: CommentFact,
  command: Command,
  all: readonly CommentFact[],
): Promise<boolean> {
  if (opensWorkflow(command)) {
    return (await bot.runtime.store.load(workflowIdFor(comment.id))) === null;
  }
  return ORDERS.has(command.name) && !all.some((later) => overtakes(later, comment));
}

/** Whoever saw nothing happen has mostly said it again, or something else: then that counts, not what came before. */
function overtakes(later: CommentFact, comment: CommentFact): boolean {
  const isLater =
    later.issue === comment.issue &&
    !later.is_bot &&
    (later.created_at > comment.created_at || later.id > comment.id);
  if (!isLater || !later.has_eyes) return false;
  const parsed = parseComment(later.body);
  if (parsed.kind === 'none') return mayBeAnswerWord(later.body);
  return parsed.kind === 'command' && (ORDERS.has(parsed.command.name) || opensWorkflow(parsed.command));
}

/** An order is meant for the workflow that was there when it was given, and only if that has not handled it. */
async function isStillMeant(
  bot: Bot,
  event: CommentEvent,
  command: Command,
  seen: boolean,
): Promise<boolean> {
  if (opensWorkflow(command)) return true;
  const state = await workflowOf(bot, event, command);
  if (state === null) return false;
  // Answers are meant for questions that were there to be read.
  const asked = command.name === 'answer' ? state.clarification?.asked_at : undefined;
  if (Date.parse(asked ?? state.started_at) > Date.parse(event.comment.created_at)) return false;
  const forgets = state.handled_events.length >= REMEMBERED_EVENTS;
  return !state.handled_events.includes(commentKey(event.comment.id)) && !(seen && forgets);
}

async function workflowOf(bot: Bot, event: CommentEvent, { args }: Command): Promise<WorkflowState | null> {
  if (args.workflow_id === undefined) return workflowHere(bot, event);
  return (await bot.runtime.store.load(args.workflow_id))?.state ?? null;
}

/**
 * The event as it was told then. Of the issue's body nobody can say any more what that was, so it is left out; that of a
 * pull request only leads to the workflow, which its state confirms.
 */
async function eventOf(bot: Bot, comment: CommentFact): Promise<CommentEvent | null> {
  const issue = await bot.host.facts.issue(comment.issue);
  if (issue === null || comment.author === null) return null;
  return {
    kind: 'comment',
    repository: { full_name: fullName(bot), default_branch: await bot.host.facts.defaultBranch() },
    issue: { number: comment.issue, ...issue, body: issue.is_pull_request ? issue.body : '' },
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
