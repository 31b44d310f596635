import { isFinal } from '../domain/state.js';
import { renderReply } from '../reports/reply.js';
import type { Bot } from './bot.js';

interface Closed {
  readonly pull_request: number;
  readonly merged: boolean;
  readonly body: string;
  readonly head: { readonly ref: string };
}

/** Somebody closed or merged the pull request of a workflow that goes on: they are told what that means for it. */
export async function onPullRequestClosed(bot: Bot, event: Closed): Promise<void> {
  const place = {
    issueNumber: event.pull_request,
    isPullRequest: true,
    body: event.body,
    branch: event.head.ref,
  };
  const id = await bot.host.index.findWorkflow(place);
  const loaded = id === null ? null : await bot.runtime.store.load(id);
  if (loaded === null || isFinal(loaded.state.status)) return;
  const what = event.merged ? 'merged' : 'closed';
  const text = `Pull request #${event.pull_request} was ${what} before the workflow ended. What is implemented from now on still lands on its branch, but in no open pull request: ${
    event.merged ? 'open a new one from that branch' : 'reopen it'
  }, or end the workflow with /abort.`;
  const key = `closed-${event.pull_request}-${bot.runtime.runner.replaceAll('/', '-')}`;
  await bot.host.conversation.answer(loaded.state.origin.issue, key, renderReply({ kind: 'note', text }));
}
