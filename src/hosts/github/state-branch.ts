import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import type { RepositoryName } from './repository.js';

/** The branch that holds the truth about all workflows (rule S1). */
export const STATE_BRANCH = 'speckit-state';

/** Its directory that holds everything. */
export const STATE_DIRECTORY = '.specify/workflow-state';

const README = `# Speckit state

This branch is written by Speckit Orchestrator and shares no history with the code. Each file below
\`.specify/workflow-state/\` is the saved state of one workflow, or a small index to find it.

- Do not merge this branch, and do not edit its files: each carries a digest, and an edited file is replaced by its
  last valid version.
- Deleting the branch makes Speckit forget all workflows, those under way too.
`;

/** Creates the branch as an orphan. Does nothing when somebody else was faster. */
export async function createStateBranch(client: GithubClient, repo: RepositoryName): Promise<void> {
  const attempted = `create branch ${STATE_BRANCH}`;
  const tree = await client.ask(attempted, (api) =>
    api.git.createTree({
      ...repo,
      tree: [{ path: 'README.md', mode: '100644', type: 'blob', content: README }],
    }),
  );
  const commit = await client.ask(attempted, (api) =>
    api.git.createCommit({
      ...repo,
      message: 'speckit: begin the state branch',
      tree: tree.sha,
      parents: [],
    }),
  );
  try {
    await client.ask(attempted, (api) =>
      api.git.createRef({ ...repo, ref: `refs/heads/${STATE_BRANCH}`, sha: commit.sha }),
    );
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
}

/** True for GitHub's refusal to create a ref that exists. */
export function isExisting(error: unknown): boolean {
  return error instanceof GithubError && error.status === 422 && /already exists/i.test(error.detail);
}
