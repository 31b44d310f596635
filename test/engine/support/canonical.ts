import type { WorkflowState } from '../../../src/domain/state.js';
import type { Gate } from './gate-monitor.js';
import { sorted } from './invariants.js';

/**
 * The part of a state that decides what can happen next, as text: states that differ in times, ids and history only are
 * one state to an exploration. Digests are named by the order in which they are met.
 */
export function canonical(state: WorkflowState, gate: Gate): string {
  const names = new Map<string | null, string>();
  const name = (digest: string | null) => {
    if (!names.has(digest)) names.set(digest, `d${names.size}`);
    return names.get(digest);
  };
  const { content_digest, approved_digest } = state;
  const digests = [name(null), content_digest, approved_digest, gate.digest].map((one) => name(one ?? null));
  const list = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
  const several = state.settings.selection !== undefined;
  const out = state.assignments.filter((one) => one.status === 'dispatched');
  return JSON.stringify(
    sorted({
      status: state.status,
      chosen: state.workflow_selection.final_workflow !== null,
      branch_choice: state.branch_choice !== null,
      questions: state.clarification?.questions.map((one) => one.answer !== null),
      steps: state.steps,
      digests,
      gate: gate.approvals,
      approvals: state.approvals.map((one) => [one.by, one.via, name(one.digest), one.dismissed === true]),
      approved: state.implementation_approved,
      planned: state.planning_complete,
      resume_from: state.resume_from,
      completed: [...state.completed_agents].sort(),
      artifacts: Object.keys(state.artifacts_ready).sort(),
      tasks: state.tasks.map((one) => [one.id, one.status, one.lacks !== undefined]),
      failed: failedOn(state),
      breakers: Object.entries(state.breakers ?? {}).map(([id, one]) => [
        id,
        one.status,
        // How often it opened says for how long only.
        one.status === 'closed' ? one.failures : 0,
      ]),
      halted: state.halt !== undefined,
      spent: state.settings.budgets === undefined ? null : [state.spent, state.budget_from],
      out: list(
        out.map((one) => [
          one.agents,
          one.tasks,
          one.feedback?.iteration,
          one.run_id === null,
          several ? one.backend : '',
        ]),
      ),
      outbox: list(state.outbox.map((one) => [one.kind, targetOf(one)])),
      timers: list(state.timers.map((one) => [one.agent, one.task])),
      feedback: list(state.feedback.map((one) => [one.target, one.task, one.context.iteration])),
      loops: state.feedback_loops,
      retries: state.retries,
      e2e: state.e2e_workflow?.fixer_iteration,
      claimed: state.branch !== null,
      pull_request: [state.pull_request !== null, state.pull_request_problem !== null],
      dashboard: state.dashboard !== null,
      issues: Object.keys(state.created_issues).sort(),
      answered: state.agent_results.taskstoissues?.status,
    }),
  );
}

function targetOf(effect: WorkflowState['outbox'][number]): string {
  if (effect.kind === 'post_comment') return effect.topic;
  return effect.kind === 'create_issue' ? effect.task_id : '';
}

/** Which backends have failed at what is still to do: others are asked first. */
function failedOn({ assignments, settings, tasks }: WorkflowState): readonly unknown[] {
  if (settings.selection === undefined) return [];
  const open = new Set(tasks.filter((task) => task.status !== 'done').map((task) => task.id));
  return assignments
    .filter((one) => one.outcome?.result === 'failure')
    .filter((one) => one.tasks.length === 0 || one.tasks.some((id) => open.has(id)))
    .map((one) => [one.agents[0], one.tasks, one.backend, one.outcome?.error])
    .map((row) => JSON.stringify(row))
    .sort();
}
