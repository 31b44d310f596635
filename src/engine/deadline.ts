import type { Assignment, WorkflowState } from '../domain/state.js';

/** Time for a runner to be found and for the result to be landed, on top of the work's own time. */
const SLACK_SECONDS = 600;

/** When work that begins at `from` is given up. */
export function deadlineOf(
  { settings }: Pick<WorkflowState, 'settings'>,
  { agents, tasks }: { readonly agents: readonly unknown[]; readonly tasks: readonly unknown[] },
  from: string,
): Assignment['deadline_at'] {
  const seconds =
    tasks.length > 0
      ? tasks.length * settings.task_timeout_seconds
      : agents.length * settings.agent_timeout_seconds;
  return new Date(Date.parse(from) + 1000 * (seconds + SLACK_SECONDS)).toISOString();
}
