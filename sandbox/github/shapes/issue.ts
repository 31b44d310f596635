import { performedVia } from '../apps/shapes.js';
import type { Github } from '../github.js';
import type {
  CommentRecord,
  IssueRecord,
  LabelRecord,
  MilestoneRecord,
  ReactionRecord,
  RepositoryRecord,
} from '../model.js';
import { nodeId, type Schemas } from './ids.js';
import { repositoryHtmlUrl, repositoryUrl } from './repository.js';
import { association, simpleUser } from './user.js';

/** A label. */
export function labelShape(
  gh: Github,
  repository: RepositoryRecord,
  label: LabelRecord,
): Schemas['label'] & { description: string } {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repositoryUrl(gh, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: label.default,
    // The descriptions of the API disagree on null here; the schema of pull request lists does not allow it.
    description: label.description as string,
  };
}

/** A milestone with its counts. */
export function milestoneShape(
  gh: Github,
  repository: RepositoryRecord,
  milestone: MilestoneRecord,
): Schemas['milestone'] {
  const url = `${repositoryUrl(gh, repository)}/milestones/${milestone.number}`;
  const issues = repository.issues.filter((it) => it.milestone === milestone.number && !it.deleted);
  return {
    url,
    html_url: `${repositoryHtmlUrl(gh, repository)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.id,
    node_id: nodeId('MI', milestone.id),
    number: milestone.number,
    title: milestone.title,
    description: milestone.description,
    creator: simpleUser(gh, milestone.creator),
    open_issues: issues.filter((it) => it.state === 'open').length,
    closed_issues: issues.filter((it) => it.state === 'closed').length,
    state: milestone.state,
    created_at: milestone.createdAt,
    updated_at: milestone.updatedAt,
    due_on: milestone.dueOn,
    closed_at: milestone.closedAt,
  };
}

/** What issues and pull requests have in common in all their shapes. */
export function sharedIssueFields(gh: Github, repository: RepositoryRecord, issue: IssueRecord) {
  const milestone = repository.milestones.find((it) => it.number === issue.milestone);
  const [assignee] = issue.assignees;
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: simpleUser(gh, issue.user),
    state: issue.state,
    locked: issue.locked,
    active_lock_reason: issue.lockReason,
    labels: issue.labels
      .map((id) => repository.labels.find((label) => label.id === id))
      .filter((label) => label !== undefined)
      .map((label) => labelShape(gh, repository, label)),
    assignee: assignee === undefined ? null : simpleUser(gh, assignee),
    assignees: issue.assignees.map((login) => simpleUser(gh, login)),
    milestone: milestone ? milestoneShape(gh, repository, milestone) : null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: association(repository, issue.user),
  };
}

/** An issue, or a pull request seen as an issue. */
export function issueShape(gh: Github, repository: RepositoryRecord, issue: IssueRecord): Schemas['issue'] {
  const api = repositoryUrl(gh, repository);
  const url = `${api}/issues/${issue.number}`;
  const parent = repository.issues.find((it) => it.id === issue.parent);
  return {
    ...sharedIssueFields(gh, repository, issue),
    id: issue.id,
    node_id: issueNodeId(issue),
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: issueHtmlUrl(gh, repository, issue),
    comments: repository.comments.filter((it) => it.issue === issue.number).length,
    closed_by: issue.closedBy === null ? null : simpleUser(gh, issue.closedBy),
    state_reason: issue.stateReason,
    reactions: rollup(repository, 'issue', issue.id, `${url}/reactions`),
    performed_via_github_app: performedVia(gh, issue.user),
    ...(issue.pull
      ? { draft: issue.pull.draft, pull_request: pullLinks(gh, repository, issue) }
      : family(repository, issue)),
    ...(parent ? { parent_issue_url: `${api}/issues/${parent.number}` } : {}),
  };
}

/** GraphQL id of an issue or a pull request. */
export function issueNodeId(issue: IssueRecord): string {
  return issue.pull ? nodeId('PR', issue.pull.id) : nodeId('I', issue.id);
}

/** Web address of an issue or a pull request. */
export function issueHtmlUrl(gh: Github, repository: RepositoryRecord, issue: IssueRecord): string {
  return `${repositoryHtmlUrl(gh, repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
}

/** A comment on an issue or a pull request. */
export function commentShape(gh: Github, repository: RepositoryRecord, comment: CommentRecord) {
  const api = repositoryUrl(gh, repository);
  const issue = gh.store.issue(repository, comment.issue);
  const page = issue ? issueHtmlUrl(gh, repository, issue) : repositoryHtmlUrl(gh, repository);
  const url = `${api}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issue}`,
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: simpleUser(gh, comment.user),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repository, comment.user),
    body: comment.body,
    reactions: rollup(repository, 'comment', comment.id, `${url}/reactions`),
    performed_via_github_app: performedVia(gh, comment.user),
  } satisfies Schemas['issue-comment'];
}

/** A reaction. */
export function reactionShape(gh: Github, reaction: ReactionRecord): Schemas['reaction'] {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: simpleUser(gh, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** Counts of reactions by kind. */
export function rollup(
  repository: RepositoryRecord,
  subject: ReactionRecord['subject'],
  id: number,
  url: string,
): Schemas['reaction-rollup'] {
  const found = repository.reactions.filter((it) => it.subject === subject && it.subjectId === id);
  const count = (content: ReactionRecord['content']): number =>
    found.filter((it) => it.content === content).length;
  return {
    url,
    total_count: found.length,
    '+1': count('+1'),
    '-1': count('-1'),
    laugh: count('laugh'),
    hooray: count('hooray'),
    confused: count('confused'),
    heart: count('heart'),
    rocket: count('rocket'),
    eyes: count('eyes'),
  };
}

function pullLinks(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
): NonNullable<Schemas['issue']['pull_request']> {
  const page = issueHtmlUrl(gh, repository, issue);
  return {
    url: `${repositoryUrl(gh, repository)}/pulls/${issue.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: issue.pull?.mergedAt ?? null,
  };
}

function family(
  repository: RepositoryRecord,
  issue: IssueRecord,
): Pick<Schemas['issue'], 'sub_issues_summary' | 'issue_dependencies_summary'> {
  const children = repository.issues.filter((it) => issue.subIssues.includes(it.id));
  const completed = children.filter((it) => it.state === 'closed').length;
  const blockers = repository.issues.filter((it) => issue.blockedBy.includes(it.id));
  const blocked = repository.issues.filter((it) => it.blockedBy.includes(issue.id));
  const open = (issues: readonly IssueRecord[]): number => issues.filter((it) => it.state === 'open').length;
  return {
    sub_issues_summary: {
      total: children.length,
      completed,
      percent_completed: children.length === 0 ? 0 : Math.floor((completed * 100) / children.length),
    },
    issue_dependencies_summary: {
      blocked_by: open(blockers),
      total_blocked_by: blockers.length,
      blocking: open(blocked),
      total_blocking: blocked.length,
    },
  };
}
