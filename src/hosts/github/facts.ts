import type { TreeReader } from '../../runtime/ports.js';
import { currentDecisions, type Decisions } from './approvals.js';
import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import { type PermissionFact, readPermission } from './permission.js';
import {
  type OpenPullRequest,
  type PullRequestFact,
  readOpenPullRequest,
  readPullRequest,
} from './pull-request.js';
import { branchHead, branchNames } from './refs.js';
import type { RepositoryName } from './repository.js';
import { readMemberships, type TeamFact } from './teams.js';
import { createTreeReader } from './tree.js';

export interface CommentFact {
  readonly id: number;
  readonly body: string;
  readonly author: string | null;
  readonly is_bot: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly issue: number;
  /** Whether somebody, most likely the bot, has looked at it: the bot gives this reaction to what it follows. */
  readonly has_eyes: boolean;
}

interface IssueFact {
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly author: string | null;
  readonly is_pull_request: boolean;
  readonly updated_at: string;
}

interface RunFact {
  readonly id: number;
  readonly attempt: number;
  /** `queued`, `in_progress`, `completed`, ... */
  readonly status: string;
  readonly conclusion: string | null;
  readonly finished: boolean;
}

export interface RepositoryFact {
  readonly default_branch: string;
  readonly archived: boolean;
  readonly private: boolean;
  readonly has_issues: boolean;
  /** Where people look at it. */
  readonly url: string;
  /** Null where the answer does not say what this token may do, as with run tokens. */
  readonly may_push: boolean | null;
}

/** What trusted code asks GitHub itself, because events only hint at it (rule G2). */
export interface Facts {
  permissionOf(login: string): Promise<PermissionFact>;
  pullRequest(number: number): Promise<PullRequestFact | null>;
  /** Which of these teams a person is in. */
  teamsOf(login: string, wanted: readonly string[]): Promise<TeamFact>;
  /** What the reviews of a pull request come to: approvals in force, and requests for changes. */
  decisionsOf(pullRequest: number): Promise<Decisions>;
  comment(id: number): Promise<CommentFact | null>;
  /** Comments of the whole repository that were changed since then, oldest first. */
  commentsSince(since: string): Promise<readonly CommentFact[]>;
  issue(number: number): Promise<IssueFact | null>;
  branchHead(branch: string): Promise<string | null>;
  /** Names of all branches, or of those that begin in this way. */
  branchNames(prefix?: string): Promise<readonly string[]>;
  /** The open pull request of a branch of this repository. */
  openPullRequest(branch: string): Promise<OpenPullRequest | null>;
  /** The commit at which two branches parted; null where they have nothing in common. */
  mergeBase(base: string, branch: string): Promise<string | null>;
  /** @throws GithubError when there is no such branch */
  branchTree(branchOrSha: string): Promise<TreeReader>;
  runStatus(runId: number): Promise<RunFact | null>;
  /** Who has refused a run's deployment to its environment, where that was the latest answer. */
  refusedBy(runId: number): Promise<string | null>;
  repository(): Promise<RepositoryFact>;
  defaultBranch(): Promise<string>;
}

