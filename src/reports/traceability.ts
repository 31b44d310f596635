import type { WorkflowState } from '../domain/state.js';
import type { Traceability } from '../domain/traceability.js';
import { count, list } from './format.js';
import { featureName } from './labels.js';
import { commitLink, fileUrl, type Links, linked } from './links.js';
import { folded, page, table } from './table.js';
import { cell, codeCell, inline, shorten } from './text.js';
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

/** Most requirements, and most commits and tests of one, that a state keeps. */
const KEPT_ROWS = 40;
const KEPT_LINKS = 10;

/** What of a trace stays in the state, for the summary: requirements with a gap before the others. */
export function recordTrace({ rows }: Trace): Traceability {
  const open = rows.filter(({ gaps }) => gaps.length > 0);
  const kept = new Set([...open, ...rows.filter((row) => !open.includes(row))].slice(0, KEPT_ROWS));
  return {
    requirements: rows.length,
    complete: rows.length - open.length,
    rows: rows
      .filter((row) => kept.has(row))
      .map((row) => ({
        id: row.id,
        text: shorten(row.text, 200),
        tasks: row.tasks.slice(0, KEPT_LINKS).map(({ id, isDone }) => ({ id, done: isDone })),
        by_wording: row.isByWording,
        commits: row.commits.slice(0, KEPT_LINKS).map(({ sha }) => sha),
        tests: row.tests.slice(0, KEPT_LINKS),
        gaps: row.gaps.slice(0, KEPT_LINKS),
      })),
  };
}

/** The same for the final summary: the figures and the gaps, the table folded away. Empty without requirements. */
export function traceabilitySection(state: WorkflowState, mostRows: number, links?: Links): string {
  const { traceability: kept, feature_dir, branch } = state;
  if (kept === undefined || kept.requirements === 0) return '';
  const trace: Shown = { total: kept, rows: kept.rows.map(shownRow) };
  const shown = { rows: trace.rows.slice(0, mostRows) };
  const left = kept.requirements - Math.min(mostRows, trace.rows.length);
  const path = `${feature_dir ?? ''}traceability.md`;
  const file = linked(path, branch === null ? null : fileUrl(path, branch.head, links));
  const rest = `\n\n${left > 0 ? `${left} more in ` : 'All of it: '}${file}.`;
  return page(
    '### Traceability:',
    verdict(trace),
    gapLines(trace, 10),
    mostRows === 0
      ? null
      : folded('Requirements, tasks, commits, tests', `${requirements(shown, state, links)}${rest}`),
  );
}

/** As much of a row as is shown. */
interface ShownRow extends Pick<TraceRow, 'id' | 'text' | 'isByWording' | 'tests' | 'gaps'> {
  readonly tasks: readonly Pick<TraceTask, 'id' | 'isDone'>[];
  readonly commits: readonly Pick<LandedCommit, 'sha'>[];
}

interface Shown {
  readonly rows: readonly ShownRow[];
  /** Where not all rows are at hand. */
  readonly total?: Pick<Traceability, 'requirements' | 'complete'>;
}

function shownRow({ id, text, tasks, by_wording, commits, tests, gaps }: Traceability['rows'][number]) {
  return {
    id,
    text,
    tasks: tasks.map((task) => ({ id: task.id, isDone: task.done })),
    isByWording: by_wording,
    commits: commits.map((sha) => ({ sha })),
    tests,
    gaps,
  };
}

function verdict({ rows, total }: Shown): string {
  const number = total?.requirements ?? rows.length;
  if (number === 0)
    return 'spec.md states no requirement with an id such as FR-001, so there is nothing to trace.';
  const complete = total?.complete ?? rows.filter(({ gaps }) => gaps.length === 0).length;
  const all = `${count(number, 'requirement')}: ${complete} complete`;
  return complete === number ? `✅ ${all}.` : `⚠️ ${all}, ${number - complete} with a gap.`;
}

function gapLines({ rows }: Shown, most: number): string {
  const open = rows.filter(({ gaps }) => gaps.length > 0);
  const lines = open
    .slice(0, most)
    .map((row) => `- **${inline(row.id, 40)}** (${inline(row.text, 120)}): ${gapText(row)}`);
  return [...lines, ...(open.length > most ? [`- ${open.length - most} more`] : [])].join('\n');
}

function gapText({ gaps }: Pick<ShownRow, 'gaps'>): string {
  return list(gaps.map((gap) => inline(gap, 200)));
}

function requirements({ rows }: Shown, state: WorkflowState, links: Links | undefined): string {
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

function taskIds(tasks: ShownRow['tasks']): string {
  return tasks.map(({ id, isDone }) => `${isDone ? '✅' : '▫️'} ${cell(id, 40)}`).join(', ');
}

function commitCell(commits: ShownRow['commits'], links: Links | undefined): string {
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
