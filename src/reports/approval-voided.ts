import type { WorkflowState } from '../domain/state.js';
import { confirmationBlock } from './approval-need.js';
import { list, moment } from './format.js';
import { workflowTitle } from './labels.js';
import { commitLink, type Links } from './links.js';
import { page } from './table.js';
import { inline, mention, sentence } from './text.js';
import { whereLines } from './where.js';

/** Says that an approval counts no longer, what made it void, and how the present content is approved. */
export function renderApprovalVoided(state: WorkflowState, links?: Links): string {
  const { branch } = state;
  const now = branch === null ? '' : ` What is presented now is commit ${commitLink(branch.head, links)}.`;
  return page(
    `## ⚠️ Approval voided: ${workflowTitle(state)}`,
    `${mention(state.origin.requester)}, ${what(state)}${now} Please look at it and approve it again.`,
    whereLines(state, links).join('\n'),
    '---',
    confirmationBlock(state),
  );
}

/** One occurrence voids every approval there was, so the latest ones of the same time belong together. */
function what(state: WorkflowState): string {
  const latest = state.voided_approvals.at(-1);
  if (latest === undefined) return 'the content was changed, so an approval is needed.';
  const together = state.voided_approvals.filter(
    (one) => one.at === latest.at && one.reason === latest.reason,
  );
  const people = list([...new Set(together.map((one) => inline(one.by, 100)))]);
  return `the approval by ${people} was voided at ${moment(latest.at)}: ${sentence(inline(latest.reason))}`;
}
