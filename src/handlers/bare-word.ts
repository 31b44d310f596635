import { mayBeAnswerWord, parseAnswerWord, type Question } from '../commands/answer-word.js';
import type { Command } from '../commands/types.js';
import type { WorkflowState, WorkflowStatus } from '../domain/state.js';
import type { Bot, CommentEvent } from './bot.js';
import { workflowHere } from './find-workflow.js';

/** Which question a waiting workflow has put to people; in every other status a bare word is talk. */
const QUESTIONS: Readonly<Partial<Record<WorkflowStatus, Question>>> = {
  awaiting_workflow_selection: 'selection',
  awaiting_branch_choice: 'branch',
  awaiting_implementation_approval: 'checkpoint',
};

/**
 * Understands `yes`, `full`, `review spec` and the like as the answer to the question that the workflow of this thread
 * waits for. Null, and nothing is written, where none waits for exactly this word.
 */
export async function readBareWord(
  bot: Bot,
  event: CommentEvent,
): Promise<{ readonly command: Command; readonly state: WorkflowState } | null> {
  if (!mayBeAnswerWord(event.comment.body)) return null;
  const state = await workflowHere(bot, event);
  const question = state === null ? undefined : QUESTIONS[state.status];
  if (state === null || question === undefined) return null;
  const command = parseAnswerWord(event.comment.body, question);
  return command === null ? null : { command, state };
}
