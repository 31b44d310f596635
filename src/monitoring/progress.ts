import { isFinal, type WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import type { Alert } from './alerts.js';
import type { Bottleneck } from './bottlenecks.js';

/** The seed's ProgressMonitor report. Times in seconds, as there. */
export interface ProgressReport {
  readonly execution_id: string;
  readonly elapsed_time: number;
  /** 0 to 100. */
  readonly completion_percentage: number;
  /** The phases of the seed's checkpoint: planning, then building, then what is left after both. */
  readonly current_phase: 'initialization' | 'execution' | 'completion';
  /** Agents and tasks at work now. */
  readonly current_work: readonly string[];
  /** Work of agents that is left; time that people take is not foreseen. 0 at the end. */
  readonly estimated_remaining: number;
  readonly bottlenecks: readonly Bottleneck[];
  readonly health_status: 'healthy' | 'degraded' | 'unhealthy';
}

const BUILDING: readonly AgentName[] = ['implement', 'test', 'review', 'e2e-test-builder', 'e2e-test-fixer'];

/** How much is done, from 0 to 100. Agents count alike; `implement` counts by its tasks. */
export function completionOf(state: WorkflowState): number {
  const { agents_to_execute: agents, completed_agents: completed, tasks } = state;
  if (state.status === 'completed') return 100;
  if (agents.length === 0) return 0;
  const tasksDone = tasks.filter((task) => task.status === 'done').length;
  const done = agents.reduce((sum, agent) => {
    if (completed.includes(agent)) return sum + 1;
    return agent === 'implement' && tasks.length > 0 ? sum + tasksDone / tasks.length : sum;
  }, 0);
  return Math.round((done / agents.length) * 1000) / 10;
}

/** The phase that a workflow is in. */
export function phaseOf(state: WorkflowState): ProgressReport['current_phase'] {
  if (isFinal(state.status)) return 'completion';
  const open = state.agents_to_execute.filter((agent) => !state.completed_agents.includes(agent));
  const [next] = open;
  if (next === undefined || open.every((agent) => agent === 'taskstoissues')) return 'completion';
  if (!BUILDING.includes(next)) return 'initialization';
  // Until a person has approved, the plan is all there is.
  return state.implementation_approved ? 'execution' : 'initialization';
}

/** What is being worked on, tasks by their ids, agents by their names. */
export function currentWork(state: WorkflowState): string[] {
  return state.assignments
    .filter((assignment) => assignment.status === 'dispatched')
    .flatMap((assignment): readonly string[] => {
      if (assignment.tasks.length > 0) return assignment.tasks;
      const { current_agent: current } = state;
      return current !== null && assignment.agents.includes(current) ? [current] : assignment.agents;
    });
}

/** `unhealthy` when work stands still or has failed, `degraded` when something has reached its threshold. */
export function healthOf(state: WorkflowState, alerts: readonly Alert[]): ProgressReport['health_status'] {
  if (state.status === 'failed' || alerts.some((alert) => alert.severity === 'critical')) return 'unhealthy';
  return alerts.length > 0 ? 'degraded' : 'healthy';
}
