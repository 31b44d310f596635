import type { TaskState, WorkflowState } from '../domain/state.js';
import { count, list } from './format.js';
import { TASK_ICONS } from './labels.js';
import { folded, table } from './table.js';
import { cell, codeCell } from './text.js';
import { countTasks } from './totals.js';

/** Tasks beyond this number are folded away. */
const UNFOLDED = 20;

/** How much of the tasks is shown: for a page that is near its limit, fewer rows and shorter texts. */
export interface TaskDetail {
  readonly rows: number;
  readonly description: number;
  /** False leaves out what changes while agents work. */
  readonly progress?: boolean;
}

/** Every task with its state; what cannot be shown is counted. Empty without tasks. */
export function tasksSection(state: WorkflowState, detail: TaskDetail): string {
  const { tasks } = state;
  if (tasks.length === 0 || detail.rows === 0) return '';
  const shown = shownTasks(tasks, detail);
  const plan = ['Task', 'Description', 'Story', 'Needs', 'Files'];
  const rows = table(
    detail.progress === false ? plan : ['', ...plan, 'Issue'],
    shown.map((task) => taskRow(state, task, detail)),
  );
  const rest = tasks.length - shown.length;
  const content =
    rest === 0 ? rows : `${rows}\n\n${count(rest, 'more task')} not shown: the page would be too long.`;
  if (tasks.length <= UNFOLDED) return content;
  return folded(detail.progress === false ? count(tasks.length, 'task') : taskSummary(tasks), content);
}

function shownTasks(tasks: TaskState[], { rows, progress }: TaskDetail): TaskState[] {
  if (tasks.length <= rows) return tasks;
  return progress === false ? tasks.slice(0, rows) : mostWanted(tasks, rows);
}

/** `12 tasks: 5 done, 2 running, 5 to do`. */
export function taskSummary(tasks: readonly TaskState[]): string {
  const counts = countTasks(tasks);
  const words = { done: 'done', running: 'running', failed: 'failed', blocked: 'blocked', pending: 'to do' };
  const parts = Object.entries(words)
    .map(([status, word]) => [counts[status as TaskState['status']], word] as const)
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`);
  return `${count(tasks.length, 'task')}: ${parts.join(', ')}`;
}

/** Trouble and present work first; the order of tasks.md within. */
function mostWanted(tasks: readonly TaskState[], rows: number): TaskState[] {
  const rank = { failed: 0, running: 1, blocked: 2, pending: 3, done: 4 };
  const chosen = new Set(
    tasks.toSorted((one, other) => rank[one.status] - rank[other.status]).slice(0, rows),
  );
  return tasks.filter((task) => chosen.has(task));
}

function taskRow(state: WorkflowState, task: TaskState, detail: TaskDetail): string[] {
  const issue = state.created_issues[task.id];
  const plan = [
    cell(task.id, 40),
    `${cell(task.description, detail.description)}${task.parallel ? ' ∥' : ''}`,
    cell(task.story ?? '', 40),
    list(
      task.depends_on.map((id) => cell(id, 40)),
      4,
    ),
    list(
      task.files.map((file) => codeCell(file, 80)),
      2,
    ),
  ];
  if (detail.progress === false) return plan;
  return [TASK_ICONS[task.status], ...plan, issue === undefined ? '' : `#${issue}`];
}
