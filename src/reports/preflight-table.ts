import type { PreflightCheck, WorkflowState } from '../domain/state.js';
import { table } from './table.js';
import { cell, inline } from './text.js';

const ICONS: Readonly<Record<PreflightCheck['level'], string>> = { PASS: '✅', WARN: '⚠️', ERROR: '❌' };

/** The checks with their levels. */
export function preflightTable(checks: readonly PreflightCheck[]): string {
  return table(
    ['Check', 'Result', 'Message'],
    checks
      .slice(0, 40)
      .map((one) => [cell(one.check, 60), `${ICONS[one.level]} ${one.level}`, cell(one.message, 300)]),
  );
}

/** The seed's result line: `ERROR → stop`, `WARN → continue`, `PASS → proceed`. */
export function preflightResult(state: WorkflowState): string {
  const levels = new Set(state.preflight.map((one) => one.level));
  if (levels.has('ERROR')) return 'ERROR → stop';
  return levels.has('WARN') ? 'WARN → continue' : 'PASS → proceed';
}

/** What did not pass, as lines that stay in sight when the table is folded away. */
export function preflightFindings(state: WorkflowState): string {
  return state.preflight
    .filter((one) => one.level !== 'PASS')
    .slice(0, 10)
    .map((one) => `- ${ICONS[one.level]} ${one.level} ${inline(one.check, 60)}: ${inline(one.message, 300)}`)
    .join('\n');
}
