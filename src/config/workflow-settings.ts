import type { Budgets } from '../domain/selection.js';
import type { Settings } from '../domain/state.js';
import type { Config } from './schema.js';
import { defaultBackend, selectionOf } from './selection-settings.js';

/**
 * The part of the configuration that the engine needs, copied into the state when a workflow starts.
 *
 * @param backend plays the agents for which the configuration names none
 */
export function workflowSettings(config: Config, backend: string | null): Settings {
  const { execution, loop_limits, permissions, backends, monitoring } = config;
  const { retry_policy, circuit_breaker } = execution;
  const selection = selectionOf(config, backend);
  return {
    max_parallel_tasks: execution.max_parallel_tasks,
    agent_timeout_seconds: config.agent_timeout_minutes * 60,
    task_timeout_seconds: execution.task_timeout_seconds,
    retry_initial_delay_ms: execution.retry_policy.initial_delay_ms,
    loop_limits: { ...loop_limits },
    required_approvals: permissions.required_approvals,
    minimum_permission: permissions.minimum_permission,
    exclude_requester: permissions.exclude_requester,
    ...(permissions.approver_teams.length === 0 ? {} : { approver_teams: permissions.approver_teams }),
    ...(permissions.implementation_environment === undefined
      ? {}
      : { implementation_environment: permissions.implementation_environment }),
    default_backend: defaultBackend(backends, backend),
    backends: { ...backends.per_agent },
    ...(selection === undefined ? {} : { selection }),
    retry_policy: {
      max_retries: retry_policy.max_retries,
      backoff_strategy: retry_policy.backoff_strategy,
    },
    circuit_breaker: {
      failure_threshold: circuit_breaker.failure_threshold,
      cooldown_ms: Math.max(1, milliseconds(circuit_breaker.cooldown)),
      max_cooldown_ms: Math.max(1, milliseconds(circuit_breaker.max_cooldown)),
    },
    critical_share: execution.critical_share,
    budgets: budgetsOf(config),
    alert_thresholds: {
      task_failure_rate: monitoring.alert_thresholds.task_failure_rate,
      execution_delay_ms: milliseconds(monitoring.alert_thresholds.execution_delay),
    },
    // Absent where all is shown: older versions of this product read the state as well.
    ...(config.reports.checks && config.reports.status_labels ? {} : { reports: { ...config.reports } }),
  };
}

/** The budgets of the configuration; a workflow that is resumed takes those of now. */
export function budgetsOf({ budgets }: Config): Budgets {
  return { ...budgets };
}

/** `30s` and the like in milliseconds; the schema has seen to the form. */
export function milliseconds(duration: string): number {
  const [, number = '0', unit = 'ms'] = /^(\d+)(ms|s|m|h)$/.exec(duration) ?? [];
  return Number(number) * (UNITS[unit] ?? 1);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
