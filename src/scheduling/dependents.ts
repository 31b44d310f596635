import type { Schedulable } from './network.js';

/** All tasks that need one of these, directly or not; these themselves are left out. */
export function dependentsOf(tasks: readonly Schedulable[], ids: readonly string[]): ReadonlySet<string> {
  const dependents = new Map<string, string[]>();
  for (const task of tasks) {
    for (const id of task.depends_on) {
      const list = dependents.get(id);
      if (list) list.push(task.id);
      else dependents.set(id, [task.id]);
    }
  }
  const given = new Set(ids);
  const found = new Set<string>();
  const queue = [...ids];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const next of dependents.get(id) ?? []) {
      if (found.has(next) || given.has(next)) continue;
      found.add(next);
      queue.push(next);
    }
  }
  return found;
}
