import type { BackendHistory } from '../domain/selection.js';
import type { Assignment, TaskState, WorkflowState } from '../domain/state.js';
import { countOutcome, emptyHistory, type Outcome } from './history.js';
import { traitsOf } from './traits.js';

/** Workflows that the repository's file remembers, so that each adds its outcomes once. */
const REMEMBERED_WORKFLOWS = 300;

/** What an assignment says of its backend: one outcome for each agent or task that was answered. */
export function outcomesOf(
  assignment: Assignment,
  tasks: ReadonlyMap<string, Pick<TaskState, 'id' | 'files'>>,
): Outcome[] {
  const { id, agents, outcome, backend } = assignment;
  if (outcome === undefined || outcome.result === 'discarded') return [];
  const parts =
    assignment.tasks.length > 0
      ? assignment.tasks.map((task) => traitsOf(agents[0], [tasks.get(task) ?? { id: task, files: [] }]))
      : agents.map((agent) => traitsOf(agent));
  const failed = outcome.result === 'failure' ? 1 : 0;
  const told = parts.slice(0, outcome.answered + failed);
  const each = told.length === 0 ? 0 : Math.round(outcome.duration_ms / told.length);
  return told.map(({ task_type }, index) => ({
    id: `${id}/${index}`,
    agent_id: backend,
    task_type,
    ok: index < outcome.answered,
    duration_ms: each > 0 ? each : null,
  }));
}

/**
 * Adds all that a workflow says of its backends to the repository's history. Returns the same history where that was
 * done before: the effect that asks for it may run twice.
 */
export function learnFromWorkflow(history: BackendHistory, state: WorkflowState): BackendHistory {
  const { workflow_id } = state;
  const workflows = history.workflows ?? [];
  if (workflows.includes(workflow_id)) return history;
  const tasks = new Map(state.tasks.map((task) => [task.id, task]));
  let learned = history;
  for (const assignment of state.assignments) {
    for (const outcome of outcomesOf(assignment, tasks)) learned = countOutcome(learned, outcome);
  }
  return { ...learned, workflows: [...workflows, workflow_id].slice(-REMEMBERED_WORKFLOWS) };
}

/** The part of the repository's history that a workflow carries with it: what is known, not who told it. */
export function carriedHistory({ backends }: BackendHistory): BackendHistory {
  return { ...emptyHistory(), backends };
}
