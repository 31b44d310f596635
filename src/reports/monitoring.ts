import { isFinal, type WorkflowState } from '../domain/state.js';
import { type Measurement, measure } from '../monitoring/measure.js';
import type { AgentMetrics } from '../monitoring/orchestration.js';
import { count, duration, money } from './format.js';
import { folded, page, table } from './table.js';
import { cell, inline } from './text.js';

const HEALTH = { healthy: '🟢 healthy', degraded: '🟡 degraded', unhealthy: '🔴 unhealthy' } as const;

/** The figures of a workflow as a folded part of a page; nothing before its first assignment. */
export function monitoringSection(state: WorkflowState): string {
  if (state.assignments.length === 0) return '';
  const measured = measure(state, state.updated_at);
  return folded(`Monitoring: ${headline(state, measured)}`, figures(state, measured));
}

/** The most important figures in one line. */
export function headline(state: WorkflowState, { progress, alerts }: Measurement): string {
  const left = isFinal(state.status)
    ? []
    : [`about ${duration(progress.estimated_remaining * 1_000)} of work left`];
  const warnings = alerts.length > 0 ? [count(alerts.length, 'alert')] : [];
  return [
    HEALTH[progress.health_status],
    `${progress.completion_percentage}%`,
    progress.current_phase,
    ...left,
    ...warnings,
  ].join(' · ');
}

/** All figures, what holds the workflow up, and what has reached its threshold. */
export function figures(state: WorkflowState, measured: Measurement): string {
  const { progress, metrics, alerts } = measured;
  return page(
    alerts.map((one) => `- ⚠️ ${inline(one.message, 400)}`).join('\n'),
    progress.bottlenecks
      .map(
        ({ kind, subject, waiting }) =>
          `- Held up by ${kind.replaceAll('_', ' ')} ${inline(subject, 80)}: ${count(waiting, 'task')} behind it.`,
      )
      .join('\n'),
    table(['Figure', 'Value'], rowsOf(state, measured)),
    backendsTable(state, metrics.agents),
  );
}

function rowsOf(state: WorkflowState, { progress, metrics }: Measurement): string[][] {
  const { execution, system } = metrics;
  const rows: [string, string | null][] = [
    ['Elapsed', duration(progress.elapsed_time * 1_000)],
    ['Attempts, p50 and p95', pair(execution.duration_p50, execution.duration_p95)],
    ['Tasks done', percent(execution.task_completion_rate)],
    ['Parallel efficiency', percent(execution.parallel_efficiency)],
    ['Retries', percent(execution.retry_rate)],
    ['Queue', `${count(system.queue_depth, 'task')}, ${system.active_task_count} active`],
    ['Recovery, p50 and p95', pair(system.recovery_time, system.recovery_time_p95)],
    ['Saved state', `${Math.ceil(system.checkpoint_size / 1_024)} KiB`],
    ['Spent', spent(state)],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}

function backendsTable(state: WorkflowState, agents: Readonly<Record<string, AgentMetrics>>): string {
  const rows = Object.entries(agents).map(([backend, one]) => [
    cell(backend, 60),
    String(one.attempts),
    percent(one.success_rate) ?? '',
    pair(one.response_time_p50, one.response_time_p95) ?? '',
    `${Math.round(one.task_throughput * 10) / 10} an hour`,
    breakerWord(state, backend),
  ]);
  return table(['Backend', 'Attempts', 'Success', 'Response, p50 and p95', 'Throughput', ''], rows);
}

function breakerWord({ breakers = {} }: WorkflowState, backend: string): string {
  const breaker = Object.hasOwn(breakers, backend) ? breakers[backend] : undefined;
  if (breaker === undefined || breaker.status === 'closed') return '';
  return breaker.status === 'open' ? 'left alone after failures' : 'tried with one task';
}

function spent({ spent, settings: { budgets = {} } }: WorkflowState): string | null {
  if (spent === undefined) return null;
  const of = (cap: number | undefined, unit = '') => (cap === undefined ? '' : ` of ${cap}${unit}`);
  const parts = [
    ...(spent.cost_usd > 0 || budgets.max_cost_usd !== undefined
      ? [`${money(spent.cost_usd)}${of(budgets.max_cost_usd, ' USD')}`]
      : []),
    ...(spent.tokens > 0 || budgets.max_tokens !== undefined
      ? [`${spent.tokens}${of(budgets.max_tokens)} tokens`]
      : []),
    `${Math.round(spent.minutes * 10) / 10}${of(budgets.max_minutes)} min of agents' work`,
  ];
  return parts.join(', ');
}

function pair(one: number | null, other: number | null): string | null {
  return one === null || other === null ? null : `${duration(one)}, ${duration(other)}`;
}

function percent(share: number | null): string | null {
  return share === null ? null : `${Math.round(share * 1_000) / 10}%`;
}
