import type { WorkflowState } from '../domain/state.js';
import { CORE_WORKFLOW_TYPES } from '../domain/workflows.js';

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
    | 'not_in_a_team'
    | 'changes_requested'
    | 'content_changed'
    | 'leads_elsewhere'
    | 'artifacts_missing'
    | 'already_approved'
    | 'not_resumable'
    | 'already_paused'
    | 'not_awaiting_selection'
    | 'not_a_choice'
    | 'not_awaiting_branch_choice'
    | 'unknown_feature'
    | 'not_awaiting_answers'
    | 'unknown_question'
    | 'which_question'
    | 'no_such_option'
    | 'no_recommendation'
    | 'no_answer';
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
    expected: awaitedNow(state) ?? 'an approval after planning is complete',
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
  notInATeam: (login: string, teams: readonly string[], problem: string | null): Refusal => ({
    reason: 'not_in_a_team',
    message:
      problem === null
        ? `${login} is in none of the teams whose approval counts here.`
        : `Who is in ${teams.join(', ')} cannot be read, so nobody's approval counts: ${problem}`,
    expected:
      problem === null
        ? `an approval by a member of ${teams.join(' or ')}`
        : 'a token that may read the teams (see `approver_teams` in docs/configuration.md), then the same approval again',
  }),
  changesRequested: (people: readonly string[], pullRequest: number | null): Refusal => ({
    reason: 'changes_requested',
    message: `${people.join(', ')} asked for changes${pullRequest === null ? '' : ` on pull request #${pullRequest}`}, so nobody else's approval counts.`,
    expected: 'an approving review by them, or a dismissal of theirs, then the same approval again',
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
  leadsElsewhere: (paths: readonly string[]): Refusal => ({
    reason: 'leads_elsewhere',
    message: `${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''} leads elsewhere (a link or a submodule), where it could be changed after an approval.`,
    expected: 'files in its place, then an approval of them',
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
  notAwaitingSelection: (state: WorkflowState): Refusal => ({
    reason: 'not_awaiting_selection',
    message: `No choice of a workflow is awaited now: the workflow is ${state.status}.`,
    expected: awaitedNow(state) ?? 'a choice while the Workflow Analysis asks for it',
  }),
  notAChoice: (type: string): Refusal => ({
    reason: 'not_a_choice',
    message: `${type} is not one of the workflows to choose from.`,
    expected: CORE_WORKFLOW_TYPES.map((one) => `\`/confirm ${one}\``).join(', '),
  }),
  notAwaitingBranchChoice: (state: WorkflowState): Refusal => ({
    reason: 'not_awaiting_branch_choice',
    message: `No choice of a feature is awaited now: the workflow is ${state.status}.`,
    expected: awaitedNow(state) ?? 'a choice while features of the same name are asked about',
  }),
  unknownFeature: (feature: string, known: readonly string[]): Refusal => ({
    reason: 'unknown_feature',
    message: `${feature} is not one of the features that were asked about.`,
    expected: [...known.map((one) => `\`/confirm reuse ${one}\``), '`/confirm new`'].join(', '),
  }),
  notAwaitingAnswers: (state: WorkflowState): Refusal => ({
    reason: 'not_awaiting_answers',
    message: `No question waits for an answer now: the workflow is ${state.status}.`,
    expected: awaitedNow(state) ?? 'an answer while questions are open',
  }),
  unknownQuestion: (number: number, open: readonly number[]): Refusal => ({
    reason: 'unknown_question',
    message: `There is no question ${number}.`,
    expected: anAnswerTo(open),
  }),
  whichQuestion: (open: readonly number[]): Refusal => ({
    reason: 'which_question',
    message: `The answer does not say which question it is for; open are ${open.join(', ')}.`,
    expected: anAnswerTo(open),
  }),
  noSuchOption: (number: number, said: string, options: number): Refusal => ({
    reason: 'no_such_option',
    message: `Question ${number} has no option ${said.slice(0, 1).toUpperCase()}.`,
    expected: `\`/answer ${number}: <text>\` with A to ${String.fromCharCode(64 + options)}, or words of your own`,
  }),
  noRecommendation: (number: number): Refusal => ({
    reason: 'no_recommendation',
    message: `Question ${number} has no recommended answer.`,
    expected: anAnswerTo([number]),
  }),
  noAnswer: (open: readonly number[]): Refusal => ({
    reason: 'no_answer',
    message: 'The comment answers nothing that is open.',
    expected: anAnswerTo(open),
  }),
};

/** What is to be typed first, where the workflow waits for something else; null where it waits for nothing. */
function awaitedNow({ status }: WorkflowState): string | null {
  switch (status) {
    case 'paused':
      return '`/resume` first: what was asked before the pause is asked again then';
    case 'awaiting_workflow_selection':
      return '`/confirm` for the recommended workflow, or `/confirm no` to see all';
    case 'awaiting_branch_choice':
      return '`/confirm new` or `/confirm reuse`';
    case 'awaiting_clarification':
      return '`/answer` to the open questions';
    case 'awaiting_implementation_approval':
      return '`/proceed`, or `/abort`';
    default:
      return null;
  }
}

function anAnswerTo(open: readonly number[]): string {
  const form = open.map((number) => `${number}: <answer>`).join(' ');
  return `\`/answer ${form === '' ? '<number>: <answer>' : form}\``;
}
