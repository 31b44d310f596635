import type { Command } from '../commands/types.js';
import type { Config } from '../config/schema.js';
import type { WorkflowState } from '../domain/state.js';
import type { Bot, CommentEvent } from './bot.js';

/** Everything that following one command needs. */
export interface CommandContext {
  readonly bot: Bot;
  readonly event: CommentEvent;
  readonly command: Command;
  /** Of the person who commented, read from the API just now. */
  readonly permission: string;
  readonly config: Config;
  /** The workflow of this thread, where it had to be looked up to understand the comment. */
  readonly found: WorkflowState | null;
}
