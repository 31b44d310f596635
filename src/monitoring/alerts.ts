import { isKeptByEnvironment, isWaiting, type WorkflowState } from '../domain/state.js';
import type { DurationSamples } from '../scheduling/duration.js';
import type { BreakerState } from '../selection/breaker.js';
import type { BudgetCheck } from '../selection/budget.js';
import { type Attempt, elapsedOf } from './attempts.js';
import { successShare } from './orchestration.js';

/** The seed's `alert_thresholds`. */
export interface AlertThresholds {
  /** Share of attempts that fail, from 0 to 1. */
  readonly task_failure_rate: number;
  readonly execution_delay_ms: number;
}

export const DEFAULT_THRESHOLDS: AlertThresholds = { task_failure_rate: 0.1, execution_delay_ms: 120_000 };

export interface Alert {
  readonly kind: 'task_failure_rate' | 'execution_delay' | 'backend_unavailable' | 'budget';
  /** `critical`: work stands still until somebody acts. */
  readonly severity: 'warning' | 'critical';
  /** The assignment, backend or cap that it is about; null for the workflow as a whole. */
  readonly subject: string | null;
  readonly message: string;
}

export interface Watched {
  readonly state: WorkflowState;
  readonly attempts: readonly Attempt[];
  /** Tasks that could start. */
  readonly queue: readonly string[];
  readonly now: number;
  readonly thresholds: AlertThresholds;
  /** Durations by type; what has none is late only after its timeout. */
  readonly samples: DurationSamples;
  readonly estimate: (type: string) => number;
  readonly breakers: Readonly<Record<string, BreakerState>>;
  readonly budget: BudgetCheck | null;
}

/** Everything that has reached its threshold now. */
export function findAlerts(watched: Watched): Alert[] {
  return [
    ...failureRate(watched),
    ...delays(watched),
    ...standstill(watched),
    ...backends(watched),
    ...budget(watched),
  ];
}

function failureRate({ attempts, thresholds }: Watched): Alert[] {
  const share = successShare(attempts);
  const rate = share === null ? 0 : 1 - share;
  // A threshold of 0 means the first failure, not none.
  if (rate === 0 || rate < thresholds.task_failure_rate - 1e-9) return [];
  const message = `${percent(rate)} of the attempts failed; the limit is ${percent(thresholds.task_failure_rate)}. Look at the latest failures, or raise monitoring.alert_thresholds.task_failure_rate.`;
  return [{ kind: 'task_failure_rate', severity: 'warning', subject: null, message }];
}

function delays(watched: Watched): Alert[] {
  const { attempts, thresholds, now } = watched;
  return attempts.flatMap((attempt): Alert[] => {
    if (attempt.result !== 'running' || isKeptByEnvironment(attempt.assignment)) return [];
    const late = elapsedOf(attempt, now) - usualTime(watched, attempt);
    if (late < thresholds.execution_delay_ms) return [];
    const { id, agents, tasks, backend, deadline_at } = attempt.assignment;
    const what = tasks.join(', ') || agents.join(', ');
    const message = `${what} on ${backend} is ${seconds(late)} behind what it usually takes; it is given up at ${deadline_at}.`;
    const overdue = now >= Date.parse(deadline_at);
    return [{ kind: 'execution_delay', severity: overdue ? 'critical' : 'warning', subject: id, message }];
  });
}

/** Tasks that could start, free workers, and nothing has happened for as long as the threshold. */
function standstill({ state, attempts, queue, now, thresholds }: Watched): Alert[] {
  const running = attempts.filter((attempt) => attempt.result === 'running').length;
  if (queue.length === 0 || running >= state.settings.max_parallel_tasks) return [];
  if (state.status !== 'running' || isWaiting(state.status)) return [];
  const since = now - Date.parse(state.updated_at);
  if (since < thresholds.execution_delay_ms) return [];
  const message = `${queue.length} tasks could start and none has for ${seconds(since)}. The next scheduled run goes on with them; if it does not, see whether scheduled runs are switched on.`;
  return [{ kind: 'execution_delay', severity: 'critical', subject: null, message }];
}

function backends({ breakers }: Watched): Alert[] {
  return Object.entries(breakers).flatMap(([backend, breaker]): Alert[] => {
    if (breaker.status === 'closed') return [];
    const until = breaker.status === 'open' ? breaker.retry_at : breaker.probe_until;
    const next =
      breaker.status === 'open' ? `it is tried again at ${until}` : `a single task tries it until ${until}`;
    const message = `${backend} kept failing and gets no work since ${breaker.opened_at}; ${next}.`;
    return [{ kind: 'backend_unavailable', severity: 'warning', subject: backend, message }];
  });
}

function budget({ budget }: Watched): Alert[] {
  return (budget?.lines ?? []).map(({ what, spent, cap }) => ({
    kind: 'budget',
    severity: spent >= cap ? 'critical' : 'warning',
    subject: what,
    message: `${Math.round(spent * 100) / 100} of ${cap} ${what} are used up.${spent >= cap ? ' Nothing further starts; raise the cap under budgets to go on.' : ''}`,
  }));
}

function usualTime({ state, samples, estimate }: Watched, { assignment, task_type }: Attempt): number {
  const { agents, tasks } = assignment;
  const { agent_timeout_seconds, task_timeout_seconds } = state.settings;
  const usual = (type: string, timeout: number) =>
    (samples[type] ?? []).length > 0 ? estimate(type) : timeout * 1000;
  if (tasks.length > 0) return tasks.length * usual(task_type, task_timeout_seconds);
  return agents.reduce((sum, agent) => sum + usual(agent, agent_timeout_seconds), 0);
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
