import { completeAgent } from './complete-agent.js';
import type { Draft } from './draft.js';

/** Decides one issue per task that has none yet; the agent is complete when all are settled. */
export function issueTasks(draft: Draft): void {
  const missing = draft.state.tasks.filter((task) => draft.state.created_issues[task.id] === undefined);
  for (const task of missing) draft.emit({ kind: 'create_issue', task_id: task.id });
  if (missing.length === 0) completeAgent(draft, 'taskstoissues');
}

/** After issues were created: goes on when none is left to create. */
export function issuesSettled(draft: Draft): void {
  if (draft.state.current_agent !== 'taskstoissues') return;
  if (draft.state.outbox.some((effect) => effect.kind === 'create_issue')) return;
  const made = Object.keys(draft.state.created_issues).length;
  draft.tell('taskstoissues', `created ${made} issue(s)`);
  completeAgent(draft, 'taskstoissues');
}
