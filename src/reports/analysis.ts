import type { Classification } from '../commands/classify.js';
import { WORKFLOW_TITLES, WORKFLOWS, type WorkflowType } from '../domain/workflows.js';
import { page, table } from './table.js';
import { cell, inline, sentence } from './text.js';

/** A complexity analysis as it is shown, whether just made or read from a state. */
export interface ShownAnalysis {
  readonly factors: Readonly<Record<string, { readonly score: number; readonly reason: string }>>;
  readonly total: number | null;
  readonly workflow: WorkflowType;
  /** Why E2E tests were added, or why not. */
  readonly e2e: string | null;
}

/** What the classifier found, in the form that is shown. */
export function shown({ factors, total, workflow, e2e }: Classification): ShownAnalysis {
  return { factors, total, workflow, e2e: e2e.reason };
}

/** The seed's Workflow Analysis: the score of each factor with its reason, and the workflow that follows from it. */
export function renderAnalysis(request: string, analysis: ShownAnalysis): string {
  const rows = Object.entries(analysis.factors).map(([factor, { score, reason }]) => [
    cell(factor.slice(0, 1).toUpperCase() + factor.slice(1), 40),
    `${score}/3`,
    cell(reason, 300),
  ]);
  const total = analysis.total === null ? 'not scored' : `${analysis.total}/12`;
  const e2e = analysis.e2e === null ? '' : `\n\n**E2E tests**: ${sentence(inline(analysis.e2e, 300))}`;
  return page(
    '## 📋 Workflow Analysis',
    `**Request**: ${inline(request, 200)}`,
    table(['Factor', 'Score', 'Reason'], [...rows, ['**Total**', `**${total}**`, '']]),
    `### 🎯 Recommended: **${WORKFLOW_TITLES[analysis.workflow]}**\n${sequenceOf(analysis.workflow)}${e2e}`,
  );
}

/** `specify → 🛑 → implement → test` */
export function sequenceOf(type: WorkflowType): string {
  return WORKFLOWS[type].map((step) => (step === 'checkpoint' ? '🛑' : step)).join(' → ');
}
