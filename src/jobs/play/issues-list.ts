/** The agent `taskstoissues`: lists the issues to make. They are made by trusted code, with the right to write. */
import type { WorkflowState } from '../../domain/state.js';
import { failure, NO_USAGE, type Played, success } from './response.js';

const AGENT = 'taskstoissues';

/** Computes one issue per task of the state. */
export function playTasksToIssues(state: WorkflowState, at: string): Played {
  const issues = state.tasks.map((task) => ({
    task_id: task.id,
    title: `${task.id}: ${task.description}`.slice(0, 256),
    depends_on: task.depends_on,
    done: task.status === 'done',
    exists: state.created_issues[task.id] ?? null,
  }));
  const count = issues.filter((issue) => issue.exists === null).length;
  const response =
    issues.length === 0
      ? failure(AGENT, at, {
          type: 'PrerequisiteError',
          message:
            'expected tasks to make issues of, found none: the feature has no tasks.md, or it holds no task',
          suggested: 'tasks',
        })
      : success(AGENT, at, {
          summary: `one issue for each of ${issues.length} tasks, ${count} of them new`,
          issues,
        });
  return { response, usage: NO_USAGE, log: '', answeredBy: 'code' };
}
