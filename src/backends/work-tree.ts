/** What a run has changed in the working tree, seen through a git directory of our own. */
import { join } from 'node:path';
import type { Secret } from './agent-program.js';
import { runProcess } from './process.js';
import { readRegular } from './regular-file.js';
import { formsOf } from './secrets.js';

export interface WorkTree {
  /** Paths that differ from when it was opened; null where git cannot tell. */
  changed(): Promise<readonly string[] | null>;
}

/**
 * Remembers the working tree as it is. The repository's own git directory is not used: after an agent's run its
 * configuration may start programs. `folder` must not exist.
 */
export async function openWorkTree(path: string, folder: string): Promise<WorkTree> {
  const git = gitOf(path, folder);
  const begun = await git(['init', '--quiet', '--bare', '--template=', folder], false);
  const before = begun === null ? null : await snapshot(git);
  return {
    changed: async () => {
      const after = before === null ? null : await snapshot(git);
      if (before === null || after === null) return null;
      const names = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', before, after]);
      return names === null ? null : names.split('\0').filter((name) => name !== '');
    },
  };
}

/** The first of the paths whose content holds the secret; null where none does. */
export async function findSecret(
  root: string,
  paths: readonly string[],
  secret: Secret,
): Promise<string | null> {
  const forms = formsOf(secret.value);
  for (const path of paths) {
    const content = (await readRegular(join(root, path)))?.toString('latin1') ?? '';
    if (forms.some((form) => content.includes(form))) return path;
  }
  return null;
}

type Git = (args: readonly string[], inTree?: boolean) => Promise<string | null>;

async function snapshot(git: Git): Promise<string | null> {
  if ((await git(['add', '--all', '--', '.'])) === null) return null;
  const tree = await git(['write-tree']);
  return tree === null ? null : tree.trim();
}

function gitOf(path: string, folder: string): Git {
  return async (args, inTree = true) => {
    const end = await runProcess({
      file: 'git',
      args: ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', ...args],
      cwd: path,
      env: {
        PATH: process.env.PATH ?? '',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        ...(inTree ? { GIT_DIR: folder, GIT_WORK_TREE: path } : {}),
      },
      timeoutMs: 120_000,
      maxOutputBytes: 20_000_000,
    });
    return end.kind === 'exited' && end.code === 0 ? end.stdout : null;
  };
}
