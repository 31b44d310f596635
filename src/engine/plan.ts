import type { WorkflowState } from '../domain/state.js';
import { criticalityOf } from '../scheduling/criticality.js';
import { dependentsOf } from '../scheduling/dependents.js';
import { estimateDurations } from '../scheduling/duration.js';
import { planOrder } from '../scheduling/plan-order.js';
import type { SchedulableTask } from '../scheduling/urgency.js';
import { durationSamples } from '../selection/history.js';
import { traitsOf } from '../selection/traits.js';
import type { Draft } from './draft.js';
import { criticalShareOf } from './policies.js';

/** Plans in which order the tasks start, unless there is a plan: at the approval, and anew after a task is given up. */
export function ensurePlan(draft: Draft): void {
  const { state } = draft;
  if (state.plan !== undefined) return;
  const tasks = weighted(state);
  const running = state.tasks.filter((task) => task.status === 'running').map((task) => task.id);
  const { order } = planOrder(tasks, { maxParallel: state.settings.max_parallel_tasks, running });
  draft.set({ plan: { order, critical: criticalPath(tasks) } });
}

/**
 * True for a task whose failure ends all hope of a whole feature: it lies on the critical path and others wait for it, or
 * it blocks more than the configured share of all tasks.
 */
export function isCritical(state: WorkflowState, id: string): boolean {
  if (state.plan?.critical.includes(id) === true) return true;
  return dependentsOf(state.tasks, [id]).size > criticalShareOf(state.settings) * state.tasks.length;
}

/** Expected durations from what is known of earlier tasks; all alike where nothing is. */
function weighted({ tasks, backend_history }: WorkflowState): readonly SchedulableTask[] {
  const samples = Object.entries(backend_history === undefined ? {} : durationSamples(backend_history));
  const known = samples.filter(([type, list]) => type.startsWith('implement') && list.length > 0);
  const estimate = known.length === 0 ? null : estimateDurations(Object.fromEntries(known), 1);
  return tasks.map((task) => ({
    id: task.id,
    depends_on: task.depends_on,
    done: task.status === 'done',
    ...(estimate === null ? {} : { weight: estimate(traitsOf('implement', [task]).task_type) }),
  }));
}

/**
 * One longest path of the tasks that are left, as far as others wait for its tasks: of stories that are equally long not
 * every one is to halt all others.
 */
function criticalPath(tasks: readonly SchedulableTask[]): string[] {
  const remaining = new Map(criticalityOf(tasks).map((task) => [task.id, task.remaining]));
  const dependents = new Map<string, string[]>();
  for (const task of tasks) {
    if (!remaining.has(task.id)) continue;
    for (const id of task.depends_on) {
      const list = dependents.get(id);
      if (list) list.push(task.id);
      else dependents.set(id, [task.id]);
    }
  }
  const longest = (ids: Iterable<string>): string | null => {
    let best: string | null = null;
    for (const id of ids) {
      if (best === null || (remaining.get(id) ?? 0) > (remaining.get(best) ?? 0)) best = id;
    }
    return best;
  };
  const path: string[] = [];
  const seen = new Set<string>();
  for (let id = longest(remaining.keys()); id !== null && !seen.has(id); ) {
    seen.add(id);
    const next = longest(dependents.get(id) ?? []);
    if (next !== null) path.push(id);
    id = next;
  }
  return path;
}
