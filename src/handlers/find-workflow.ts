import type { WorkflowState } from '../domain/state.js';
import type { Bot, CommentEvent } from './bot.js';
import { answer } from './reply.js';

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
  const loaded = id === null ? null : await bot.runtime.store.load(id);
  return loaded?.state ?? null;
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
