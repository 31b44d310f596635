/**
 * What the GitHub half keeps between requests. Refs, commits and files are not here: the bare repositories are their
 * only source. Records are mutable on purpose: the store owns them and writes them to disk as they are.
 */
import type { OrganizationRecord } from './orgs/records.js';
import type { RulesetRecord } from './rules/records.js';

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';
type ReactionContent = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';
export type StateReason = 'completed' | 'reopened' | 'not_planned' | 'duplicate';
export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';

export interface UserRecord {
  id: number;
  login: string;
  name: string | null;
  type: 'User' | 'Bot' | 'Organization';
  /** Only people have one; a bot's tokens belong to runs and die with them. */
  token: string | null;
  createdAt: string;
}

export interface LabelRecord {
  id: number;
  name: string;
  color: string;
  description: string | null;
  default: boolean;
}

export interface MilestoneRecord {
  id: number;
  number: number;
  title: string;
  description: string | null;
  state: 'open' | 'closed';
  creator: string;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  dueOn: string | null;
}

export interface PullRecord {
  id: number;
  head: string;
  base: string;
  /** Tip of the base branch when the pull request was opened or last pushed to, which is what GitHub reports. */
  baseSha: string;
  draft: boolean;
  mergedAt: string | null;
  mergedBy: string | null;
  mergeSha: string | null;
  requestedReviewers: string[];
}

export interface IssueRecord {
  id: number;
  number: number;
  title: string;
  body: string | null;
  user: string;
  state: 'open' | 'closed';
  stateReason: StateReason | null;
  labels: number[];
  assignees: string[];
  milestone: number | null;
  locked: boolean;
  lockReason: string | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: string | null;
  /** Ids, not numbers: that is what the sub-issue and dependency APIs take. */
  parent: number | null;
  subIssues: number[];
  blockedBy: number[];
  /** A deleted issue leaves its number behind, so that it answers 410. */
  deleted: boolean;
  pull: PullRecord | null;
}

export interface CommentRecord {
  id: number;
  issue: number;
  user: string;
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface ReactionRecord {
  id: number;
  subject: 'issue' | 'comment' | 'review-comment';
  subjectId: number;
  user: string;
  content: ReactionContent;
  createdAt: string;
}

export interface ReviewRecord {
  id: number;
  pull: number;
  user: string;
  body: string;
  state: ReviewState;
  commitId: string;
  submittedAt: string | null;
}

export interface ReviewCommentRecord {
  id: number;
  pull: number;
  review: number | null;
  user: string;
  body: string;
  path: string;
  line: number | null;
  side: 'LEFT' | 'RIGHT';
  commitId: string;
  diffHunk: string;
  inReplyTo: number | null;
  createdAt: string;
  updatedAt: string;
}

interface AnnotationRecord {
  path: string;
  start_line: number;
  end_line: number;
  start_column: number | null;
  end_column: number | null;
  annotation_level: 'notice' | 'warning' | 'failure';
  title: string | null;
  message: string;
  raw_details: string | null;
}

export interface CheckSuiteRecord {
  id: number;
  headSha: string;
  /** Login of the App whose runs it holds; that of Actions where it is absent. */
  creator?: string;
  createdAt: string;
  updatedAt: string;
}

type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required';

export interface CheckRunRecord {
  id: number;
  suite: number;
  name: string;
  headSha: string;
  /** Login of the App that made it; that of Actions where it is absent. */
  creator?: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: AnnotationRecord[];
}

export interface StatusRecord {
  id: number;
  sha: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: string;
  createdAt: string;
}

export interface HookRecord {
  id: number;
  url: string;
  secret: string | null;
  contentType: 'json' | 'form';
  events: string[];
  active: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface DeliveryRecord {
  id: number;
  hook: number;
  guid: string;
  deliveredAt: string;
  redelivery: boolean;
  /** Seconds. */
  duration: number;
  status: string;
  statusCode: number;
  event: string;
  action: string | null;
  requestHeaders: Record<string, string>;
  payload: Record<string, unknown>;
  responseHeaders: Record<string, string>;
  responsePayload: string | null;
}

export interface RepositoryRecord {
  id: number;
  owner: string;
  name: string;
  description: string | null;
  visibility: 'public' | 'private';
  defaultBranch: string;
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
  nextNumber: number;
  collaborators: Record<string, Permission>;
  workflowPermissions: {
    default_workflow_permissions: 'read' | 'write';
    can_approve_pull_request_reviews: boolean;
  };
  labels: LabelRecord[];
  milestones: MilestoneRecord[];
  issues: IssueRecord[];
  comments: CommentRecord[];
  reactions: ReactionRecord[];
  reviews: ReviewRecord[];
  reviewComments: ReviewCommentRecord[];
  checkSuites: CheckSuiteRecord[];
  checkRuns: CheckRunRecord[];
  statuses: StatusRecord[];
  hooks: HookRecord[];
  deliveries: DeliveryRecord[];
  rulesets?: RulesetRecord[];
}

export interface Database {
  version: 1;
  nextId: number;
  users: UserRecord[];
  organizations: OrganizationRecord[];
  repositories: RepositoryRecord[];
}
