import type { Assignment, WorkflowState } from '../domain/state.js';
import { beginProbe } from '../selection/breaker.js';
import { exhaustion } from './budgets.js';
import { type Choice, chooseBackend, earlierTries, type Work } from './choose-backend.js';
import { deadlineOf } from './deadline.js';
import type { Draft } from './draft.js';
import { feedbackFor } from './feedback.js';
import { gateIsOpen, isGated } from './gate.js';
import { breakerPolicyOf } from './policies.js';

/**
 * The only place where an assignment comes into being, and therefore where rule G1 is enforced last. Nothing is started
 * where a budget is used up, which halts the workflow, or where no backend is free: then a timer waits for it.
 *
 * @returns whether it was started
 * @throws Error when gated work is asked for while the gate is shut: a defect of the engine, never of the input
 */
export function dispatch(draft: Draft, work: Work): boolean {
  const { state } = draft;
  if (state.branch === null) throw new Error('expected a feature branch before the first assignment');
  if (work.agents.some((agent) => isGated(state, agent)) && !gateIsOpen(state)) {
    throw new Error(`expected a valid approval before ${work.agents.join(', ')}`);
  }
  const spent = exhaustion(state);
  if (spent !== null) return halt(draft, spent);
  const choice = chooseBackend(state, work, draft.event.at);
  if (choice.kind === 'none') return halt(draft, choice.reason);
  if (choice.kind === 'wait') return waitForBackend(draft, work, choice);
  send(draft, work, choice, state.branch.head);
  return true;
}

/** From now on nothing further starts; see `finishHalt`. */
export function halt(draft: Draft, reason: string): false {
  if (draft.state.halt !== undefined) return false;
  // Where nothing is under way a person is asked at once, with the same words.
  const isOut = draft.state.assignments.some((one) => one.status === 'dispatched');
  if (isOut) draft.tell('speckit', `nothing further starts: ${reason}`);
  draft.set({ halt: { at: draft.event.at, reason } });
  return false;
}

function send(draft: Draft, work: Work, choice: Extract<Choice, { kind: 'chosen' }>, base: string): void {
  const { state } = draft;
  const feedback = feedbackFor(state, work.agents[0], work.tasks[0] ?? null);
  const assignment = create(draft, work, choice, feedback?.context ?? null, base);
  draft.set({
    assignments: [...state.assignments, assignment],
    counters: { ...state.counters, assignment: state.counters.assignment + 1 },
    feedback: state.feedback.filter((one) => one !== feedback),
  });
  draft.setTaskStatus(work.tasks, 'running');
  if (choice.probe) sendAsProbe(draft, assignment);
  draft.emit({ kind: 'dispatch_assignment', assignment_id: assignment.id });
}

/** Until it has ended, or its time is up, the backend gets nothing else. */
function sendAsProbe(draft: Draft, { id, backend, deadline_at }: Assignment): void {
  const { breakers = {}, settings } = draft.state;
  const breaker = breakers[backend];
  if (breaker === undefined) return;
  const { at } = draft.event;
  const policy = { ...breakerPolicyOf(settings), probe_timeout_ms: Date.parse(deadline_at) - Date.parse(at) };
  draft.set({ breakers: { ...breakers, [backend]: beginProbe(breaker, id, at, policy) } });
}

/** One timer for all work of an agent that waits for the same moment. */
function waitForBackend(draft: Draft, { agents }: Work, choice: Extract<Choice, { kind: 'wait' }>): false {
  const [agent] = agents;
  const { until: due_at, reason } = choice;
  const { timers } = draft.state;
  const isKnown = timers.some(
    (timer) => timer.agent === agent && timer.task === undefined && timer.due_at === due_at,
  );
  // Without a time it waits for an assignment that is out, and its end is an event of its own.
  if (due_at !== null && !isKnown) draft.set({ timers: [...timers, { due_at, agent, reason }] });
  return false;
}

function create(
  draft: Draft,
  work: Work,
  { backend, confidence_score, fallback_agents }: Extract<Choice, { kind: 'chosen' }>,
  feedback: Assignment['feedback'],
  base: string,
): Assignment {
  const { state, event } = draft;
  const attempt = 1 + Math.max(0, ...earlierTries(state, work).map((one) => roundOf(one, work)));
  const number = state.counters.assignment + 1;
  const label = (work.tasks[0] ?? work.agents[0]).replace(/[^A-Za-z0-9.-]/g, '_');
  return {
    id: `${state.workflow_id.slice(0, 8)}-${number}-${label}-${attempt}`,
    agents: [...work.agents],
    tasks: [...work.tasks],
    attempt,
    base,
    backend,
    ...(confidence_score === undefined ? {} : { confidence_score }),
    ...(fallback_agents === undefined ? {} : { fallback_agents: [...fallback_agents] }),
    feedback,
    status: 'dispatched',
    dispatched_at: event.at,
    deadline_at: deadlineOf(state, work, event.at),
    finished_at: null,
    run_id: null,
    ...environmentOf(state, work),
  };
}

/** To an agent as a whole all tasks before it are one round, however often one of them had to be tried. */
function roundOf(earlier: Assignment, { tasks }: Work): number {
  return tasks.length === 0 && earlier.tasks.length > 0 ? 1 : earlier.attempt;
}

/** The second lock: whatever needs an approval is bound to the environment that the configuration names. */
function environmentOf(state: WorkflowState, { agents }: Work): Pick<Assignment, 'environment'> {
  const environment = state.settings.implementation_environment;
  const isBound = environment !== undefined && agents.some((agent) => isGated(state, agent));
  return isBound ? { environment } : {};
}
