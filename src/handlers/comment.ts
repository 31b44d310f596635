import { parseComment } from '../commands/parse.js';
import { giveAnswers } from './answers.js';
import { approveByComment } from './approve.js';
import { readBareWord } from './bare-word.js';
import type { Bot, CommentEvent } from './bot.js';
import type { CommandContext } from './command-context.js';
import { commandWorkflow } from './command-workflow.js';
import { confirm } from './confirm.js';
import { diagnose } from './diagnose.js';
import { inForce } from './load-config.js';
import { answer } from './reply.js';
import { showArtifact, showStatus } from './show.js';
import { opensWorkflow, startWorkflow } from './start.js';

/** Order of GitHub's permissions; a level that is not listed may nothing. */
const LEVELS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/**
 * A comment was made. What holds no command costs no request, a bare word two reads; a command gets a reaction, or one
 * clear answer that says why it is not followed (rule C2). A bare word counts from people who may, and is else talk.
 */
export async function onComment(bot: Bot, event: CommentEvent): Promise<void> {
  if (event.comment.author_is_bot) return;
  const parsed = parseComment(event.comment.body);
  const word = parsed.kind === 'none' ? await readBareWord(bot, event) : null;
  if (parsed.kind === 'none' && word === null) return;
  const { permission } = await bot.host.facts.permissionOf(event.comment.author);
  const outcome = await bot.config();
  const config = inForce(outcome);
  const { permissions } = config;
  const needed = permissions.minimum_permission;
  if (!reaches(permission, needed)) {
    bot.runtime.log(`${event.comment.author} has ${permission} permission, ${needed} is needed`);
    // Of somebody who may not answer, "yes" and "no" are talk, and no command that deserves a refusal.
    if (word !== null || !permissions.answer_strangers) return;
    return answer(bot, event, { kind: 'no_permission', login: event.comment.author, permission, needed });
  }
  if (parsed.kind === 'refusal') {
    return answer(bot, event, { kind: 'refused', reason: parsed.reason, expected: parsed.expected });
  }
  const command = parsed.kind === 'command' ? parsed.command : word?.command;
  if (command === undefined) return;
  await bot.host.conversation.react(event.comment.id, 'eyes');
  if (outcome.kind === 'invalid' && opensWorkflow(command)) {
    return answer(bot, event, { kind: 'config_problems', problems: outcome.problems });
  }
  try {
    await follow({ bot, event, command, permission, config, found: word?.state ?? null });
  } catch (error) {
    await answerFailure(bot, event, error);
    throw error;
  }
}

/** Rule E1: who gave a command is told why it failed; the run fails as well, so that its log is looked at. */
async function answerFailure(bot: Bot, event: CommentEvent, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const expected = 'what the message names to be mended, then the same command again';
  await answer(bot, event, { kind: 'event_refused', reason, expected }).catch((again: unknown) => {
    bot.runtime.log(`the failure could not be answered either: ${String(again)}`);
  });
}

function follow(context: CommandContext): Promise<void> {
  const { bot, event, command } = context;
  switch (command.name) {
    case 'start':
    case 'clarify':
    case 'analyze':
    case 'implement':
    case 'review':
    case 'fix-e2e':
    case 'issues':
      return startWorkflow(context);
    case 'proceed':
      return approveByComment(context);
    case 'confirm':
      return confirm(context);
    case 'answer':
      return giveAnswers(context);
    case 'abort':
    case 'pause':
    case 'resume':
      return commandWorkflow(context, command.name);
    case 'status':
      return showStatus(context);
    case 'show':
      return showArtifact(context);
    case 'doctor':
      return diagnose(context);
    case 'help':
      return answer(bot, event, { kind: 'help' });
  }
}

/** True for a permission that is this one or higher. */
export function reaches(permission: string, needed: string): boolean {
  return LEVELS.indexOf(permission) >= LEVELS.indexOf(needed) && LEVELS.includes(permission);
}
