import type { WorkflowState } from '../domain/state.js';
import { percentile } from '../scheduling/duration.js';
import type { Attempt } from './attempts.js';

/** Figures of one backend. Times in milliseconds, null where there are none yet. */
export interface AgentMetrics {
  readonly response_time_p50: number | null;
  readonly response_time_p95: number | null;
  /** Of the attempts that ended, from 0 to 1. */
  readonly success_rate: number | null;
  /** Tasks and agents that succeeded per hour since the start. */
  readonly task_throughput: number;
  readonly attempts: number;
  readonly active: number;
}

/** The seed's OrchestrationMetrics as plain data: times in ISO 8601, the map as a record. */
export interface OrchestrationMetrics {
  readonly execution: {
    readonly id: string;
    readonly status: 'running' | 'completed' | 'failed';
    /** 0 to 100. */
    readonly progress: number;
    readonly startTime: string;
    /** Null when it ended otherwise, or while it waits for a person: nobody knows how long. */
    readonly estimatedCompletion: string | null;
  };
  readonly tasks: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
    readonly active: number;
    /** Neither started nor given up: pending, or blocked by others. */
    readonly queued: number;
  };
  readonly agents: {
    /** Backends that were given work, in order of their first. */
    readonly utilized: readonly string[];
    readonly performance: Readonly<Record<string, AgentMetrics>>;
  };
}

/** The figures of each backend that was given work. `elapsed` is the age of the workflow in milliseconds. */
export function performanceOf(attempts: readonly Attempt[], elapsed: number): Record<string, AgentMetrics> {
  const byBackend = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const list = byBackend.get(attempt.assignment.backend);
    if (list) list.push(attempt);
    else byBackend.set(attempt.assignment.backend, [attempt]);
  }
  return Object.fromEntries([...byBackend].map(([backend, list]) => [backend, figures(list, elapsed)]));
}

/** How many tasks are where. */
export function countTasks(state: WorkflowState): OrchestrationMetrics['tasks'] {
  const count = (...statuses: string[]) =>
    state.tasks.filter((task) => statuses.includes(task.status)).length;
  return {
    total: state.tasks.length,
    completed: count('done'),
    failed: count('failed'),
    active: count('running'),
    queued: count('pending', 'blocked'),
  };
}

/** The state's many statuses as the seed's three; whatever waits is still running. */
export function executionStatus(state: WorkflowState): OrchestrationMetrics['execution']['status'] {
  if (state.status === 'completed') return 'completed';
  return state.status === 'failed' || state.status === 'aborted' ? 'failed' : 'running';
}

/** The share of attempts that succeeded among those that ended, or null while none has. */
export function successShare(attempts: readonly Attempt[]): number | null {
  const succeeded = attempts.filter((attempt) => attempt.result === 'success').length;
  const failed = attempts.filter((attempt) => attempt.result === 'failure').length;
  return succeeded + failed === 0 ? null : succeeded / (succeeded + failed);
}

function figures(attempts: readonly Attempt[], elapsed: number): AgentMetrics {
  const succeeded = attempts.filter((attempt) => attempt.result === 'success');
  const times = succeeded.flatMap(({ started, ended }) => (ended === null ? [] : [ended - started]));
  const parts = succeeded.reduce(
    (sum, { assignment }) => sum + (assignment.tasks.length || assignment.agents.length),
    0,
  );
  return {
    response_time_p50: percentile(times, 0.5),
    response_time_p95: percentile(times, 0.95),
    success_rate: successShare(attempts),
    task_throughput: elapsed > 0 ? parts / (elapsed / 3_600_000) : 0,
    attempts: attempts.length,
    active: attempts.filter((attempt) => attempt.result === 'running').length,
  };
}
