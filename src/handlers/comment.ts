import { parseComment } from '../commands/parse.js';
import type { Command } from '../commands/types.js';
import { type Config, defaultConfig } from '../config/schema.js';
import { approveByComment } from './approve.js';
import type { Bot, CommentEvent } from './bot.js';
import { commandWorkflow } from './command-workflow.js';
import { answer } from './reply.js';
import { showArtifact, showStatus } from './show.js';
import { startWorkflow } from './start.js';

/** Order of GitHub's permissions; a level that is not listed may nothing. */
const LEVELS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/**
 * A comment was made. What holds no command costs no request; a command gets a reaction, or one clear answer that says
 * why it is not followed (rule C2).
 */
export async function onComment(bot: Bot, event: CommentEvent): Promise<void> {
  const parsed = parseComment(event.comment.body);
  if (parsed.kind === 'none' || event.comment.author_is_bot) return;
  const { permission } = await bot.host.facts.permissionOf(event.comment.author);
  const outcome = await bot.config();
  const { permissions } = outcome.kind === 'valid' ? outcome.config : defaultConfig();
  const needed = permissions.minimum_permission;
  if (!reaches(permission, needed)) {
    bot.runtime.log(`${event.comment.author} has ${permission} permission, ${needed} is needed`);
    if (!permissions.answer_strangers) return;
    return answer(bot, event, { kind: 'no_permission', login: event.comment.author, permission, needed });
  }
  if (parsed.kind === 'refusal') {
    return answer(bot, event, { kind: 'refused', reason: parsed.reason, expected: parsed.expected });
  }
  await bot.host.conversation.react(event.comment.id, 'eyes');
  if (outcome.kind === 'invalid' && parsed.command.name === 'start') {
    return answer(bot, event, { kind: 'config_problems', problems: outcome.problems });
  }
  const config = outcome.kind === 'valid' ? outcome.config : defaultConfig();
  try {
    await follow({ bot, event, command: parsed.command, permission, config });
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

/** Everything that following one command needs. */
export interface CommandContext {
  readonly bot: Bot;
  readonly event: CommentEvent;
  readonly command: Command;
  /** Of the person who commented, read from the API just now. */
  readonly permission: string;
  readonly config: Config;
}

function follow(context: CommandContext): Promise<void> {
  const { bot, event, command } = context;
  switch (command.name) {
    case 'start':
      return startWorkflow(context);
    case 'proceed':
      return approveByComment(context);
    case 'confirm':
      // `/confirm no` or `/confirm full` answers another question than the gate's.
      return command.args.choice === undefined ? approveByComment(context) : unavailable(context);
    case 'abort':
    case 'pause':
    case 'resume':
      return commandWorkflow(context, command.name);
    case 'status':
      return showStatus(context);
    case 'show':
      return showArtifact(context);
    case 'help':
      return answer(bot, event, { kind: 'help' });
    default:
      return unavailable(context);
  }
}

function unavailable({ bot, event, command }: CommandContext): Promise<void> {
  return answer(bot, event, {
    kind: 'refused',
    reason: `The command "${command.name}" is understood but not available in this version.`,
    expected:
      'one of the five workflows, for example `/speckit standard: <request>`; `/help` lists all commands',
  });
}

function reaches(permission: string, needed: string): boolean {
  return LEVELS.indexOf(permission) >= LEVELS.indexOf(needed) && LEVELS.includes(permission);
}
