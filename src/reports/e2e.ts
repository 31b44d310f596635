import type { WorkflowState } from '../domain/state.js';
import { count } from './format.js';
import { code, inline } from './text.js';

/** What the E2E agents found and changed; empty before they ran. Spec updates say whether a person approved them. */
export function e2eSection(state: WorkflowState): string {
  const e2e = state.e2e_workflow;
  if (e2e === null) return '';
  return [
    '### E2E tests',
    '',
    ...testFileLines(e2e),
    `- Fixer: iteration ${e2e.fixer_iteration} of ${e2e.max_fixer_iterations}`,
    `- ${count(e2e.implementation_gaps_detected, 'implementation gap')} found`,
    ...specUpdateLines(state),
  ].join('\n');
}

/** The builder tells both; where only the fixer ran, nobody has measured anything. */
function testFileLines(e2e: NonNullable<WorkflowState['e2e_workflow']>): string[] {
  if (e2e.test_file === null) return ['- Test file: none was built'];
  return [`- Test file: ${code(e2e.test_file)}`, `- Coverage: ${e2e.test_coverage} %`];
}

/** Each change of the specification, with whether a person has approved it. */
export function specUpdateLines(state: WorkflowState): string[] {
  const updates = state.e2e_workflow?.spec_updates ?? [];
  const lines = updates
    .slice(0, 20)
    .map(
      (one) =>
        `- Spec update ${one.approved ? '(approved)' : '(not approved yet)'}: ${code(one.file)} ${inline(one.change)}`,
    );
  return updates.length > lines.length
    ? [...lines, `- ${updates.length - lines.length} more not shown`]
    : lines;
}
