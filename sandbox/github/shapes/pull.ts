import type { Github } from '../github.js';
import type {
  IssueRecord,
  PullRecord,
  RepositoryRecord,
  ReviewCommentRecord,
  ReviewRecord,
} from '../model.js';
import type { PullFacts } from '../pulls/facts.js';
import { nodeId, type Schemas } from './ids.js';
import { issueHtmlUrl, issueNodeId, rollup, sharedIssueFields } from './issue.js';
import { repositoryShape, repositoryUrl } from './repository.js';
import { association, simpleUser } from './user.js';

/** A pull request in lists. */
export function pullSimple(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  pull: PullRecord,
  headSha: string,
  mergeSha: string | null,
) {
  const api = repositoryUrl(gh, repository);
  const url = `${api}/pulls/${issue.number}`;
  const issueUrl = `${api}/issues/${issue.number}`;
  const page = issueHtmlUrl(gh, repository, issue);
  const statuses = `${api}/statuses/${headSha}`;
  const side = (ref: string, sha: string) => ({
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: simpleUser(gh, repository.owner),
    repo: repositoryShape(gh, repository),
  });
  return {
    ...sharedIssueFields(gh, repository, issue),
    id: pull.id,
    node_id: issueNodeId(issue),
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    merged_at: pull.mergedAt,
    merge_commit_sha: mergeSha,
    requested_reviewers: pull.requestedReviewers.map((login) => simpleUser(gh, login)),
    requested_teams: [],
    head: side(pull.head, headSha),
    base: side(pull.base, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    auto_merge: null,
    draft: pull.draft,
  } satisfies Schemas['pull-request-simple'];
}

/** A single pull request, with what git says about it. */
export function pullShape(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  pull: PullRecord,
  facts: PullFacts,
) {
  return {
    ...pullSimple(gh, repository, issue, pull, facts.headSha, facts.mergeSha),
    merged: pull.mergedAt !== null,
    mergeable: facts.mergeable,
    rebaseable: facts.mergeable,
    mergeable_state: facts.mergeableState,
    merged_by: pull.mergedBy === null ? null : simpleUser(gh, pull.mergedBy),
    comments: repository.comments.filter((it) => it.issue === issue.number).length,
    review_comments: repository.reviewComments.filter((it) => it.pull === issue.number).length,
    maintainer_can_modify: false,
    commits: facts.commits,
    additions: facts.additions,
    deletions: facts.deletions,
    changed_files: facts.changedFiles,
  } satisfies Schemas['pull-request'];
}

/** A review. */
export function reviewShape(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  review: ReviewRecord,
) {
  const page = `${issueHtmlUrl(gh, repository, issue)}#pullrequestreview-${review.id}`;
  const pull = `${repositoryUrl(gh, repository)}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: simpleUser(gh, review.user),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pull,
    author_association: association(repository, review.user),
    _links: { html: { href: page }, pull_request: { href: pull } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitId,
  } satisfies Schemas['pull-request-review'];
}

/** A comment on a line of a pull request. */
export function reviewCommentShape(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  comment: ReviewCommentRecord,
) {
  const api = repositoryUrl(gh, repository);
  const url = `${api}/pulls/comments/${comment.id}`;
  const page = `${issueHtmlUrl(gh, repository, issue)}#discussion_r${comment.id}`;
  const pull = `${api}/pulls/${issue.number}`;
  return {
    url,
    pull_request_review_id: comment.review,
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    diff_hunk: comment.diffHunk,
    path: comment.path,
    position: comment.line ?? 1,
    original_position: comment.line ?? 1,
    commit_id: comment.commitId,
    original_commit_id: comment.commitId,
    user: simpleUser(gh, comment.user),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: page,
    pull_request_url: pull,
    author_association: association(repository, comment.user),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pull } },
    reactions: rollup(repository, 'review-comment', comment.id, `${url}/reactions`),
    side: comment.side,
    start_line: null,
    original_start_line: null,
    start_side: null,
    subject_type: comment.line === null ? 'file' : 'line',
    ...(comment.line === null ? {} : { line: comment.line, original_line: comment.line }),
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  } satisfies Schemas['pull-request-review-comment'];
}

/** The short form that check runs and Actions runs hold. */
export function pullMinimal(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  pull: PullRecord,
  headSha: string,
): Schemas['pull-request-minimal'] {
  const repo = { id: repository.id, url: repositoryUrl(gh, repository), name: repository.name };
  return {
    id: pull.id,
    number: issue.number,
    url: `${repositoryUrl(gh, repository)}/pulls/${issue.number}`,
    head: { ref: pull.head, sha: headSha, repo },
    base: { ref: pull.base, sha: pull.baseSha, repo },
  };
}
