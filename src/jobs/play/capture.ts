/** Takes what changed in a working tree, by a git directory of our own, so that nothing an agent does to `.git` matters. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Git, gitIn, gitText, splitNul } from '../land/git.js';
import { changesBetween, type TreeChange } from '../land/tree-diff.js';

/** Left by tools and never wanted in a result, ignored by the repository or not. */
const NEVER = [
  'node_modules/',
  '__pycache__/',
  '.pytest_cache/',
  '.venv/',
  '.DS_Store',
  '.specify/feature.json',
];

export interface Capture {
  /** Tree of the base commit. */
  readonly baseTree: string;
  /** Tree of the working tree as it is now. */
  snapshot(): Promise<string>;
  changes(before: string, after: string): Promise<readonly TreeChange[]>;
  /** Content of a blob that a snapshot holds, every byte a character. */
  content(id: string): Promise<string>;
  /** A binary patch with full blob ids; empty when nothing differs. */
  patch(before: string, after: string): Promise<Buffer>;
  /** Puts the working tree back; with `paths` only those. Files that git ignores stay. */
  restore(tree: string, paths?: readonly string[]): Promise<void>;
  /** Files and folders that git ignores, so that no snapshot shows them; a folder ends with a slash. */
  ignored(): Promise<readonly string[]>;
}

/** Prepares capturing in `folder`, which must not exist. The checkout's HEAD must be `base`. */
export async function openCapture(workingTree: string, base: string, folder: string): Promise<Capture> {
  await mkdir(folder, { recursive: true });
  const directory = join(folder, 'capture.git');
  const configuration = join(folder, 'gitconfig');
  await writeFile(configuration, '[safe]\n\tdirectory = *\n');
  const plain = gitIn(workingTree);
  const env = {
    GIT_DIR: directory,
    GIT_WORK_TREE: workingTree,
    GIT_CONFIG_GLOBAL: configuration,
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const git: Git = (args, options) => plain(args, { ...options, env: { ...env, ...options?.env } });
  await plain(['init', '--quiet', '--bare', '--template=', directory], {
    env: { GIT_CONFIG_GLOBAL: configuration },
  });
  await git(['fetch', '--quiet', '--depth=1', '--no-tags', workingTree, 'HEAD']);
  const head = await gitText(git, ['rev-parse', 'FETCH_HEAD']);
  if (head !== base) {
    throw new Error(
      `expected the checkout ${workingTree} to be at ${base}, received ${head}: check out the assignment's base`,
    );
  }
  await mkdir(join(directory, 'info'), { recursive: true });
  await writeFile(join(directory, 'info', 'exclude'), `${NEVER.join('\n')}\n`);
  const baseTree = await gitText(git, ['rev-parse', `${base}^{tree}`]);
  await git(['read-tree', baseTree]);
  return { baseTree, ...operations(git, workingTree) };
}

function operations(git: Git, workingTree: string): Omit<Capture, 'baseTree'> {
  const snapshot = async () => {
    await git(['add', '--all', '--', '.']);
    return gitText(git, ['write-tree']);
  };
  const changes: Capture['changes'] = (before, after) => changesBetween(git, before, after);
  return {
    snapshot,
    changes,
    content: async (id) => (await git(['cat-file', 'blob', id])).stdout.toString('latin1'),
    ignored: async () => {
      const options = ['--others', '--ignored', '--exclude-standard', '--directory', '-z'];
      return splitNul((await git(['ls-files', ...options])).stdout);
    },
    patch: async (before, after) => {
      const form = ['-r', '-p', '--binary', '--full-index', '--no-renames', '--no-ext-diff', '--no-textconv'];
      const prefixes = ['--src-prefix=a/', '--dst-prefix=b/', '--no-commit-id'];
      const { stdout } = await git(['diff-tree', ...form, ...prefixes, before, after]);
      return stdout;
    },
    restore: async (tree, paths) => {
      const now = await snapshot();
      const different = (await changes(tree, now)).filter(({ path }) => paths?.includes(path) ?? true);
      for (const { path, oldMode } of different) {
        await rm(join(workingTree, path), { recursive: true, force: true });
        if (oldMode !== '000000') await git(['checkout', '--quiet', tree, '--', `:(literal)${path}`]);
      }
      await git(['add', '--all', '--', '.']);
    },
  };
}
