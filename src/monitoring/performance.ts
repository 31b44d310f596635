import type { WorkflowState } from '../domain/state.js';
import { percentile } from '../scheduling/duration.js';
import { type Attempt, elapsedOf } from './attempts.js';
import { type AgentMetrics, performanceOf } from './orchestration.js';

/** The seed's list of metrics. Times in milliseconds; null where there is nothing to measure yet. */
export interface PerformanceMetrics {
  readonly execution: {
    readonly total_duration: number;
    /** Tasks that are done, of all, from 0 to 1. */
    readonly task_completion_rate: number | null;
    /** How much of the workers' time was work while tasks were implemented, from 0 to 1. */
    readonly parallel_efficiency: number | null;
    /** Attempts that repeated failed work, of all, from 0 to 1. */
    readonly retry_rate: number;
    /** Durations of all attempts that succeeded. */
    readonly duration_p50: number | null;
    readonly duration_p95: number | null;
  };
  readonly agents: Readonly<Record<string, AgentMetrics>>;
  readonly system: {
    /** Tasks that could start and have no worker. */
    readonly queue_depth: number;
    readonly active_task_count: number;
    /** Bytes of the saved state. */
    readonly checkpoint_size: number;
    /** From the loss of an assignment to the start of its successor, the median. */
    readonly recovery_time: number | null;
    readonly recovery_time_p95: number | null;
  };
}

export interface Measured {
  readonly state: WorkflowState;
  readonly attempts: readonly Attempt[];
  readonly queue: readonly string[];
  readonly elapsed: number;
  readonly now: number;
  readonly checkpointSize: number;
}

/** Fills the seed's list from what was measured. */
export function listMetrics({
  state,
  attempts,
  queue,
  elapsed,
  now,
  checkpointSize,
}: Measured): PerformanceMetrics {
  const durations = attempts.flatMap((attempt) =>
    attempt.result === 'success' ? [elapsedOf(attempt, now)] : [],
  );
  const recoveries = recoveryTimes(attempts);
  const done = state.tasks.filter((task) => task.status === 'done').length;
  const started = attempts.length;
  return {
    execution: {
      total_duration: elapsed,
      task_completion_rate: state.tasks.length === 0 ? null : done / state.tasks.length,
      parallel_efficiency: parallelEfficiency(attempts, state.settings.max_parallel_tasks, now),
      retry_rate: started === 0 ? 0 : attempts.filter((attempt) => attempt.is_retry).length / started,
      duration_p50: percentile(durations, 0.5),
      duration_p95: percentile(durations, 0.95),
    },
    agents: performanceOf(attempts, elapsed),
    system: {
      queue_depth: queue.length,
      active_task_count: state.tasks.filter((task) => task.status === 'running').length,
      checkpoint_size: checkpointSize,
      recovery_time: percentile(recoveries, 0.5),
      recovery_time_p95: percentile(recoveries, 0.95),
    },
  };
}

/** Work done over what the workers could have done from the first task to the last. */
function parallelEfficiency(attempts: readonly Attempt[], workers: number, now: number): number | null {
  const work = attempts.filter((attempt) => attempt.assignment.tasks.length > 0);
  if (work.length === 0) return null;
  const from = work.reduce((first, attempt) => Math.min(first, attempt.started), Number.POSITIVE_INFINITY);
  const to = work.reduce((last, attempt) => Math.max(last, attempt.ended ?? now), 0);
  const busy = work.reduce((sum, attempt) => sum + elapsedOf(attempt, now), 0);
  return to > from ? Math.min(1, busy / ((to - from) * workers)) : null;
}

function recoveryTimes(attempts: readonly Attempt[]): number[] {
  const lostAt = new Map<string, number>();
  const times: number[] = [];
  for (const { assignment, started, ended } of attempts) {
    const key = assignment.tasks[0] ?? assignment.agents[0];
    const since = lostAt.get(key);
    if (since !== undefined) times.push(Math.max(0, started - since));
    lostAt.delete(key);
    if (assignment.status === 'lost' && ended !== null) lostAt.set(key, ended);
  }
  return times;
}
