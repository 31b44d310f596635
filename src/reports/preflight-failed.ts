import type { WorkflowState } from '../domain/state.js';
import { preflightResult, preflightTable } from './preflight-table.js';
import { startAgain } from './status-line.js';
import { page } from './table.js';
import { mention } from './text.js';

/** Says which check stopped the workflow before it began, and what to do. Nothing was written. */
export function renderPreflightFailed(state: WorkflowState): string {
  return page(
    '## ❌ Pre-flight failed',
    `${mention(state.origin.requester)}, the workflow did not start. No branch and no file was made.`,
    preflightTable(state.preflight),
    `**Result**: ${preflightResult(state)}`,
    `**What to do**: mend every ERROR in the table. ${startAgain(state)}`,
  );
}
