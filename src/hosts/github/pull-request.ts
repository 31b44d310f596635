import type { GithubClient } from './client.js';
import type { RepositoryName } from './repository.js';

/** A pull request as GitHub has it now. */
export interface PullRequestFact {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly draft: boolean;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly author: string | null;
  readonly merged_by: { readonly login: string; readonly is_bot: boolean } | null;
  readonly merged_at: string | null;
  /** `repository` is null when a fork was deleted. */
  readonly head: { readonly ref: string; readonly sha: string; readonly repository: string | null };
  readonly base: { readonly ref: string };
}

/** As much of an open pull request as lists tell. */
export interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
  /** Branch that it is to be merged into. */
  readonly base: string;
}

/** Reads a pull request; null when there is none of that number. */
export async function readPullRequest(
  client: GithubClient,
  repo: RepositoryName,
  number: number,
): Promise<PullRequestFact | null> {
  const found = await client.askMaybe(`read pull request #${number}`, (api) =>
    api.pulls.get({ ...repo, pull_number: number }),
  );
  if (found === null) return null;
  return {
    number: found.number,
    state: found.state,
    merged: found.merged,
    draft: found.draft ?? false,
    title: found.title,
    body: found.body ?? '',
    url: found.html_url,
    author: found.user?.login ?? null,
    merged_by:
      found.merged_by === null
        ? null
        : { login: found.merged_by.login, is_bot: found.merged_by.type === 'Bot' },
    merged_at: found.merged_at,
    head: { ref: found.head.ref, sha: found.head.sha, repository: found.head.repo?.full_name ?? null },
    base: { ref: found.base.ref },
  };
}

/** The open pull request of a branch of this repository; null when there is none. */
export async function readOpenPullRequest(
  client: GithubClient,
  repo: RepositoryName,
  branch: string,
): Promise<OpenPullRequest | null> {
  const [found] = await client.ask(`list the pull requests of ${branch}`, (api) =>
    api.pulls.list({ ...repo, head: `${repo.owner}:${branch}`, state: 'open', per_page: 1 }),
  );
  return found === undefined ? null : { number: found.number, url: found.html_url, base: found.base.ref };
}

/** False for pull requests of forks: their branches may be called like anything. */
export function isOwnBranch(pull: PullRequestFact, repository: string): boolean {
  return pull.head.repository?.toLowerCase() === repository.toLowerCase();
}
