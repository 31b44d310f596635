import type { GithubClient } from './client.js';
import type { RepositoryName } from './repository.js';
import { isExisting } from './state-branch.js';

/** The commit that a branch points to; null when there is no such branch. */
export async function branchHead(
  client: GithubClient,
  repo: RepositoryName,
  branch: string,
): Promise<string | null> {
  const ref = await client.askMaybe(`find branch ${branch}`, (api) =>
    api.git.getRef({ ...repo, ref: `heads/${branch}` }),
  );
  return ref?.object.sha ?? null;
}

/** Names of all branches, or of those that begin in this way. */
export async function branchNames(
  client: GithubClient,
  repo: RepositoryName,
  prefix = '',
): Promise<readonly string[]> {
  const refs = await client.list('list the branches', (octokit) =>
    octokit.paginate(octokit.rest.git.listMatchingRefs, { ...repo, ref: `heads/${prefix}` }),
  );
  return refs.map((each) => each.ref.replace(/^refs\/heads\//, ''));
}

/** Creates a branch, which is atomic on GitHub. False when the name is taken. */
export async function createBranch(
  client: GithubClient,
  repo: RepositoryName,
  branch: string,
  sha: string,
): Promise<boolean> {
  try {
    await client.ask(`create branch ${branch}`, (api) =>
      api.git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha }),
    );
    return true;
  } catch (error) {
    if (isExisting(error)) return false;
    throw error;
  }
}
