import type { WorkflowState } from '../domain/state.js';
import { count, list, shortSha } from './format.js';
import { code, inline } from './text.js';

/** How to approve, as half a sentence: what to type and, where there is a pull request, what to approve. */
export function waysToApprove(state: WorkflowState): string {
  const commit = state.branch === null ? '' : ` for commit ${code(shortSha(state.branch.head))}`;
  const review = state.pull_request === null ? '' : ` or approve pull request #${state.pull_request.number}`;
  return `comment \`/proceed\`${review}${commit}`;
}

/** Whose approval counts, and what is still missing. */
export function approvalNeed(state: WorkflowState): string {
  const { required_approvals, exclude_requester, approver_teams = [] } = state.settings;
  const teams =
    approver_teams.length === 0
      ? ''
      : ` in the team ${approver_teams.map((one) => code(one, 150)).join(' or ')}`;
  const who = `with write access${teams}${exclude_requester ? ', but not the requester' : ''}`;
  const given = [...new Set(state.approvals.map((one) => one.by))];
  const missing = Math.max(0, required_approvals - given.length);
  const people =
    given.length === 0 ? '' : ` Approved by ${list(given.map((one) => inline(one, 100)))} so far.`;
  const need =
    required_approvals === 1
      ? `A person ${who} has to do it.`
      : `${count(missing, 'approval')} of ${required_approvals} still needed, each by a person ${who}.${people}`;
  return `${need}${secondLock(state)}`;
}

/** Who approves is to know that nothing starts by that alone. */
function secondLock({ settings }: WorkflowState): string {
  const { implementation_environment: environment } = settings;
  if (environment === undefined) return '';
  return ` GitHub then asks the reviewers of the environment ${code(environment, 60)} as well, for each job.`;
}

/** The choices at the checkpoint, in the words of the seed and with what is typed on GitHub. */
export function confirmationBlock(state: WorkflowState): string {
  const review = state.pull_request === null ? '' : ` / approve pull request #${state.pull_request.number}`;
  const shown = ['spec', 'plan', 'tasks'].filter((name) => state.artifacts_ready[name] !== undefined);
  const artifacts = (shown.length === 0 ? ['spec'] : shown).map((name) => `\`review ${name}\``);
  return [
    '🚨 CONFIRMATION REQUIRED',
    '',
    '**Type one of** (alone in a comment):',
    `- \`/proceed\` / \`proceed\` / \`yes\`${review} - Begin implementation`,
    `- ${artifacts.join(' / ')} - Show artifact`,
    '- `/abort` / `abort` - Cancel workflow',
    '- `/pause` / `pause` - Save state, resume later',
    '',
    `${approvalNeed(state)} A new commit on the branch voids an approval.`,
  ].join('\n');
}