/** Creates the reader of facts. A default branch that the event has told already is not asked for again. */
export function createFacts(
  client: GithubClient,
  repo: RepositoryName,
  known: { defaultBranch?: string | undefined; teamsClient?: GithubClient | undefined } = {},
): Facts {
  const repository = async (): Promise<RepositoryFact> => {
    const found = await client.ask(`read the repository ${repo.owner}/${repo.repo}`, (api) =>
      api.repos.get({ ...repo }),
    );
    return {
      default_branch: found.default_branch,
      archived: found.archived,
      private: found.private,
      has_issues: found.has_issues ?? true,
      url: found.html_url,
      may_push: found.permissions?.push ?? null,
    };
  };
  return {
    repository,
    permissionOf: (login) => readPermission(client, repo, login),
    defaultBranch: async () => known.defaultBranch ?? (await repository()).default_branch,
    branchHead: (branch) => branchHead(client, repo, branch),
    branchNames: (prefix) => branchNames(client, repo, prefix),
    openPullRequest: (branch) => readOpenPullRequest(client, repo, branch),
    async mergeBase(base, branch) {
      const found = await client.askMaybe(`compare ${base} with ${branch}`, (api) =>
        api.repos.compareCommitsWithBasehead({ ...repo, basehead: `${base}...${branch}`, per_page: 1 }),
      );
      return found?.merge_base_commit?.sha ?? null;
    },
    async branchTree(branchOrSha) {
      if (/^[0-9a-f]{40,64}$/.test(branchOrSha)) return createTreeReader(client, repo, branchOrSha);
      const head = await branchHead(client, repo, branchOrSha);
      if (head === null) throw missingBranch(branchOrSha);
      return createTreeReader(client, repo, head);
    },
    teamsOf: (login, wanted) => readMemberships(known.teamsClient ?? client, wanted, login),
    async decisionsOf(pullRequest) {
      const reviews = await client.list(`read the reviews of #${pullRequest}`, (octokit) =>
        octokit.paginate(octokit.rest.pulls.listReviews, {
          ...repo,
          pull_number: pullRequest,
          per_page: 100,
        }),
      );
      return currentDecisions(reviews);
    },
    pullRequest: (number) => readPullRequest(client, repo, number),
    async comment(id) {
      const found = await client.askMaybe(`read comment ${id}`, (api) =>
        api.issues.getComment({ ...repo, comment_id: id }),
      );
      return found === null ? null : commentFact(found);
    },
    async commentsSince(since) {
      const comments = await client.list(`read the comments since ${since}`, (octokit) =>
        octokit.paginate(octokit.rest.issues.listCommentsForRepo, {
          ...repo,
          since,
          sort: 'created',
          direction: 'asc',
          per_page: 100,
        }),
      );
      return comments.map(commentFact);
    },
    async issue(number) {
      const found = await client.askMaybe(`read issue #${number}`, (api) =>
        api.issues.get({ ...repo, issue_number: number }),
      );
      if (found === null) return null;
      return {
        title: found.title,
        body: found.body ?? '',
        state: found.state,
        author: found.user?.login ?? null,
        is_pull_request: found.pull_request != null,
        updated_at: found.updated_at,
      };
    },
    async refusedBy(runId) {
      const answers = await client.askMaybe(`read who let run ${runId} deploy`, (api) =>
        api.actions.getReviewsForRun({ ...repo, run_id: runId }),
      );
      const latest = answers?.at(-1);
      return latest?.state === 'rejected' ? (latest.user?.login ?? 'somebody') : null;
    },
    async runStatus(runId) {
      const found = await client.askMaybe(`read run ${runId}`, (api) =>
        api.actions.getWorkflowRun({ ...repo, run_id: runId }),
      );
      if (found === null) return null;
      const status = found.status ?? 'unknown';
      return {
        id: found.id,
        attempt: found.run_attempt ?? 1,
        status,
        conclusion: found.conclusion,
        finished: status === 'completed',
      };
    },
  };
}

/** The fields of GitHub's comment that count. */
interface RawComment {
  readonly id: number;
  readonly body?: string;
  readonly user: { readonly login: string; readonly type: string } | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly issue_url: string;
  readonly reactions?: { readonly eyes: number };
}

function commentFact(found: RawComment): CommentFact {
  return {
    id: found.id,
    body: found.body ?? '',
    author: found.user?.login ?? null,
    is_bot: found.user?.type !== 'User',
    created_at: found.created_at,
    updated_at: found.updated_at,
    has_eyes: (found.reactions?.eyes ?? 0) > 0,
    issue: Number(/\/(\d+)$/.exec(found.issue_url)?.[1] ?? 0),
  };
}

function missingBranch(branch: string): GithubError {
  return new GithubError(
    'missing',
    404,
    'Not Found',
    `Could not read branch ${branch}: expected it to exist, received 404. Restore the branch, or abort the workflow with \`/speckit abort\`.`,
  );
}
