import type { WorkflowState } from '../domain/state.js';
import type { Draft } from './draft.js';
import { escalate } from './ending.js';

/** True once the agent has answered and an issue exists for every task. */
export function issuesAreDone(state: WorkflowState): boolean {
  return hasAnswered(state) && missingIssues(state).length === 0;
}

/** True while the agent's answer stands: what is left then is for effects, not for a job. */
export function hasAnswered(state: WorkflowState): boolean {
  return state.agent_results.taskstoissues?.status === 'success';
}

/** Decides one issue per task that has none yet. */
export function createIssues(draft: Draft): void {
  if (isCreating(draft.state)) return;
  for (const task_id of missingIssues(draft.state)) draft.emit({ kind: 'create_issue', task_id });
}

/** After issues were created, or were not: where some are missing a person has to look, since the refusal was final. */
export function issuesSettled(draft: Draft, problem: string | null): void {
  const { state } = draft;
  if (state.status !== 'running' || isCreating(state)) return;
  const made = Object.keys(state.created_issues).length;
  const missing = missingIssues(state);
  draft.tell('taskstoissues', `${made} issue(s) exist, ${missing.length} missing`);
  if (missing.length === 0) return;
  const why = problem ?? 'see the timeline';
  const message = `${missing.length} issue(s) could not be created (${missing.slice(0, 20).join(', ')}): ${why}`;
  noSuccess(draft, message.slice(0, 8_000));
  escalate(draft, message);
}

function isCreating(state: WorkflowState): boolean {
  return state.outbox.some((effect) => effect.kind === 'create_issue');
}

function missingIssues(state: WorkflowState): string[] {
  return state.tasks.map((task) => task.id).filter((id) => !Object.hasOwn(state.created_issues, id));
}

/** The agent's own answer was good, but what it was for did not come about. */
function noSuccess(draft: Draft, message: string): void {
  const { taskstoissues: answer } = draft.state.agent_results;
  if (answer === undefined) return;
  const error = {
    type: 'ExternalServiceError' as const,
    message,
    recoverable: true,
    feedback_required: false,
    blocking_issues: [],
  };
  draft.set({
    agent_results: {
      ...draft.state.agent_results,
      taskstoissues: { ...answer, status: 'error', summary: message, error },
    },
  });
}
