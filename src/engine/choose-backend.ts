import type { Assignment, WorkflowState } from '../domain/state.js';
import { type AgentName, isCode } from '../domain/workflows.js';
import { allow } from '../selection/breaker.js';
import type { Candidate, SelectableTask } from '../selection/candidates.js';
import { emptyHistory } from '../selection/history.js';
import { selectBackend } from '../selection/select-backend.js';
import { traitsOf } from '../selection/traits.js';

/** What an assignment is to do. */
export interface Work {
  readonly agents: readonly [AgentName, ...AgentName[]];
  readonly tasks: readonly string[];
}

/** Who plays it; or nobody now, until `until` (null: until an assignment ends); or nobody ever. */
export type Choice =
  | {
      readonly kind: 'chosen';
      readonly backend: string;
      /** Absent where there is only one candidate. */
      readonly confidence_score?: number;
      readonly fallback_agents?: readonly string[];
      /** True where its circuit breaker lets this one assignment through. */
      readonly probe: boolean;
    }
  | { readonly kind: 'wait'; readonly until: string | null; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Chooses the backend for work at `now` (ISO 8601), by the seed's weights where there are several to choose from. */
export function chooseBackend(state: WorkflowState, work: Work, now: string): Choice {
  const task = selectableOf(state, work);
  const ids = candidateIds(state, work.agents[0], task.task_type);
  const [only] = ids;
  if (work.agents.every(isCode)) {
    return { kind: 'chosen', backend: only ?? state.settings.default_backend, probe: false };
  }
  if (only !== undefined && ids.length === 1) return theOnly(state, only, now);
  const { selection } = state.settings;
  const choice = selectBackend(
    task,
    ids.map((id) => candidateOf(state, id)),
    {
      now,
      history: state.backend_history ?? emptyHistory(),
      breakers: state.breakers ?? {},
      ...(selection === undefined ? {} : { selector: selection, weights: selection.scoring_weights }),
    },
  );
  if (choice.kind !== 'selected') return choice;
  const { agent_id, confidence_score, fallback_agents, probe } = choice;
  return { kind: 'chosen', backend: agent_id, confidence_score, fallback_agents, probe };
}

/** The backends that may play an agent (and type of task): the most particular list of the configuration. */
export function candidateIds(state: WorkflowState, agent: AgentName, taskType: string): readonly string[] {
  const { selection, backends, default_backend } = state.settings;
  const lists = selection?.lists ?? {};
  const found = [taskType, agent].find((name) => Object.hasOwn(lists, name));
  if (found !== undefined) return lists[found] ?? [];
  const fixed = backends[agent];
  if (fixed !== undefined) return [fixed];
  return lists.default ?? [default_backend];
}

/** The candidates of an agent as a whole, as text: agents with the same ones may share a job. */
export function candidatesKey(state: WorkflowState, agent: AgentName): string {
  return candidateIds(state, agent, agent).join(',');
}

/** The type of task that an agent (and task of `implement`) is; backends are known by it. */
export function taskTypeOf(state: WorkflowState, agent: AgentName, task: string | null): string {
  const found = task === null ? undefined : state.tasks.find((one) => one.id === task);
  return traitsOf(agent, found === undefined ? [] : [found]).task_type;
}

/** Backends on which this work has failed, oldest first: the others are asked first. */
function triedBackends(state: WorkflowState, work: Work): readonly string[] {
  const failed = earlierTries(state, work).filter(
    (one) => one.outcome?.result === 'failure' && one.tasks.length > 0 === work.tasks.length > 0,
  );
  const [only] = failed;
  // The seed's matrix: a task that took too long is tried once more as it was.
  if (failed.length === 1 && only?.outcome?.error === 'TimeoutError') return [];
  return failed.map((one) => one.backend);
}

/** Earlier tries at the same: of the same task, or where an agent works as a whole, anything that it has done before. */
export function earlierTries(state: WorkflowState, { agents, tasks }: Work): Assignment[] {
  return state.assignments.filter((one) =>
    tasks.length > 0 ? one.tasks[0] === tasks[0] : one.agents.includes(agents[0]),
  );
}

function theOnly(state: WorkflowState, id: string, now: string): Choice {
  const breaker = state.breakers?.[id];
  const passage = breaker === undefined ? null : allow(breaker, now);
  if (passage?.kind !== 'blocked') return { kind: 'chosen', backend: id, probe: passage?.kind === 'probe' };
  const reason = `${id} kept failing and is left alone until ${passage.until}`;
  return { kind: 'wait', until: passage.until, reason };
}

function selectableOf(state: WorkflowState, work: Work): SelectableTask {
  const critical = new Set(state.plan?.critical);
  const tasks = work.tasks.flatMap((id) => state.tasks.find((one) => one.id === id) ?? []);
  const described = tasks.map((task) => ({ ...task, is_critical: critical.has(task.id) }));
  const traits = traitsOf(work.agents[0], described, triedBackends(state, work));
  // One backend plays all agents of a job.
  const required = work.agents.flatMap((agent) => traitsOf(agent).required_capabilities);
  return { ...traits, required_capabilities: [...new Set(required)] };
}

function candidateOf(state: WorkflowState, id: string): Candidate {
  const known = state.settings.selection?.candidates.find((one) => one.id === id);
  const active = state.assignments.filter((one) => one.status === 'dispatched' && one.backend === id).length;
  if (known === undefined) return { id, capabilities: [], active };
  const { max_parallel, ...rest } = known;
  return { ...rest, active, ...(max_parallel === null ? {} : { max_parallel }) };
}
