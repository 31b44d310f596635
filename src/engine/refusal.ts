import type { WorkflowState } from '../domain/state.js';

/** Why an event changed nothing: a machine-readable reason, and what would have been accepted. */
export interface Refusal {
  readonly reason:
    | 'duplicate'
    | 'unknown_workflow'
    | 'ended'
    | 'stale_assignment'
    | 'not_awaiting_approval'
    | 'not_a_person'
    | 'no_permission'
    | 'requester_excluded'
    | 'content_changed'
    | 'artifacts_missing'
    | 'already_approved'
    | 'not_resumable'
    | 'already_paused';
  readonly message: string;
  readonly expected: string;
}

export const refuse = {
  duplicate: (key: string): Refusal => ({
    reason: 'duplicate',
    message: `The event ${key} was handled before.`,
    expected: 'each event once',
  }),
  unknownWorkflow: (type: string): Refusal => ({
    reason: 'unknown_workflow',
    message: `There is no workflow that "${type}" could belong to.`,
    expected: 'a started workflow: comment `/speckit <request>` on an issue',
  }),
  ended: (state: WorkflowState): Refusal => ({
    reason: 'ended',
    message: `This workflow has ended (${state.status}).`,
    expected: 'a running workflow: comment `/speckit <request>` to start a new one',
  }),
  staleAssignment: (id: string): Refusal => ({
    reason: 'stale_assignment',
    message: `The assignment ${id} is not current: it was superseded, lost or has finished.`,
    expected: 'the result of a current assignment',
  }),
  notAwaitingApproval: (state: WorkflowState): Refusal => ({
    reason: 'not_awaiting_approval',
    message: `Nothing waits for an approval now: the workflow is ${state.status}${state.current_agent ? ` (${state.current_agent})` : ''}.`,
    expected: 'an approval after planning is complete',
  }),
  notAPerson: (login: string): Refusal => ({
    reason: 'not_a_person',
    message: `${login} is a bot.`,
    expected: 'an approval by a person with write permission',
  }),
  noPermission: (login: string, permission: string, needed: string): Refusal => ({
    reason: 'no_permission',
    message: `${login} has ${permission} permission.`,
    expected: `an approval by a person with ${needed} permission or more`,
  }),
  requesterExcluded: (login: string): Refusal => ({
    reason: 'requester_excluded',
    message: `${login} asked for this feature, and this repository wants somebody else to approve it.`,
    expected: 'an approval by another person with write permission',
  }),
  contentChanged: (approved: string, present: string): Refusal => ({
    reason: 'content_changed',
    message: `The approval is for ${approved.slice(0, 7)}, but the content presented for approval is ${present.slice(0, 7)}.`,
    expected: 'an approval of the present content: look at it, then approve again',
  }),
  presentedLater: (head: string): Refusal => ({
    reason: 'content_changed',
    message: `The content was changed after this comment was written: ${head.slice(0, 7)} is what is presented now.`,
    expected: 'a look at the present content, then `/proceed` again',
  }),
  artifactsMissing: (names: readonly string[]): Refusal => ({
    reason: 'artifacts_missing',
    message: `The branch does not hold ${names.map((name) => `${name}.md`).join(', ')} any more, so there is nothing to approve.`,
    expected: 'the planned artifacts on the feature branch: restore them, or `/abort`',
  }),
  alreadyApproved: (login: string): Refusal => ({
    reason: 'already_approved',
    message: `${login} has approved this content already.`,
    expected: 'an approval by another person',
  }),
  notResumable: (state: WorkflowState): Refusal => ({
    reason: 'not_resumable',
    message: `The workflow is ${state.status}; there is nothing to resume.`,
    expected: 'a paused workflow',
  }),
  alreadyPaused: (): Refusal => ({
    reason: 'already_paused',
    message: 'The workflow is paused already.',
    expected: '`/speckit resume` to go on, or `/abort` to end it',
  }),
};
