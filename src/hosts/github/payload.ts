import type { z } from 'zod';
import { workflowOfCheck } from './check-runs.js';
import {
  checkRunEvent,
  dispatchEvent,
  issueComment,
  pullRequestEvent,
  reviewEvent,
  runEvent,
  scheduleEvent,
} from './payload-schemas.js';

/** What GitHub tells in an event, reduced to the fields that are used. Everything in it is a hint (rule G2). */
export type HostEvent =
  | (CommentFields & { readonly kind: 'comment' })
  /** Somebody edited or deleted a comment, perhaps the dashboard. */
  | (CommentFields & { readonly kind: 'comment_changed'; readonly change: 'edited' | 'deleted' })
  | (PullRequestFields & { readonly kind: 'branch_moved' })
  | (PullRequestFields & { readonly kind: 'pull_request_closed'; readonly merged: boolean })
  | { readonly kind: 'review_wake'; readonly repository: EventRepository; readonly pull_request: number }
  | {
      readonly kind: 'assignment';
      readonly repository: EventRepository;
      readonly assignment_id: string;
      readonly workflow_id: string;
      readonly base: string;
      /** The environment that the run's job is bound to; the empty text for none. */
      readonly environment: string;
    }
  /** A person pressed "Re-run" on a check run of ours; only the App that made it is told. */
  | {
      readonly kind: 'check_rerun';
      readonly repository: EventRepository;
      readonly check_run: number;
      /** Of the run's `external_id`, which only the App itself can write. */
      readonly workflow_id: string;
      readonly sender: string;
    }
  /** A run of an assignment has ended well: what only the App may show of it is due. */
  | { readonly kind: 'landed'; readonly repository: EventRepository; readonly assignment_id: string }
  /** By schedule, or by a person who pressed "Run workflow". */
  | { readonly kind: 'sweep'; readonly repository: EventRepository | null }
  /** Well-formed, but none of ours; `reason` is for the log. */
  | { readonly kind: 'ignored'; readonly reason: string };

export interface EventRepository {
  readonly full_name: string;
  readonly default_branch: string;
  /** What pre-flight wants to know besides, where the event tells it: that spares asking. */
  readonly archived?: boolean | undefined;
  readonly has_issues?: boolean | undefined;
  readonly html_url?: string | undefined;
}

interface CommentFields {
  readonly repository: EventRepository;
  readonly issue: {
    readonly number: number;
    readonly title: string;
    readonly body: string;
    readonly is_pull_request: boolean;
    readonly state: string;
    /** Null for an author who is gone. */
    readonly author: string | null;
    readonly updated_at: string;
  };
  readonly comment: {
    readonly id: number;
    readonly body: string;
    readonly author: string;
    readonly author_is_bot: boolean;
    readonly created_at: string;
    readonly updated_at: string;
  };
  /** Who caused the event: for edits and deletions not always the comment's author. */
  readonly sender: string;
}

interface PullRequestFields {
  readonly repository: EventRepository;
  readonly pull_request: number;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly body: string;
  readonly sender: string;
}

/** An event whose payload does not have GitHub's documented form. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
}

/**
 * Reads the payload of an event, as found in the file that `GITHUB_EVENT_PATH` names or in a webhook.
 *
 * @throws PayloadError when a field that is needed is missing or malformed
 */
export function readEvent(name: string, payload: unknown): HostEvent {
  switch (name) {
    case 'issue_comment':
      return readComment(parse(issueComment, name, payload));
    case 'pull_request_target':
    case 'pull_request':
      return readPullRequest(parse(pullRequestEvent, name, payload));
    case 'pull_request_review': {
      const event = parse(reviewEvent, name, payload);
      return { kind: 'review_wake', repository: event.repository, pull_request: event.pull_request.number };
    }
    case 'check_run':
      return readCheckRun(parse(checkRunEvent, name, payload));
    case 'workflow_run':
      return readRun(parse(runEvent, name, payload));
    case 'workflow_dispatch':
      return readDispatch(parse(dispatchEvent, name, payload));
    case 'schedule':
      return { kind: 'sweep', repository: parse(scheduleEvent, name, payload).repository ?? null };
    default:
      return { kind: 'ignored', reason: `event ${name} is not one that Speckit acts on` };
  }
}

