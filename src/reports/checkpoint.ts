import type { WorkflowState } from '../domain/state.js';
import { confirmationBlock } from './approval-need.js';
import { artifactLines, artifactNames } from './artifacts.js';
import { specUpdateLines } from './e2e.js';
import { commitLink, type Links } from './links.js';
import { page } from './table.js';
import { code, inline, mention } from './text.js';
import { whereLines } from './where.js';

/** The checkpoint in the words of the seed, with the commit that is presented and what to type on GitHub. */
export function renderCheckpoint(state: WorkflowState, links?: Links): string {
  return page(
    '## 🛑 Pre-Implementation Checkpoint',
    'Planning complete. Ready for implementation.',
    `${mention(state.origin.requester)}, please look at ${presented(state, links)}.`,
    whereLines(state, links).join('\n'),
    `### 📋 Artifacts:\n${artifactLines(state, links).join('\n')}`,
    scopeSection(state),
    toImplement(state),
    specUpdates(state),
    `### ⚠️ Checklist:\n${checklist(state).join('\n')}`,
    '---',
    confirmationBlock(state),
  );
}

/** The figures of the seed, behind others where there are any. */
export function scopeSection(state: WorkflowState, first: readonly string[] = []): string {
  const figure = (number: number | undefined) => (number === undefined ? 'not known' : String(number));
  const { scope } = state;
  return [
    '### 📊 Scope:',
    ...first,
    `- Files to create: ${figure(scope?.files_to_create)}`,
    `- Files to modify: ${figure(scope?.files_to_modify)}`,
    `- Tests to write: ${figure(scope?.tests_to_write)}`,
    `- Estimated changes: ${scope === null ? 'not known' : `~${scope.estimated_loc} LOC`}`,
  ].join('\n');
}

/** Findings that this approval lets be implemented: they are why a workflow without implementation has stopped here. */
function toImplement(state: WorkflowState): string {
  const issues = state.feedback
    .filter((one) => one.target === 'implement')
    .flatMap((one) => one.context.issues_to_fix);
  if (issues.length === 0) return '';
  const lines = issues
    .slice(0, 20)
    .map((one) => `- ${one.severity} ${inline(one.type, 80)}: ${inline(one.message, 300)}`);
  const rest = issues.length > lines.length ? [`- ${issues.length - lines.length} more`] : [];
  return `### 🔁 Findings to implement:\n${[...lines, ...rest].join('\n')}`;
}

function specUpdates(state: WorkflowState): string {
  const lines = specUpdateLines(state);
  return lines.length === 0 ? '' : `### 📝 Spec updates, which this approval covers:\n${lines.join('\n')}`;
}

function presented(state: WorkflowState, links: Links | undefined): string {
  return state.branch === null ? 'the artifacts' : `commit ${commitLink(state.branch.head, links)}`;
}

function checklist(state: WorkflowState): string[] {
  const files = artifactNames(state).map((name) => state.artifacts_ready[name]?.split('/').at(-1) ?? name);
  const wanted = files.filter((file) => ['spec.md', 'plan.md', 'tasks.md'].includes(file));
  return [
    ...wanted.map((file) => `- [ ] Review ${inline(file)}`),
    `- [ ] Confirm branch: ${state.branch === null ? 'none yet' : code(state.branch.name)}`,
  ];
}
