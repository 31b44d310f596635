import type { WorkflowState } from '../../domain/state.js';
import { between, count } from '../../reports/format.js';
import { workflowTitle } from '../../reports/labels.js';
import { taskSummary } from '../../reports/tasks-table.js';
import { agentProgress } from '../../reports/totals.js';
import type { Colours } from './colours.js';
import { inColumns, printable } from './printable.js';
import { agentRows, type Tone, taskRows, type WorkRow } from './work-rows.js';

interface Paper {
  readonly columns: number;
  readonly rows: number;
  readonly colours: Colours;
  /** How many tasks are shown at most; all of them where it is Infinity. */
  readonly most_tasks?: number;
}

const SIGNS: Readonly<Record<Tone, string>> = {
  done: '✓',
  active: '●',
  waiting: '‖',
  failed: '✗',
  idle: '·',
};

/** Columns of `59 min 59 s` and of `attempt 10`. */
const ELAPSED = 11;
const ATTEMPT = 10;

/** Tasks are looked at while they are worked on; before and after, a count says enough. */
const MOST_TASKS = 12;

/** The list of agents and tasks as lines, none wider than the screen and all of them together no higher. */
export function workList(state: WorkflowState, now: string, paper: Paper): string[] {
  const agents = agentRows(state, now);
  const tasks = isImplementing(state) ? taskRows(state, now) : [];
  // The heading, a line for what is left out, and one for the cursor.
  const room = Math.max(0, Math.min(paper.most_tasks ?? MOST_TASKS, paper.rows - agents.length - 4));
  const shown = tasks.slice(0, tasks.length <= room + 1 ? tasks.length : room);
  const hidden = tasks.length - shown.length;
  const names = Math.max(...[...agents, ...shown].map(({ name, kind }) => name.length + indentOf(kind)));
  const states = Math.max(...[...agents, ...shown].map((row) => row.state.length));
  const line = (row: WorkRow) => rowLine(row, { names: Math.min(names, 24), states }, paper);
  const lines = agents.flatMap((row) => {
    if (row.name !== 'implement') return [line(row)];
    const rest = hidden === 0 ? [] : [restLine(state, hidden, paper)];
    return [line(row), ...shown.map(line), ...rest];
  });
  // On a screen that is lower still, what is at work matters most.
  const most = Math.max(1, paper.rows - 2);
  const start = Math.max(
    0,
    Math.min(
      lines.length - most,
      agents.findIndex((row) => row.tone === 'active'),
    ),
  );
  return [heading(state, now, paper), ...lines.slice(start, start + most)];
}

function isImplementing(state: WorkflowState): boolean {
  return state.current_agent === 'implement' || state.tasks.some(({ status }) => status === 'running');
}

function heading(state: WorkflowState, now: string, { columns, colours }: Paper): string {
  const { done, total } = agentProgress(state);
  const parts = [
    printable(state.feature_id ?? state.slug),
    workflowTitle(state),
    `${done} of ${count(total, 'agent')}`,
    between(state.started_at, state.finished_at ?? now),
  ];
  return colours.bold(inColumns(parts.join(' · '), columns - 1).trimEnd());
}

function restLine(state: WorkflowState, hidden: number, { columns, colours }: Paper): string {
  return `      ${colours.dim(inColumns(`… ${hidden} more (${taskSummary(state.tasks)})`, columns - 7).trimEnd())}`;
}

function rowLine(
  row: WorkRow,
  widths: { readonly names: number; readonly states: number },
  { columns, colours }: Paper,
): string {
  const paint = { done: colours.green, active: colours.cyan, waiting: colours.yellow, failed: colours.red };
  const tint = row.tone === 'idle' ? colours.dim : paint[row.tone];
  const indent = ' '.repeat(2 + indentOf(row.kind));
  const name = inColumns(row.name, widths.names - indentOf(row.kind));
  const attempts = row.attempts > 1 ? `attempt ${row.attempts}` : '';
  const facts = [row.state, row.elapsed, attempts]
    .map((text, column) => inColumns(text, [widths.states, ELAPSED, ATTEMPT][column] ?? 0))
    .join('  ');
  const used = 4 + widths.names + 2 + facts.length + 2;
  if (columns <= used) {
    // Too narrow for columns: what fits of the line.
    const line = inColumns(`${SIGNS[row.tone]} ${name} ${facts}`, columns - 1 - indent.length);
    return `${indent}${tint(line.trimEnd())}`;
  }
  const note = inColumns(row.note, columns - 1 - used).trimEnd();
  const rest = note === '' ? tint(facts.trimEnd()) : `${tint(facts)}  ${colours.dim(note)}`;
  return `${indent}${tint(SIGNS[row.tone])} ${name}  ${rest}`;
}

function indentOf(kind: WorkRow['kind']): number {
  return kind === 'task' ? 2 : 0;
}
