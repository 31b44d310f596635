/** Puts checked parts on top of the feature branch as commits, by three-way merges of trees. No file is checked out. */
import { tickTask } from '../../documents/tick.js';
import { featureDirOf } from '../play/contexts.js';
import { commitMessage } from './commit-message.js';
import { type Git, gitText, splitNul } from './git.js';
import type { InspectedPart } from './inspect.js';
import type { LandOptions } from './options.js';
import { changesBetween } from './tree-diff.js';

export interface CommitInput {
  readonly git: Git;
  readonly indexFile: string;
  /** Keys (see `partKey`) of parts that the branch holds already. */
  readonly landed: ReadonlySet<string>;
  readonly options: LandOptions;
}

export type CommitOutcome =
  | { readonly kind: 'committed'; readonly head: string }
  | { readonly kind: 'conflict'; readonly files: readonly string[] };

/** Commits each part that has something to write; the result is not pushed yet. */
export async function commitParts(
  parts: readonly InspectedPart[],
  head: string,
  input: CommitInput,
): Promise<CommitOutcome> {
  let tip = head;
  for (const inspected of parts) {
    if (input.landed.has(partKey(inspected.part))) continue;
    const merged = await mergeTree(tip, inspected, input.git);
    if ('conflicts' in merged) return { kind: 'conflict', files: merged.conflicts };
    const tree = await tick(merged.tree, inspected, input);
    if (tree !== (await treeOf(input.git, tip))) tip = await commit(tip, tree, inspected, input);
  }
  return { kind: 'committed', head: tip };
}

/** Names a part within its assignment. */
export function partKey({ agent, task }: { readonly agent: string; readonly task: string | null }): string {
  return `${agent} ${task ?? ''}`.trim();
}

type Merged = { readonly tree: string } | { readonly conflicts: readonly string[] };

/**
 * Merges the change from `before` to `after` into the branch. Git merges commits, so that the two sides get commits of
 * their own whose parent is the common ground; these are never referred to.
 */
async function mergeTree(tip: string, { before, after }: InspectedPart, git: Git): Promise<Merged> {
  const present = await treeOf(git, tip);
  if (before === after || present === after) return { tree: present };
  if (present === before) return { tree: after };
  const ground = await bareCommit(git, before, []);
  const ours = await bareCommit(git, present, [ground]);
  const theirs = await bareCommit(git, after, [ground]);
  const { code, stdout } = await git(['merge-tree', '--write-tree', '--name-only', '-z', ours, theirs], {
    accept: [1],
  });
  const [tree = '', ...names] = splitNul(stdout);
  if (code === 1) return { conflicts: [...new Set(names.slice(0, names.indexOf('')))] };
  await expectOnly(git, present, tree, await changesBetween(git, before, after));
  return { tree };
}

/** What was checked is what is written: a merge must not reach any other path. */
async function expectOnly(
  git: Git,
  before: string,
  after: string,
  checked: readonly { readonly path: string }[],
): Promise<void> {
  const paths = new Set(checked.map(({ path }) => path));
  const other = (await changesBetween(git, before, after)).find(({ path }) => !paths.has(path));
  if (other !== undefined)
    throw new Error(`expected the merge to change checked paths only, received ${other.path}`);
}

/** A task that is done is ticked in the same commit, on the branch's present tasks.md, so that ticks never conflict. */
async function tick(tree: string, { part, response }: InspectedPart, input: CommitInput): Promise<string> {
  const dir = featureDirOf(input.options.state);
  if (part.task === null || response.status === 'error' || dir === null) return tree;
  const { git, indexFile } = input;
  const path = `${dir}/tasks.md`;
  const entry = (await git(['ls-tree', '-z', tree, '--', path])).stdout.toString('utf8');
  const [mode, type, id] = (entry.split('\t')[0] ?? '').split(' ');
  if (type !== 'blob' || mode === '120000' || id === undefined) return tree;
  const markdown = (await git(['cat-file', 'blob', id])).stdout.toString('utf8');
  const ticked = tickTask(markdown, part.task);
  if (ticked === markdown) return tree;
  const blob = await gitText(git, ['hash-object', '-w', '--stdin'], { input: ticked });
  const env = { GIT_INDEX_FILE: indexFile };
  await git(['read-tree', tree], { env });
  await git(['update-index', '--cacheinfo', `${mode},${blob},${path}`], { env });
  return gitText(git, ['write-tree'], { env });
}

const BOT = 'github-actions[bot]';
const BOT_EMAIL = '41898282+github-actions[bot]@users.noreply.github.com';
/** The product's own name, under which everything that it lands is committed. */
export const commitIdentity = {
  GIT_AUTHOR_NAME: BOT,
  GIT_AUTHOR_EMAIL: BOT_EMAIL,
  GIT_COMMITTER_NAME: BOT,
  GIT_COMMITTER_EMAIL: BOT_EMAIL,
};

async function commit(
  parent: string,
  tree: string,
  inspected: InspectedPart,
  input: CommitInput,
): Promise<string> {
  const { state, assignment, log } = input.options;
  const message = commitMessage(inspected, state.workflow_id, assignment.id);
  const id = await gitText(input.git, ['commit-tree', tree, '-p', parent, '-F', '-'], {
    env: commitIdentity,
    input: message,
  });
  log(`${id.slice(0, 12)} ${message.split('\n')[0]}`);
  return id;
}

async function bareCommit(git: Git, tree: string, parents: readonly string[]): Promise<string> {
  const from = parents.flatMap((parent) => ['-p', parent]);
  return gitText(git, ['commit-tree', tree, ...from, '-m', 'common ground'], { env: commitIdentity });
}

async function treeOf(git: Git, commitId: string): Promise<string> {
  return gitText(git, ['rev-parse', `${commitId}^{tree}`]);
}
