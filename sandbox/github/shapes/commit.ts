import type { Commit } from '../git/commits.js';
import type { FileDiff } from '../git/diff.js';
import { isSigned } from '../git/signed.js';
import type { Github } from '../github.js';
import type { RepositoryRecord } from '../model.js';
import { nodeId, type Schemas } from './ids.js';
import { repositoryHtmlUrl, repositoryUrl } from './repository.js';
import { simpleUser } from './user.js';

const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** The signature itself is of no use to anybody here: what counts is what GitHub says of it. */
function verificationOf(gh: Github, { sha, committer }: Commit) {
  return isSigned(gh, sha)
    ? { ...unsigned, verified: true, reason: 'valid', verified_at: committer.date }
    : unsigned;
}

/** A commit as the commit and compare APIs give it. */
export function commitShape(
  gh: Github,
  repository: RepositoryRecord,
  commit: Commit,
  files?: readonly FileDiff[],
): Schemas['commit'] {
  const api = repositoryUrl(gh, repository);
  const page = repositoryHtmlUrl(gh, repository);
  const additions = files?.reduce((sum, file) => sum + file.additions, 0) ?? 0;
  const deletions = files?.reduce((sum, file) => sum + file.deletions, 0) ?? 0;
  return {
    sha: commit.sha,
    node_id: nodeId('C', repository.id, commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verificationOf(gh, commit),
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: userOf(gh, commit.author.email),
    committer: userOf(gh, commit.committer.email),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    ...(files
      ? {
          stats: { total: additions + deletions, additions, deletions },
          files: files.map((file) => fileShape(gh, repository, commit.sha, file)),
        }
      : {}),
  };
}

/** A commit as the git data API gives it. */
export function gitCommitShape(
  gh: Github,
  repository: RepositoryRecord,
  commit: Commit,
): Schemas['git-commit'] {
  const api = `${repositoryUrl(gh, repository)}/git`;
  const page = repositoryHtmlUrl(gh, repository);
  return {
    sha: commit.sha,
    node_id: nodeId('C', repository.id, commit.sha),
    url: `${api}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    verification: verificationOf(gh, commit),
  };
}

/** A commit as webhook payloads of runs and check suites give it. */
export function simpleCommit(commit: Commit): Schemas['simple-commit'] {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

/** One changed file of a commit, a comparison or a pull request. */
export function fileShape(
  gh: Github,
  repository: RepositoryRecord,
  commit: string,
  file: FileDiff,
): Schemas['diff-entry'] {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const page = repositoryHtmlUrl(gh, repository);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${commit}/${path}`,
    raw_url: `${page}/raw/${commit}/${path}`,
    contents_url: `${repositoryUrl(gh, repository)}/contents/${path}?ref=${commit}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

/** The address under which a person's commits are recorded. */
export function noreplyEmail(gh: Github, login: string): string {
  return `${gh.store.user(login)?.id ?? 0}+${login}@users.noreply.github.com`;
}

function userOf(gh: Github, email: string): Schemas['simple-user'] | null {
  const login = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
  const user = login === undefined ? undefined : gh.store.user(login);
  return user ? simpleUser(gh, user.login) : null;
}
