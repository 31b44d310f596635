/** The git repository that the local host works on. Its working tree is the person's; the product works in clones. */
import { access, appendFile, constants, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Git, GitError, gitIn, gitText } from '../jobs/land/git.js';

export interface LocalRepository {
  /** Top folder of the working tree. */
  readonly root: string;
  readonly git: Git;
  /** Folder of the saved states, `.specify/workflow-state`. */
  readonly stateDir: string;
}

/**
 * Opens the repository that a folder belongs to.
 *
 * @throws LocalError where there is none, as the seed's first pre-flight check demands
 */
export async function openRepository(folder: string): Promise<LocalRepository> {
  const root = await topOf(folder);
  const git = gitIn(root);
  return { root, git, stateDir: join(root, '.specify', 'workflow-state') };
}

/** What the person did or gave cannot be followed: the message says what was expected. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}

/** Head of a branch; null when it does not exist. */
export async function headOf({ git }: LocalRepository, branch: string): Promise<string | null> {
  const ref = `refs/heads/${branch}^{commit}`;
  const { code, stdout } = await git(['rev-parse', '--verify', '--quiet', ref], { accept: [1, 128] });
  return code === 0 ? stdout.toString('utf8').trim() : null;
}

/** The branch that is checked out. */
export async function currentBranch({ git }: LocalRepository): Promise<string> {
  const { code, stdout } = await git(['symbolic-ref', '--short', '--quiet', 'HEAD'], { accept: [1, 128] });
  if (code === 0) return stdout.toString('utf8').trim();
  throw new LocalError(
    'expected a branch to be checked out, found a detached HEAD: `git switch <branch>` first',
  );
}

export async function branchNames({ git }: LocalRepository): Promise<string[]> {
  const refs = await gitText(git, [
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
    'refs/remotes',
  ]);
  return refs.split('\n').filter((name) => name !== '');
}

/** Creates a branch; false when one of this name exists already. */
export async function createBranch({ git }: LocalRepository, name: string, commit: string): Promise<boolean> {
  const none = '0'.repeat(commit.length);
  const { code } = await git(['update-ref', `refs/heads/${name}`, commit, none], { accept: [1, 128] });
  return code === 0;
}

/** Names of the feature folders below `specs/` of a commit. */
export async function featureFolders({ git }: LocalRepository, commit: string): Promise<string[]> {
  const { code, stdout } = await git(['ls-tree', '-d', '--name-only', `${commit}:specs`], { accept: [128] });
  return code === 0
    ? stdout
        .toString('utf8')
        .split('\n')
        .filter((name) => name !== '')
    : [];
}

/** The person at the terminal, as git knows them. */
export async function personOf({ git }: LocalRepository): Promise<string> {
  const { stdout } = await git(['config', 'user.name'], { accept: [1] });
  const name = stdout.toString('utf8').trim();
  return name === '' ? (process.env.USER ?? 'local user') : name;
}

/** Whether the person may write here: on one's own machine that is what a permission is. */
export async function mayWrite({ root }: LocalRepository): Promise<boolean> {
  return access(root, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Saved states are nothing to commit: they are left out by the clone's own exclude file. */
export async function excludeState(repository: LocalRepository): Promise<void> {
  const file = resolve(
    repository.root,
    await gitText(repository.git, ['rev-parse', '--git-path', 'info/exclude']),
  );
  const line = '/.specify/workflow-state/';
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.split('\n').includes(line)) return;
  await mkdir(join(file, '..'), { recursive: true });
  await appendFile(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`);
}

async function topOf(folder: string): Promise<string> {
  try {
    return await gitText(gitIn(folder), ['rev-parse', '--show-toplevel']);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new LocalError(
      `expected a git repository at ${folder}, found none: run this inside one, or name it with --repo`,
    );
  }
}
