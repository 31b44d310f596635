import type { Assignment, WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { feedbackFor } from './feedback.js';
import { gateIsOpen, isGated } from './gate.js';

/** What an assignment is to do. */
interface Work {
  readonly agents: readonly [AgentName, ...AgentName[]];
  readonly tasks: readonly string[];
}

/** Time for a runner to be found and for the result to be landed, on top of the work's own time. */
const SLACK_SECONDS = 600;

/**
 * The only place where an assignment comes into being, and therefore where rule G1 is enforced last.
 *
 * @throws Error when gated work is asked for while the gate is shut: a defect of the engine, never of the input
 */
export function dispatch(draft: Draft, work: Work): void {
  const { state } = draft;
  if (state.branch === null) throw new Error('expected a feature branch before the first assignment');
  if (work.agents.some((agent) => isGated(state, agent)) && !gateIsOpen(state)) {
    throw new Error(`expected a valid approval before ${work.agents.join(', ')}`);
  }
  const feedback = feedbackFor(state, work.agents[0], work.tasks[0] ?? null);
  const assignment = create(draft, work, feedback?.context ?? null, state.branch.head);
  draft.set({
    assignments: [...state.assignments, assignment],
    counters: { ...state.counters, assignment: state.counters.assignment + 1 },
    feedback: state.feedback.filter((one) => one !== feedback),
  });
  draft.setTaskStatus(work.tasks, 'running');
  draft.emit({ kind: 'dispatch_assignment', assignment_id: assignment.id });
}

/** The backend that plays an agent: the configuration's for this agent, or its default. */
export function backendFor(state: WorkflowState, agent: AgentName): string {
  return state.settings.backends[agent] ?? state.settings.default_backend;
}

function create(draft: Draft, work: Work, feedback: Assignment['feedback'], base: string): Assignment {
  const { state, event } = draft;
  const attempt = 1 + Math.max(0, ...earlier(state, work).map((one) => one.attempt));
  const number = state.counters.assignment + 1;
  const label = (work.tasks[0] ?? work.agents[0]).replace(/[^A-Za-z0-9.-]/g, '_');
  return {
    id: `${state.workflow_id.slice(0, 8)}-${number}-${label}-${attempt}`,
    agents: [...work.agents],
    tasks: [...work.tasks],
    attempt,
    base,
    backend: backendFor(state, work.agents[0]),
    feedback,
    status: 'dispatched',
    dispatched_at: event.at,
    deadline_at: new Date(Date.parse(event.at) + 1000 * (seconds(state, work) + SLACK_SECONDS)).toISOString(),
    finished_at: null,
    run_id: null,
  };
}

/** Earlier tries at the same: of the same task, or where an agent works as a whole, anything that it has done before. */
function earlier(state: WorkflowState, { agents, tasks }: Work): Assignment[] {
  return state.assignments.filter((one) =>
    tasks.length > 0 ? one.tasks[0] === tasks[0] : one.agents.includes(agents[0]),
  );
}

function seconds(state: WorkflowState, work: Work): number {
  if (work.tasks.length > 0) return work.tasks.length * state.settings.task_timeout_seconds;
  return work.agents.length * state.settings.agent_timeout_seconds;
}
