import type { Assignment, WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { type DurationEstimate, type DurationSamples, estimateDurations } from '../scheduling/duration.js';
import { traitsOf } from '../selection/traits.js';

/** One assignment as monitoring sees it. */
export interface Attempt {
  readonly assignment: Assignment;
  readonly task_type: string;
  /** `discarded`: superseded, which says nothing of whoever worked on it. */
  readonly result: 'running' | 'success' | 'failure' | 'discarded';
  /** Milliseconds since 1970; null while it runs. */
  readonly started: number;
  readonly ended: number | null;
  /** True where the same work was tried before and failed; work that a gate sent back is new work. */
  readonly is_retry: boolean;
}

/** Reads the attempts off a state, oldest first. */
export function attemptsOf(state: WorkflowState): Attempt[] {
  const tasks = new Map(state.tasks.map((task) => [task.id, task]));
  const next = followers(state.assignments);
  return state.assignments.map((assignment, i) => {
    const traits = traitsOf(
      assignment.agents[0],
      assignment.tasks.flatMap((id) => tasks.get(id) ?? []),
    );
    return {
      assignment,
      task_type: traits.task_type,
      result: resultOf(state, assignment, next[i] ?? null),
      started: Date.parse(assignment.let_in_at ?? assignment.dispatched_at),
      ended: assignment.finished_at === null ? null : Date.parse(assignment.finished_at),
      is_retry: assignment.attempt > 1 && !isSentBack(assignment),
    };
  });
}

/** Milliseconds that an attempt has taken so far. */
export function elapsedOf({ started, ended }: Attempt, now: number): number {
  return Math.max(0, (ended ?? now) - started);
}

/** How long one task or agent takes by type, from this workflow and what is known from `earlier` ones. */
export function expectationOf(
  state: WorkflowState,
  attempts: readonly Attempt[],
  earlier: DurationSamples,
): { readonly samples: DurationSamples; readonly estimate: DurationEstimate } {
  const samples = new Map<string, number[]>(Object.entries(earlier).map(([type, list]) => [type, [...list]]));
  const add = (type: string, duration: number) => {
    const list = samples.get(type);
    if (list) list.push(duration);
    else samples.set(type, [duration]);
  };
  for (const attempt of attempts) {
    const { tasks } = attempt.assignment;
    if (attempt.result !== 'success' || attempt.ended === null || tasks.length === 0) continue;
    for (const _ of tasks) add(attempt.task_type, (attempt.ended - attempt.started) / tasks.length);
  }
  for (const [agent, result] of Object.entries(state.agent_results)) {
    if (agent !== 'implement' && result.status === 'success') add(agent, result.duration_ms);
  }
  const known = Object.fromEntries(samples);
  const byType = new Map<string, number>();
  const { agent_timeout_seconds, task_timeout_seconds } = state.settings;
  return {
    samples: known,
    estimate: (type) => {
      const cached = byType.get(type);
      if (cached !== undefined) return cached;
      // Agents and tasks differ in size by far, so neither stands in for the other.
      const isTask = type.startsWith('implement');
      const alike = Object.entries(known).filter(([other]) => other.startsWith('implement') === isTask);
      // A timeout is meant never to be reached.
      const fallback = ((isTask ? task_timeout_seconds : agent_timeout_seconds) * 1000) / 3;
      const estimate = estimateDurations(Object.fromEntries(alike), fallback)(type);
      byType.set(type, estimate);
      return estimate;
    },
  };
}

/** For each assignment the next one of the same work, null for the latest. */
function followers(assignments: readonly Assignment[]): (Assignment | null)[] {
  const latest = new Map<string, Assignment>();
  const found: (Assignment | null)[] = [];
  for (let i = assignments.length - 1; i >= 0; i--) {
    const assignment = assignments[i];
    if (assignment === undefined) continue;
    const keys = assignment.tasks.length > 0 ? assignment.tasks : assignment.agents;
    const following = keys.flatMap((key) => latest.get(key) ?? []);
    found[i] = following[0] ?? null;
    for (const key of keys) latest.set(key, assignment);
  }
  return found;
}

function resultOf(state: WorkflowState, assignment: Assignment, next: Assignment | null): Attempt['result'] {
  if (assignment.status === 'dispatched') return 'running';
  if (assignment.status === 'superseded') return 'discarded';
  if (assignment.status === 'lost') return 'failure';
  if (assignment.outcome !== undefined) return assignment.outcome.result;
  // States of earlier versions do not say how it ended.
  if (next !== null) return isSentBack(next) ? 'success' : 'failure';
  if (assignment.tasks.length > 0) {
    const done = new Set(state.tasks.filter((task) => task.status === 'done').map((task) => task.id));
    return assignment.tasks.every((id) => done.has(id)) ? 'success' : 'failure';
  }
  const failed = (agent: AgentName) => state.agent_results[agent]?.status === 'error';
  return assignment.agents.some(failed) ? 'failure' : 'success';
}

/** True where a later gate found fault with work that had been delivered. */
function isSentBack({ feedback }: Assignment): boolean {
  return feedback !== null && feedback.feedback_from !== 'speckit-orchestrator';
}
