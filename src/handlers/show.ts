import type { WorkflowState } from '../domain/state.js';
import type { TreeReader } from '../runtime/ports.js';
import type { Bot } from './bot.js';
import type { CommandContext } from './command-context.js';
import { findWorkflow } from './find-workflow.js';
import { answer, refuse } from './reply.js';

/** Where an artifact lies in its feature's folder. */
const FILES: Readonly<Record<string, RegExp>> = {
  spec: /^spec\.md$/,
  plan: /^plan\.md$/,
  tasks: /^tasks\.md$/,
  research: /^research\.md$/,
  'data-model': /^data-model\.md$/,
  quickstart: /^quickstart\.md$/,
  checklist: /^checklists\/[^/]+\.md$/,
};

/** `/status [workflow-id]`: where the workflow stands. */
export async function showStatus({ bot, event, command }: CommandContext): Promise<void> {
  const state = await findWorkflow(bot, event, command.args.workflow_id);
  if (state !== null) await answer(bot, event, { kind: 'status', state });
}

/** `/speckit review spec|plan|tasks`: an artifact of the feature branch, as it is now. */
export async function showArtifact(context: CommandContext): Promise<void> {
  const { bot, event, command } = context;
  const state = context.found ?? (await findWorkflow(bot, event));
  if (state === null) return;
  const name = command.args.artifact ?? 'spec';
  const folder = state.feature_dir;
  const tree = folder === null ? null : await treeOf(bot, state);
  if (tree === null || folder === null) {
    return refuse(bot, event, `There is no ${name} yet.`, 'one of the artifacts that planning will write');
  }
  const inFolder = (await tree.list()).filter((file) => file.path.startsWith(folder));
  const found = inFolder.filter((file) => FILES[name]?.test(file.path.slice(folder.length)) === true);
  const [file] = found;
  if (file === undefined) {
    const present = Object.keys(FILES).filter((one) =>
      inFolder.some(({ path }) => FILES[one]?.test(path.slice(folder.length)) === true),
    );
    const expected = present.map((one) => `\`/show ${one}\``).join(', ');
    return refuse(
      bot,
      event,
      `There is no ${name}.`,
      expected === '' ? 'one that planning will write' : expected,
    );
  }
  const texts = await Promise.all(found.map((one) => tree.read(one)));
  const url = `${bot.serverUrl}/${bot.repository.owner}/${bot.repository.repo}/blob/${tree.head}/${file.path}`;
  await answer(bot, event, { kind: 'artifact', path: file.path, content: texts.join('\n\n'), url });
}

/** The feature branch, or the default branch once that was merged and is gone. */
async function treeOf(bot: Bot, { branch }: WorkflowState): Promise<TreeReader | null> {
  const { facts } = bot.host;
  const head = branch === null ? null : await facts.branchHead(branch.name);
  return facts.branchTree(head ?? (await facts.defaultBranch()));
}
