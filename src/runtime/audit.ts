import type { AuditAction } from '../domain/audit.js';
import type { WorkflowEvent } from '../domain/events.js';
import { isFinal, type WorkflowState } from '../domain/state.js';
import { type AuditNote, appendToChain } from './audit-chain.js';

/** Texts of people are cut: the whole of them stands in the state, on the issue or in the branch. */
const DETAIL_CHARACTERS = 300;

/** Adds to a state's record what an event has decided. What was recorded before is taken over as it is. */
export function withAudit(
  before: WorkflowState | null,
  after: WorkflowState,
  event: WorkflowEvent,
): WorkflowState {
  const notes = notesOf(before, after, event);
  const chain = before?.audit ?? [];
  if (notes.length === 0 && chain.length === 0) return after;
  return { ...after, audit: appendToChain(chain, after.workflow_id, notes) };
}

type Said = readonly [actor: string, action: AuditAction, detail: string, source?: string];

function notesOf(before: WorkflowState | null, after: WorkflowState, event: WorkflowEvent): AuditNote[] {
  const said = [
    ...saidBy(before, event),
    ...changesOf(before, after, event),
    ...(after.implementation_approved && before?.implementation_approved !== true
      ? [['speckit', 'implementation_allowed', `approved by ${names(after)}`] as const]
      : []),
    ...(isFinal(after.status) && before?.status !== after.status
      ? [['speckit', 'ended', reason(after)] as const]
      : []),
  ] satisfies Said[];
  return said.map(([actor, action, detail, source = null]) => ({
    at: event.at,
    actor,
    action,
    detail: detail.slice(0, DETAIL_CHARACTERS),
    content: after.branch === null ? null : { head: after.branch.head, digest: after.content_digest },
    source,
  }));
}

/** What a person, or a check of the product's own, has decided. */
function saidBy(before: WorkflowState | null, event: WorkflowEvent): Said[] {
  switch (event.type) {
    case 'workflow_requested': {
      const type = event.workflow_type ?? 'a workflow to be chosen';
      const { requester, comment_id } = event.origin;
      return [[requester, 'started', `${type}: ${event.request}`, comment(comment_id)]];
    }
    case 'workflow_chosen':
      return [[event.by, 'workflow_chosen', event.workflow_type ?? 'another one', fromKey(event)]];
    case 'branch_chosen':
      return [[event.by, 'feature_chosen', event.feature?.feature_id ?? 'a new one', fromKey(event)]];
    case 'answers_given':
      return [[event.by, 'questions_answered', answered(event), fromKey(event)]];
    case 'command_given':
      return [[event.by, COMMANDS[event.command], event.command, fromKey(event)]];
    case 'approval_given': {
      const { by, via, permission, teams = [], source_id, pull_request } = event.approval;
      const means = via === 'proceed_comment' ? 'by a comment' : 'by a review';
      const as = [`with ${permission} permission`, ...teams.map((team) => `of ${team}`)].join(', ');
      const source =
        via === 'proceed_comment' ? comment(source_id) : `review ${source_id} of #${pull_request ?? 0}`;
      return [[by, 'approved', `${means} ${as}`, source]];
    }
    case 'approval_outdated': {
      const why = event.refused ?? 'it is for another commit';
      return [[event.by, 'approval_refused', `of ${event.head.slice(0, 7)}: ${why}`, fromKey(event)]];
    }
    case 'approval_withdrawn': {
      const via = event.via ?? 'pull_request_review';
      const gone = before?.approvals.find((one) => one.via === via && one.source_id === event.source_id);
      return [['speckit', 'approval_withdrawn', `of ${gone?.by ?? 'nobody'}: ${event.reason}`]];
    }
    case 'assignment_lost':
      return event.reason === 'refused' ? [['speckit', 'environment_refused', event.message]] : [];
    case 'state_recovered':
      return [['speckit', 'state_restored', `from ${event.from}: ${event.reason}`]];
    default:
      return [];
  }
}

const COMMANDS = { abort: 'aborted', pause: 'paused', resume: 'resumed' } as const;

/** Another content to approve, and approvals that counted for the former one. */
function changesOf(before: WorkflowState | null, after: WorkflowState, event: WorkflowEvent): Said[] {
  const said: Said[] = [];
  if (before?.content_digest !== undefined && before.content_digest !== after.content_digest) {
    const landed = event.type === 'assignment_finished' || event.type === 'effects_settled';
    const detail =
      event.type === 'assignment_finished' ? `landed ${event.assignment_id}` : 'found on the branch';
    said.push([landed ? 'speckit' : 'unknown', 'content_changed', detail]);
  }
  if (before === null || event.type === 'approval_withdrawn') return said;
  const kept = new Set(after.approvals.map((one) => one.source_id));
  const gone = before.approvals.filter((one) => !kept.has(one.source_id)).map((one) => one.by);
  if (gone.length > 0) {
    const why = after.voided_approvals.at(-1)?.reason ?? '';
    said.push(['speckit', 'approvals_voided', `of ${gone.join(', ')}: ${why}`]);
  }
  return said;
}

function answered({ answers, rest_recommended }: Extract<WorkflowEvent, { type: 'answers_given' }>): string {
  const numbers = answers.map(({ question }) => question ?? 'the open one').join(', ');
  return `${numbers === '' ? 'none' : numbers}${rest_recommended ? ', the rest as recommended' : ''}`;
}

function names({ approvals }: WorkflowState): string {
  return approvals.map((one) => one.by).join(', ');
}

function reason({ status, status_reason }: WorkflowState): string {
  return status_reason === null ? status : `${status}: ${status_reason}`;
}

function comment(id: number): string {
  return `comment ${id}`;
}

/** The comment or review that the event's key names. */
function fromKey({ key }: WorkflowEvent): string {
  const [, id] = /^comment:(\d+)$/.exec(key) ?? [];
  return id === undefined ? key : comment(Number(id));
}
