import { type Git, gitIn } from '../jobs/land/git.js';

/** A clone that nobody but the product works in; its origin is the person's repository. */
export interface Clone {
  readonly folder: string;
  readonly git: Git;
}

/**
 * Clones the repository and checks out a commit. Objects are shared with the person's repository; where the branch that is
 * pushed to is checked out there, its files follow, unless that would overwrite what is uncommitted.
 */
export async function cloneAt(root: string, commit: string, folder: string): Promise<Clone> {
  await gitIn(root)(['clone', '--quiet', '--shared', '--no-checkout', '--no-tags', root, folder]);
  const git = gitIn(folder);
  const receive = 'git -c receive.denyCurrentBranch=updateInstead receive-pack';
  await git(['config', 'remote.origin.receivepack', receive]);
  await git(['checkout', '--quiet', '--detach', commit]);
  return { folder, git };
}
