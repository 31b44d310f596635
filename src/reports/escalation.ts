import { isFinal, type WorkflowState } from '../domain/state.js';
import { approvalNeed } from './approval-need.js';
import { failureReport } from './failure.js';
import { workflowTitle } from './labels.js';
import type { Links } from './links.js';
import { startAgain } from './status-line.js';
import { firstFitting, page } from './table.js';
import { BODY_LIMIT, inline, mention } from './text.js';
import { whereLines } from './where.js';

/** Fewer issues until the comment fits: what a person has to type stands at its end. */
export const ISSUE_ROWS = [50, 20, 8, 2, 0];

/** Tells a person what could not be settled without them, and what to type when it is. */
export function renderEscalation(state: WorkflowState, links?: Links): string {
  return (
    firstFitting(ISSUE_ROWS, BODY_LIMIT, (rows) => compose(state, links, rows)) ?? compose(state, links, 0)
  );
}

function compose(state: WorkflowState, links: Links | undefined, rows: number): string {
  return page(
    `## 🚨 A person is needed: ${workflowTitle(state)}`,
    `${mention(state.origin.requester)}, the workflow ${isFinal(state.status) ? 'has stopped' : 'waits for you'}.`,
    `**What happened**: ${inline(state.status_reason ?? 'no reason was recorded', 1_000)}`,
    failureReport(state, rows),
    whereLines(state, links).join('\n'),
    '---',
    choices(state),
  );
}

function choices(state: WorkflowState): string {
  if (isFinal(state.status)) return startAgain(state);
  const lines =
    state.status === 'awaiting_implementation_approval'
      ? ['- `/proceed` - Approve the content as it is now', '- `/pause` - Save state, resume later']
      : [
          '- `/resume` - Go on, after you have mended it',
          '- `/show spec` / `/show plan` / `/show tasks` - Show artifact',
        ];
  const need = state.status === 'awaiting_implementation_approval' ? `\n\n${approvalNeed(state)}` : '';
  return `**Type one of:**\n${[...lines, '- `/status` - Show where the workflow stands', '- `/abort` - Cancel workflow'].join('\n')}${need}`;
}
