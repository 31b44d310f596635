import type { WorkflowState } from '../domain/state.js';
import type { Bot, CommentEvent } from './bot.js';
import type { CommandContext } from './command-context.js';
import { answer, refuse } from './reply.js';
import { restored } from './restore-state.js';

/**
 * The workflow that an order is for, as the product wrote it last; null where there is none, which is answered. An order
 * that is older than the workflow, told again by a repeated delivery or a run that somebody started anew, was meant for
 * another one.
 */
export async function findForOrder(
  { bot, event, found }: CommandContext,
  workflowId?: string,
): Promise<WorkflowState | null> {
  const state = found ?? (await findWorkflow(bot, event, workflowId));
  if (state === null) return null;
  if (event.comment.id >= state.origin.comment_id) return restored(bot, state);
  const reason = 'This comment is older than the workflow that is here now, so it was meant for another one.';
  await refuse(bot, event, reason, 'the same command in a new comment');
  return null;
}

/**
 * The workflow that a comment is about: the one that it names by its id, else the one that holds its issue or pull
 * request. Answers when there is none.
 */
export async function findWorkflow(
  bot: Bot,
  event: CommentEvent,
  workflowId?: string,
): Promise<WorkflowState | null> {
  if (workflowId !== undefined) return findById(bot, event, workflowId);
  const state = await workflowHere(bot, event);
  if (state === null) await answer(bot, event, { kind: 'unknown_workflow' });
  return state;
}

/** The same without an answer, for comments that may be mere talk. */
export async function workflowHere(bot: Bot, event: CommentEvent): Promise<WorkflowState | null> {
  const id = await bot.host.index.findWorkflow({
    issueNumber: event.issue.number,
    isPullRequest: event.issue.is_pull_request,
    body: event.issue.body,
  });
  const state = id === null ? null : await stateOf(bot, id);
  const { number, is_pull_request } = event.issue;
  if (state === null || is_pull_request || state.origin.issue === number) return state;
  bot.runtime.log(`the index of #${number} names workflow ${state.workflow_id}, which is not of this issue`);
  const actual = await bot.host.index.activeFor(number);
  return actual === null ? null : stateOf(bot, actual);
}

async function stateOf(bot: Bot, id: string): Promise<WorkflowState | null> {
  return (await bot.runtime.store.load(id))?.state ?? null;
}

async function findById(bot: Bot, event: CommentEvent, workflowId: string): Promise<WorkflowState | null> {
  const loaded = await bot.runtime.store.load(workflowId);
  if (loaded !== null) return loaded.state;
  await answer(bot, event, {
    kind: 'event_refused',
    reason: `This repository has no workflow ${workflowId}.`,
    expected: 'the whole id of a workflow, as `/status` shows it, or the command without an id',
  });
  return null;
}
