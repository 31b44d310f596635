import { isFinal, isWaiting, type WorkflowState } from '../domain/state.js';
import { readyTasks } from '../scheduling/schedule.js';
import type { BreakerState } from '../selection/breaker.js';
import { type BudgetCheck, budgetOf } from '../selection/budget.js';
import { type BackendHistory, durationSamples, emptyHistory } from '../selection/history.js';
import { type Alert, type AlertThresholds, DEFAULT_THRESHOLDS, findAlerts } from './alerts.js';
import { attemptsOf, expectationOf } from './attempts.js';
import { findBottlenecks } from './bottlenecks.js';
import { countTasks, executionStatus, type OrchestrationMetrics } from './orchestration.js';
import { listMetrics, type PerformanceMetrics } from './performance.js';
import { completionOf, currentWork, healthOf, type ProgressReport, phaseOf } from './progress.js';
import { remainingWork } from './remaining.js';

export interface MeasureOptions {
  readonly thresholds?: AlertThresholds;
  /** What is absent is read off the state. The repository's history: durations of earlier workflows make better estimates. */
  readonly history?: BackendHistory;
  readonly breakers?: Readonly<Record<string, BreakerState>>;
  readonly budget?: BudgetCheck | null;
  /** Bytes of the saved state where they are known; else they are counted. */
  readonly checkpointSize?: number;
}

export interface Measurement {
  readonly orchestration: OrchestrationMetrics;
  readonly progress: ProgressReport;
  readonly metrics: PerformanceMetrics;
  readonly alerts: readonly Alert[];
}

/** Reads off a state at `at` (ISO 8601) everything that the seeds want monitored. */
export function measure(state: WorkflowState, at: string, options: MeasureOptions = {}): Measurement {
  const {
    thresholds = state.settings.alert_thresholds ?? DEFAULT_THRESHOLDS,
    history = emptyHistory(),
    breakers = state.breakers ?? {},
    budget = budgetOf(state),
  } = options;
  const started = Date.parse(state.started_at);
  // Clocks of different machines differ: nothing has lasted less than no time.
  const now = Math.max(Date.parse(state.finished_at ?? at), started);
  const elapsed = now - started;
  const ended = isFinal(state.status);
  const attempts = attemptsOf(state);
  // What the state knows of backends holds this workflow's own attempts already.
  const known = state.backend_history;
  const { samples, estimate } =
    known === undefined
      ? expectationOf(state, attempts, durationSamples(history))
      : expectationOf({ ...state, agent_results: {} }, [], durationSamples(known));
  const queue = ended ? [] : queueOf(state);
  const alerts = ended
    ? []
    : findAlerts({ state, attempts, queue, now, thresholds, samples, estimate, breakers, budget });
  const remaining = ended ? 0 : remainingWork(state, attempts, estimate, now);
  const percentage = completionOf(state);
  const checkpointSize = options.checkpointSize ?? new TextEncoder().encode(JSON.stringify(state)).length;
  const metrics = listMetrics({ state, attempts, queue, elapsed, now, checkpointSize });
  return {
    orchestration: {
      execution: {
        id: state.workflow_id,
        status: executionStatus(state),
        progress: percentage,
        startTime: state.started_at,
        estimatedCompletion: completionTime(state, now + remaining),
      },
      tasks: countTasks(state),
      agents: { utilized: Object.keys(metrics.agents), performance: metrics.agents },
    },
    progress: {
      execution_id: state.workflow_id,
      elapsed_time: Math.floor(elapsed / 1000),
      completion_percentage: percentage,
      current_phase: phaseOf(state),
      current_work: currentWork(state),
      estimated_remaining: Math.ceil(remaining / 1000),
      bottlenecks: ended ? [] : findBottlenecks(state, queue, alerts),
      health_status: healthOf(state, alerts),
    },
    metrics,
    alerts,
  };
}

/** Tasks that could start if there were workers enough; those that wait for their retry cannot. */
function queueOf(state: WorkflowState): string[] {
  if (state.tasks.length === 0 || !state.implementation_approved) return [];
  const later = new Set(state.timers.flatMap((timer) => timer.task ?? []));
  const status = new Map(
    state.tasks.map((task) => [task.id, later.has(task.id) ? 'blocked' : task.status] as const),
  );
  return readyTasks(state, status, { maxParallel: Number.POSITIVE_INFINITY });
}

function completionTime(state: WorkflowState, expected: number): string | null {
  if (isFinal(state.status)) return state.finished_at;
  return isWaiting(state.status) ? null : new Date(expected).toISOString();
}
