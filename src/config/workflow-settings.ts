import type { Settings } from '../domain/state.js';
import type { Config } from './schema.js';

/**
 * The part of the configuration that the engine needs, copied into the state when a workflow starts.
 *
 * @param backend plays the agents for which the configuration names none
 */
export function workflowSettings(config: Config, backend: string | null): Settings {
  const { execution, loop_limits, permissions, backends } = config;
  return {
    max_parallel_tasks: execution.max_parallel_tasks,
    agent_timeout_seconds: config.agent_timeout_minutes * 60,
    task_timeout_seconds: execution.task_timeout_seconds,
    retry_initial_delay_ms: execution.retry_policy.initial_delay_ms,
    loop_limits: { ...loop_limits },
    required_approvals: permissions.required_approvals,
    minimum_permission: permissions.minimum_permission,
    exclude_requester: permissions.exclude_requester,
    default_backend: backends.default ?? backend ?? 'command',
    backends: { ...backends.per_agent },
  };
}
