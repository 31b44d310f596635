import type { WorkflowState } from '../domain/state.js';
import { count, list } from './format.js';
import { featureName } from './labels.js';
import { commitLink, fileUrl, type Links, linked } from './links.js';
import { folded, page, table } from './table.js';
import { cell, codeCell, inline } from './text.js';
import { type LandedCommit, type Trace, type TraceRow, type TraceTask, traceFeature } from './trace.js';

/**
 * `specs/<id>/traceability.md`: requirement, tasks, commits, tests, with what is missing on top.
 *
 * @param spec text of spec.md, null where there is none
 * @param tasks text of tasks.md, null where there is none
 */
export function renderTraceability(
  state: WorkflowState,
  spec: string | null,
  tasks: string | null,
  commits: readonly LandedCommit[],
  links?: Links,
): string {
  const trace = traceFeature(state, spec, tasks, commits);
  return `${page(
    `# Traceability: ${inline(featureName(state), 200)}`,
    'Which task, commit and test stands for which requirement. Speckit writes this file when the feature is done; it is no part of what is approved.',
    verdict(trace),
    gapLines(trace, Number.POSITIVE_INFINITY),
    trace.rows.length === 0 ? null : `## Requirements\n\n${requirements(trace, state, links)}`,
    trace.others.length === 0
      ? null
      : `## Tasks that no requirement leads to\n\n${others(trace, state, links)}`,
    finalTests(state),
  )}\n`;
}

/** The same for the final summary: the figures and the gaps, the table folded away. Empty without requirements. */
export function traceabilitySection(
  state: WorkflowState,
  trace: Trace,
  mostRows: number,
  links?: Links,
): string {
  const { rows } = trace;
  if (rows.length === 0) return '';
  const shown = { ...trace, rows: rows.slice(0, mostRows) };
  const rest = rows.length > mostRows ? `\n\n${rows.length - mostRows} more in traceability.md.` : '';
  return page(
    '### Traceability:',
    verdict(trace),
    gapLines(trace, 10),
    mostRows === 0
      ? null
      : folded('Requirements, tasks, commits, tests', `${requirements(shown, state, links)}${rest}`),
  );
}

function verdict({ rows }: Trace): string {
  if (rows.length === 0)
    return 'spec.md states no requirement with an id such as FR-001, so there is nothing to trace.';
  const complete = rows.filter(({ gaps }) => gaps.length === 0).length;
  const all = `${count(rows.length, 'requirement')}: ${complete} complete`;
  return complete === rows.length ? `✅ ${all}.` : `⚠️ ${all}, ${rows.length - complete} with a gap.`;
}

function gapLines({ rows }: Trace, most: number): string {
  const open = rows.filter(({ gaps }) => gaps.length > 0);
  const lines = open
    .slice(0, most)
    .map((row) => `- **${inline(row.id, 40)}** (${inline(row.text, 120)}): ${gapText(row)}`);
  return [...lines, ...(open.length > most ? [`- ${open.length - most} more`] : [])].join('\n');
}

function gapText({ gaps }: TraceRow): string {
  return list(gaps.map((gap) => inline(gap, 200)));
}

function requirements({ rows }: Trace, state: WorkflowState, links: Links | undefined): string {
  const lines = rows.map((row) => [
    row.gaps.length === 0 ? '✅' : '⚠️',
    `**${cell(row.id, 40)}** ${cell(row.text, 160)}`,
    row.tasks.length === 0 ? '—' : `${row.isByWording ? '≈ ' : ''}${taskIds(row.tasks)}`,
    commitCell(row.commits, links),
    testCell(row.tests, state, links),
    gapText(row),
  ]);
  const legend = rows.some(({ isByWording }) => isByWording)
    ? '\n\n≈ the task does not name the requirement; its words say that it is about it.'
    : '';
  return `${table(['', 'Requirement', 'Tasks', 'Commits', 'Tests', 'Missing'], lines)}${legend}`;
}

function others({ others: tasks }: Trace, state: WorkflowState, links: Links | undefined): string {
  return table(
    ['Task', 'Description', 'Commits', 'Tests'],
    tasks.map((task) => [
      taskIds([task]),
      cell(task.description, 120),
      commitCell(task.commits, links),
      testCell(task.tests, state, links),
    ]),
  );
}

function taskIds(tasks: readonly TraceTask[]): string {
  return tasks.map(({ id, isDone }) => `${isDone ? '✅' : '▫️'} ${cell(id, 40)}`).join(', ');
}

function commitCell(commits: readonly LandedCommit[], links: Links | undefined): string {
  const shown = commits.map(({ sha }) => commitLink(sha, links));
  return shown.length === 0 ? '—' : list(shown, 5);
}

function testCell(tests: readonly string[], { branch }: WorkflowState, links: Links | undefined): string {
  const shown = tests.map((path) => {
    const url = branch === null ? null : fileUrl(path, branch.head, links);
    return url === null ? codeCell(path, 120) : linked(path, url).replace(/\\*\|/g, '\\|');
  });
  return shown.length === 0 ? '—' : list(shown, 5);
}

/** What the tests of the repository said last, and the end-to-end test of the feature. */
function finalTests(state: WorkflowState): string {
  const tested = state.agent_results.test;
  const file = state.e2e_workflow?.test_file ?? null;
  const lines = [
    ...(tested === undefined
      ? []
      : [
          `- ${tested.status === 'success' ? '✅ The tests pass' : '❌ The tests fail'}: ${inline(tested.summary, 300)}`,
        ]),
    ...(file === null ? [] : [`- End to end: ${inline(file, 200)}`]),
  ];
  return lines.length === 0 ? '' : `## Test runs\n\n${lines.join('\n')}`;
}
