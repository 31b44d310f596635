import type { WorkflowState } from '../domain/state.js';
import type { Bot, CommentEvent } from './bot.js';
import { answer } from './reply.js';

/** The workflow that a comment is about: the one that holds its issue or pull request. Answers when there is none. */
export async function findWorkflow(bot: Bot, event: CommentEvent): Promise<WorkflowState | null> {
  const id = await bot.host.index.findWorkflow({
    issueNumber: event.issue.number,
    isPullRequest: event.issue.is_pull_request,
    body: event.issue.body,
  });
  const loaded = id === null ? null : await bot.runtime.store.load(id);
  if (loaded !== null) return loaded.state;
  await answer(bot, event, { kind: 'unknown_workflow' });
  return null;
}