function readComment(event: z.infer<typeof issueComment>): HostEvent {
  const { issue, comment } = event;
  const fields: CommentFields = {
    repository: event.repository,
    issue: {
      number: issue.number,
      title: issue.title,
      body: issue.body,
      is_pull_request: issue.pull_request != null,
      state: issue.state,
      author: issue.user?.login ?? null,
      updated_at: issue.updated_at,
    },
    comment: {
      id: comment.id,
      body: comment.body,
      author: comment.user.login,
      author_is_bot: comment.user.type !== 'User',
      created_at: comment.created_at,
      updated_at: comment.updated_at,
    },
    sender: event.sender.login,
  };
  if (event.action === 'created') return { kind: 'comment', ...fields };
  if (event.action === 'edited' || event.action === 'deleted') {
    return { kind: 'comment_changed', change: event.action, ...fields };
  }
  return { kind: 'ignored', reason: `issue_comment ${event.action} is not one that Speckit acts on` };
}

function readPullRequest(event: z.infer<typeof pullRequestEvent>): HostEvent {
  const { pull_request: pull } = event;
  const fields: PullRequestFields = {
    repository: event.repository,
    pull_request: pull.number,
    head: pull.head,
    body: pull.body,
    sender: event.sender.login,
  };
  if (event.action === 'synchronize') return { kind: 'branch_moved', ...fields };
  if (event.action === 'closed')
    return { kind: 'pull_request_closed', merged: pull.merged === true, ...fields };
  return { kind: 'ignored', reason: `pull request ${event.action} is not one that Speckit acts on` };
}

function readCheckRun(event: z.infer<typeof checkRunEvent>): HostEvent {
  const { check_run: run, sender: person } = event;
  if (event.action !== 'rerequested' || person.type !== 'User') {
    return { kind: 'ignored', reason: `check_run ${event.action} is not one that Speckit acts on` };
  }
  const workflow = workflowOfCheck(run.external_id ?? null);
  if (workflow === null) return { kind: 'ignored', reason: 'a check run that is none of ours' };
  return {
    kind: 'check_rerun',
    repository: event.repository,
    check_run: run.id,
    workflow_id: workflow,
    sender: person.login,
  };
}

/** The title of such a run is what `run-name` of the Actions workflow says. */
function readRun({ repository: origin, workflow_run: run }: z.infer<typeof runEvent>): HostEvent {
  const assignment = /^speckit ([0-9a-f]{8}-\d+-[\w.-]+-\d+)$/.exec(run.display_title)?.[1];
  if (assignment === undefined) return { kind: 'ignored', reason: 'a run that plays no assignment' };
  return { kind: 'landed', repository: origin, assignment_id: assignment };
}

function readDispatch(event: z.infer<typeof dispatchEvent>): HostEvent {
  const { inputs, repository: origin } = event;
  if (inputs.assignment !== '') {
    return {
      kind: 'assignment',
      repository: origin,
      assignment_id: inputs.assignment,
      workflow_id: inputs.workflow_id,
      base: inputs.base,
      environment: inputs.environment,
    };
  }
  if (inputs.pull_request === '') return { kind: 'sweep', repository: origin };
  if (!/^[1-9]\d{0,9}$/.test(inputs.pull_request)) {
    throw new PayloadError(
      `Cannot read the workflow_dispatch event: expected inputs.pull_request to be the number of a pull request, received "${inputs.pull_request}".`,
    );
  }
  return { kind: 'review_wake', repository: origin, pull_request: Number(inputs.pull_request) };
}

function parse<T>(schema: z.ZodType<T>, name: string, payload: unknown): T {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new PayloadError(
    `Cannot read the ${name} event: expected ${issue?.path.join('.') || 'a payload'} in GitHub's form, received something else (${issue?.message ?? 'unknown'}). Check that the payload comes from GitHub unchanged.`,
  );
}
