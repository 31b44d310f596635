import type { CommandContext } from './comment.js';
import { findWorkflow } from './find-workflow.js';
import { answer } from './reply.js';

/** `/status`: where the workflow stands. */
export async function showStatus({ bot, event }: CommandContext): Promise<void> {
  const state = await findWorkflow(bot, event);
  if (state !== null) await answer(bot, event, { kind: 'status', state });
}

/** `/speckit review spec|plan|tasks`: an artifact of the feature branch, as it is now. */
export async function showArtifact({ bot, event, command }: CommandContext): Promise<void> {
  const state = await findWorkflow(bot, event);
  if (state === null) return;
  const name = command.args.artifact ?? 'spec';
  const path = state.artifacts_ready[name];
  if (path === undefined || state.branch === null) {
    return answer(bot, event, {
      kind: 'event_refused',
      reason: `There is no ${name} yet.`,
      expected: `one of ${Object.keys(state.artifacts_ready).join(', ') || 'the artifacts that planning will write'}`,
    });
  }
  const tree = await bot.host.facts.branchTree(state.branch.name);
  const file = (await tree.list()).find((one) => one.path === path);
  const content = file === undefined ? '' : await tree.read(file);
  const url = `${bot.serverUrl}/${bot.repository.owner}/${bot.repository.repo}/blob/${tree.head}/${path}`;
  await answer(bot, event, { kind: 'artifact', path, content, url });
}
