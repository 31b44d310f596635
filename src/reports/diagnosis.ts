import { type Diagnosis, type Diagnostics, diagnosticsOf } from '../domain/diagnosis.js';
import type { PreflightCheck } from '../domain/state.js';
import { count } from './format.js';
import { page, table } from './table.js';
import { cell } from './text.js';

const ICONS: Readonly<Record<PreflightCheck['level'], string>> = { PASS: '✅', WARN: '⚠️', ERROR: '❌' };

/** What the doctor says first, on GitHub and in a terminal alike. */
export function diagnosisHeadline({ healthy, issues }: Diagnostics): string {
  const warnings = issues.filter(({ severity }) => severity === 'warning').length;
  const errors = issues.length - warnings;
  const found = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ].join(', ');
  if (!healthy) return `Not healthy: workflows cannot run here yet (${found}).`;
  return `Healthy: workflows can run here${found === '' ? '' : ` (${found})`}.`;
}

/** The answer to `/speckit doctor`: every check, the worst first, with what to do about it. */
export function renderDiagnosis(found: readonly Diagnosis[]): string {
  const diagnostics = diagnosticsOf(found);
  const rows = diagnostics.checks
    .slice(0, 60)
    .map(({ check, level, message, remedy }) => [
      cell(check, 60),
      `${ICONS[level]} ${cell(message, 500)}`,
      remedy === null ? '' : cell(remedy, 500),
    ]);
  const again =
    diagnostics.issues.length === 0
      ? null
      : 'After a change, `/speckit doctor` looks again. Errors keep workflows from starting, warnings do not.';
  return page(
    `### ${diagnostics.healthy ? '🩺' : '❌'} ${diagnosisHeadline(diagnostics)}`,
    table(['Check', 'Result', 'What to do'], rows),
    again,
  );
}
