import { indexById, remainingPath, toNetwork } from './network.js';
import { reversed } from './simulate.js';
import { type SchedulableTask, someOrder, weightsOf } from './urgency.js';

export interface Criticality {
  readonly id: string;
  /** Length of the longest path of work from this task to the end, its own included. */
  readonly remaining: number;
  /** By how much the task may be late before the whole run is; 0 on the critical path. */
  readonly slack: number;
  /** Declared critical, or needed by a task that is: without it the run has failed, not just shrunk. */
  readonly is_critical: boolean;
}

/**
 * Tells how much depends on each task that is left. `slack` ignores how many workers there are; a declared criticality
 * is inherited by everything that the task needs, since that failing would block it.
 */
export function criticalityOf(tasks: readonly SchedulableTask[]): Criticality[] {
  const left = tasks.filter((task) => !task.done && !task.skipped);
  const network = toNetwork(left);
  const weights = weightsOf(left);
  const back = reversed(network);
  const remaining = remainingPath(network, someOrder(network), weights);
  const before = remainingPath(back, someOrder(back), weights);
  const longest = remaining.reduce((most, path) => Math.max(most, path), 0);
  const critical = inherit(left);
  return left.map((task, i) => {
    const after = remaining[i] ?? 0;
    const through = (before[i] ?? 0) + after - (weights[i] ?? 0);
    return { id: task.id, remaining: after, slack: longest - through, is_critical: critical.has(task.id) };
  });
}

function inherit(tasks: readonly SchedulableTask[]): Set<string> {
  const index = indexById(tasks);
  const found = new Set<string>();
  const queue = tasks.filter((task) => task.is_critical).map((task) => task.id);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const at = index.get(id);
    if (found.has(id) || at === undefined) continue;
    found.add(id);
    queue.push(...(tasks[at]?.depends_on ?? []));
  }
  return found;
}
