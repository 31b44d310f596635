import type { TaskState, WorkflowState } from '../domain/state.js';
import { dashboardUrl, fileUrl, type Links, linked } from './links.js';
import { taskMarker } from './markers.js';
import { page } from './table.js';
import { code, inline, plain, quotation } from './text.js';

/** An issue for one task. */
interface RenderedIssue {
  readonly title: string;
  readonly body: string;
  readonly labels: string[];
}

/** Most characters that GitHub takes for the name of a label. */
const LABEL_LIMIT = 50;

/**
 * The issue that taskstoissues makes of a task.
 *
 * @throws Error when the workflow has no such task, or no feature yet: a defect of the caller, never of the input
 */
export function renderIssue(state: WorkflowState, taskId: string, links?: Links): RenderedIssue {
  const task = state.tasks.find((one) => one.id === taskId);
  if (task === undefined || state.feature_id === null) {
    const known =
      state.tasks.length === 0 ? 'no tasks' : `tasks ${state.tasks[0]?.id} to ${state.tasks.at(-1)?.id}`;
    throw new Error(
      `expected a task of a claimed feature, received "${taskId}"; the workflow has ${known} and feature ${state.feature_id ?? 'none'}`,
    );
  }
  return {
    title: plain(`${task.id}: ${task.description}`, 250),
    body: page(
      quotation(task.description, 20_000),
      details(state, task, links),
      dependencies(state, task),
      files(state, task, links),
      taskMarker(state.feature_id, task.id),
    ),
    labels: ['speckit', plain(state.feature_id, LABEL_LIMIT).replaceAll(',', ' ')].filter(
      (label) => label !== '',
    ),
  };
}

function details(state: WorkflowState, task: TaskState, links: Links | undefined): string {
  const feature = linked(state.feature_id ?? '', dashboardUrl(state, links));
  return [
    `- Feature: ${feature} (#${state.origin.issue})`,
    `- Task: ${inline(task.id, 60)}`,
    ...(task.phase === null ? [] : [`- Phase: ${inline(task.phase, 120)}`]),
    ...(task.story === null ? [] : [`- Story: ${inline(task.story, 60)}`]),
    `- Parallel: ${task.parallel ? 'yes' : 'no'}`,
    ...(state.pull_request === null ? [] : [`- Pull request: #${state.pull_request.number}`]),
  ].join('\n');
}

/** A checklist, for servers that have no dependencies between issues. */
function dependencies(state: WorkflowState, task: TaskState): string {
  if (task.depends_on.length === 0) return '';
  const lines = task.depends_on.slice(0, 100).map((id) => {
    const needed = state.tasks.find((one) => one.id === id);
    const issue = state.created_issues[id];
    const reference = issue === undefined ? '' : ` (#${issue})`;
    const what = needed === undefined ? '' : `: ${inline(needed.description, 120)}`;
    return `- [${needed?.status === 'done' ? 'x' : ' '}] ${inline(id, 60)}${reference}${what}`;
  });
  return `### Blocked by\n${lines.join('\n')}`;
}

function files(state: WorkflowState, task: TaskState, links: Links | undefined): string {
  if (task.files.length === 0) return '';
  const ref = state.branch?.name ?? null;
  const lines = task.files.slice(0, 50).map((file) => {
    const url = ref === null ? null : fileUrl(file, ref, links);
    return url === null ? `- ${code(file)}` : `- [${code(file)}](${url})`;
  });
  return `### Files\n${lines.join('\n')}`;
}
