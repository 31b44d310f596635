import type { TaskState, WorkflowState } from '../domain/state.js';
import { money } from './format.js';

/** How many tasks are in each state. */
export function countTasks(tasks: readonly TaskState[]): Record<TaskState['status'], number> {
  const counts = { pending: 0, running: 0, done: 0, failed: 0, blocked: 0 };
  for (const task of tasks) counts[task.status] += 1;
  return counts;
}

/** What all agents together used so far. */
function totalCost(state: WorkflowState): number {
  return Object.values(state.agent_results).reduce((sum, result) => sum + result.cost_usd, 0);
}

/** What was spent, as it is shown: nothing at all where nothing was spent. */
export function cost(state: WorkflowState): string[] {
  const spent = totalCost(state);
  return spent > 0 ? [money(spent)] : [];
}

/** How many agents of the sequence are done, of how many. */
export function agentProgress(state: WorkflowState): { done: number; total: number } {
  const done = state.agents_to_execute.filter((agent) => state.completed_agents.includes(agent)).length;
  return { done, total: state.agents_to_execute.length };
}
