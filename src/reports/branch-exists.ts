import type { WorkflowState } from '../domain/state.js';
import { count } from './format.js';
import { page, table } from './table.js';
import { code, codeCell, inline, mention, typed } from './text.js';

/** More than anybody would choose from; a comment has room for them. */
const MOST_FEATURES = 20;

/** The seed's BranchExistsError as a question: go on with a feature of this name, or make another one. */
export function renderBranchExists(state: WorkflowState): string {
  const features = existing(state);
  const rows = features.map((one) => [
    codeCell(one.feature_id, 120),
    one.branch === null ? 'no branch (its work was merged)' : codeCell(one.branch, 250),
  ]);
  return page(
    '## 🌿 A feature of this name exists already',
    `**Request**: ${inline(state.user_request, 200)}`,
    `${mention(state.origin.requester)}, this would be called ${code(state.slug, 120)}, and the repository already has ${count(features.length, 'feature')} of that name. Nothing has been made yet.`,
    table(['Feature', 'Branch'], rows),
    [
      '**Type one of:**',
      ...features.map(
        (one) => `- ${typed('/confirm reuse', one.feature_id)} - Go on with this feature and what it holds`,
      ),
      '- `/confirm new` - Make another feature, with a number of its own',
      '- `/abort` - Cancel workflow',
    ].join('\n'),
  );
}

/** What to type while a workflow waits for this choice, as half a sentence. */
export function branchNeed(state: WorkflowState): string {
  const features = existing(state);
  const reuse = features
    .slice(0, 3)
    .map((one) => typed('/confirm reuse', one.feature_id))
    .join(' or ');
  const choice = reuse === '' ? '' : `${reuse} to go on with what exists, or `;
  return `${count(features.length, 'feature')} of this name exist already; comment ${choice}\`/confirm new\` for another feature`;
}

function existing(state: WorkflowState) {
  return (state.branch_choice?.existing ?? []).slice(0, MOST_FEATURES);
}
