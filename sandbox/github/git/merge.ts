import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from './commits.js';
import { git, gitText } from './exec.js';

/** The tree that a merge of two commits gives, or undefined when they conflict. */
export async function mergeTree(bare: string, base: string, head: string): Promise<string | undefined> {
  const output = await git(bare, ['merge-tree', '--write-tree', base, head], { accept: [1, 128] });
  return output.code === 0 ? output.stdout.toString('utf8').split('\n')[0] : undefined;
}

/** Replays the commits of `head` that `base` lacks on top of `base`; undefined when one of them conflicts. */
export async function rebase(
  bare: string,
  base: string,
  head: string,
  committer: Person,
): Promise<string | undefined> {
  const parent = await mkdtemp(join(tmpdir(), 'sandbox-rebase-'));
  const worktree = join(parent, 'tree');
  const env = { GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email };
  try {
    await git(bare, ['worktree', 'add', '--quiet', '--detach', worktree, base]);
    const commits = await gitText(bare, ['rev-list', '--reverse', '--no-merges', `${base}..${head}`]);
    for (const commit of commits.split('\n').filter((line) => line !== '')) {
      const picked = await git(worktree, ['cherry-pick', '--allow-empty', commit], { env, accept: [1, 128] });
      if (picked.code !== 0) return undefined;
    }
    return (await gitText(worktree, ['rev-parse', 'HEAD'])).trim();
  } finally {
    await rm(parent, { recursive: true, force: true });
    await git(bare, ['worktree', 'prune']);
  }
}
