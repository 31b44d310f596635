import type { BranchContent } from '../domain/events.js';
import { isFinal, type WorkflowState } from '../domain/state.js';
import { readBranchContent } from '../runtime/branch-content.js';
import { processEvent } from '../runtime/process-event.js';
import type { Bot } from './bot.js';

/** Somebody pushed to a pull request's branch: the workflow compares what is there with what was approved. */
export async function onBranchMoved(
  bot: Bot,
  event: { readonly number: number; readonly body: string | null; readonly branch: string },
): Promise<void> {
  const place = { issueNumber: event.number, isPullRequest: true, body: event.body, branch: event.branch };
  const id = await bot.host.index.findWorkflow(place);
  if (id === null) return bot.runtime.log(`pull request #${event.number} belongs to no workflow`);
  const loaded = await bot.runtime.store.load(id);
  if (loaded !== null && isFinal(loaded.state.status)) return showPush(bot, loaded.state);
  await processEvent(bot.runtime, id, async (state) => {
    const content = state === null ? null : await readFeatureBranch(bot, state);
    if (state === null || content === null || isKnown(content, state)) return null;
    return {
      type: 'branch_moved',
      // A branch may come back to a commit that it has left before: that is another event.
      key: `branch:${content.head}:${bot.runtime.runner}`,
      at: bot.runtime.clock.now(),
      runner: bot.runtime.runner,
      content,
    };
  });
}

/** The workflow has ended, but its check runs have to stand at the new commit: they may be required for a merge. */
async function showPush(bot: Bot, state: WorkflowState): Promise<void> {
  const content = await readFeatureBranch(bot, state);
  if (content === null || isKnown(content, state)) return;
  await bot.host.dashboard.showPush(state, { head: content.head, digest: content.digest });
}

/** True when the state has this very content already: its commit and its artifacts. */
export function isKnown(content: BranchContent, state: WorkflowState): boolean {
  return content.head === state.branch?.head && content.digest === state.content_digest;
}

/** What the feature branch holds now, read from the API; null where there is no branch. */
export async function readFeatureBranch(bot: Bot, state: WorkflowState): Promise<BranchContent | null> {
  if (state.branch === null || state.feature_dir === null) return null;
  const tree = await bot.host.facts.branchTree(state.branch.name);
  return readBranchContent(tree, state.feature_dir);
}
