import type { WorkflowState } from '../domain/state.js';
import { CORE_WORKFLOW_TYPES, WORKFLOW_TITLES } from '../domain/workflows.js';
import { renderAnalysis, sequenceOf } from './analysis.js';
import { page, table } from './table.js';
import { inline, mention } from './text.js';

/** The seed's Workflow Analysis as a question: what was found, what is recommended, and what to type. */
export function renderSelection(state: WorkflowState): string {
  const { complexity_analysis, recommended_workflow } = state.workflow_selection;
  return page(
    renderAnalysis(state.user_request, {
      factors: complexity_analysis.factors ?? {},
      total: complexity_analysis.total_score,
      workflow: recommended_workflow ?? state.workflow_type,
      e2e: complexity_analysis.e2e ?? null,
    }),
    `**Proceed?** [Y/n/simple/standard/full]`,
    `${mention(state.origin.requester)}, nothing starts until you or another person with write access has chosen.`,
    [
      '**Type one of:**',
      '- `Y` / `yes` / `/confirm` - Run the recommended workflow',
      '- `simple` / `standard` / `full` / `standard-e2e` / `full-research` - Run this one (or `/confirm simple`, …)',
      '- `n` / `no` / `/confirm no` - See all workflows and choose',
      '- `/abort` - Run nothing',
    ].join('\n'),
  );
}

/** After `no`: every core workflow with its sequence, and what to type for it. */
export function renderChooseWorkflow(state: WorkflowState): string {
  const recommended = state.workflow_selection.recommended_workflow;
  const rows = CORE_WORKFLOW_TYPES.map((type) => [
    `\`/confirm ${type}\``,
    `${WORKFLOW_TITLES[type]}${type === recommended ? ' (recommended)' : ''}`,
    sequenceOf(type),
  ]);
  return page(
    '## 📋 Which workflow is it to be?',
    `**Request**: ${inline(state.user_request, 200)}`,
    `${mention(state.origin.requester)}, please choose. Nothing has been started. At 🛑 a person approves before anything is implemented.`,
    table(['Type', 'Workflow', 'Sequence'], rows),
    [
      'The bare words `simple`, `standard`, `standard-e2e`, `full` and `full-research` do the same.',
      'For planning alone, type `/abort`, then `/speckit spec: <request>` or `/speckit plan: <request>`. To run nothing, type `/abort`.',
    ].join('\n'),
  );
}

/** What to type while a workflow waits for its choice, as half a sentence. */
export function selectionNeed(state: WorkflowState): string {
  const recommended = WORKFLOW_TITLES[state.workflow_selection.recommended_workflow ?? state.workflow_type];
  return `\`/confirm\` for ${recommended} (recommended), \`/confirm full\` (or simple, standard, standard-e2e, full-research) for another one, or \`/abort\``;
}
