import type { WorkflowState } from '../domain/state.js';
import type { DurationEstimate } from '../scheduling/duration.js';
import { expectedMakespan } from '../scheduling/simulate.js';
import { traitsOf } from '../selection/traits.js';
import { type Attempt, elapsedOf } from './attempts.js';

/** What is overdue is taken to need a tenth of its usual time yet: nobody knows, but it is not done. */
const OVERDUE_SHARE = 0.1;

/** Milliseconds of agents' work that lie between now and the end, people's time not counted. */
export function remainingWork(
  state: WorkflowState,
  attempts: readonly Attempt[],
  estimate: DurationEstimate,
  now: number,
): number {
  const running = attempts.filter((attempt) => attempt.result === 'running');
  let total = 0;
  for (const agent of state.agents_to_execute) {
    if (state.completed_agents.includes(agent)) continue;
    if (agent === 'implement' && state.tasks.length > 0) {
      total += remainingTasks(state, running, estimate, now);
      continue;
    }
    const usual = estimate(agent);
    const current = running.find((attempt) => attempt.assignment.agents.includes(agent));
    // Of a run of agents only the one at work has used up time; those before it count as completed once they answer.
    const used = current !== undefined && state.current_agent === agent ? elapsedOf(current, now) : 0;
    total += left(usual, used);
  }
  return total;
}

function remainingTasks(
  state: WorkflowState,
  running: readonly Attempt[],
  estimate: DurationEstimate,
  now: number,
): number {
  const usedBy = new Map<string, number>();
  for (const attempt of running) {
    const { tasks } = attempt.assignment;
    for (const id of tasks) usedBy.set(id, elapsedOf(attempt, now) / tasks.length);
  }
  const tasks = state.tasks.map((task) => ({
    id: task.id,
    depends_on: task.depends_on,
    // What failed for good takes no more time, nor does what waits for it; both end the run early rather than late.
    done: task.status === 'done' || task.status === 'failed' || task.status === 'blocked',
    weight: left(estimate(traitsOf('implement', [task]).task_type), usedBy.get(task.id) ?? 0),
  }));
  return expectedMakespan(tasks, {
    maxParallel: state.settings.max_parallel_tasks,
    running: [...usedBy.keys()],
  });
}

function left(usual: number, used: number): number {
  return Math.max(usual - used, usual * OVERDUE_SHARE);
}
