import type { Classification } from '../commands/classify.js';
import { WORKFLOW_TITLES, WORKFLOW_TYPES, WORKFLOWS, type WorkflowType } from '../domain/workflows.js';
import { page, table } from './table.js';
import { cell, inline } from './text.js';

/** The seed's Workflow Analysis: the score of each factor with its reason, and the workflow that follows from it. */
export function renderAnalysis(
  request: string,
  analysis: Pick<Classification, 'factors' | 'total' | 'workflow'>,
): string {
  const rows = Object.entries(analysis.factors).map(([factor, { score, reason }]) => [
    cell(factor.slice(0, 1).toUpperCase() + factor.slice(1), 40),
    `${score}/3`,
    cell(reason, 300),
  ]);
  const sequence = WORKFLOWS[analysis.workflow]
    .map((step) => (step === 'checkpoint' ? '🛑' : step))
    .join(' → ');
  return page(
    '## 📋 Workflow Analysis',
    `**Request**: ${inline(request, 200)}`,
    table(['Factor', 'Score', 'Reason'], [...rows, ['**Total**', `**${analysis.total}/12**`, '']]),
    `### 🎯 Recommended: **${WORKFLOW_TITLES[analysis.workflow]}**\n${sequence}`,
  );
}

/** The choices that the seed offers after the analysis, as they are typed on GitHub. */
export function confirmChoices(): string {
  return [
    '**Proceed?** Type one of:',
    '- `/confirm` - Run the recommended workflow',
    '- `/confirm simple` / `/confirm standard` / `/confirm standard-e2e` / `/confirm full` / `/confirm full-research` - Run this one',
    '- `/confirm no` - Run nothing',
  ].join('\n');
}

/** How the recommended workflow, or another one, is started. */
export function startChoices(recommended: WorkflowType): string {
  const others = WORKFLOW_TYPES.filter((type) => type !== recommended);
  return [
    `To start it, comment \`/speckit ${recommended}: <request>\`.`,
    `Or choose another one: ${others.map((type) => `\`/speckit ${type}: <request>\``).join(', ')}.`,
  ].join('\n');
}
