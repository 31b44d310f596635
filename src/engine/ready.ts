import type { TaskState } from '../domain/state.js';

/**
 * Tasks that can start now: dependencies done, longest remaining path first, at most `maxParallel` under way at once.
 * Never waits at a barrier.
 */
export function readyTasks(tasks: readonly TaskState[], maxParallel: number): string[] {
  const done = new Set(tasks.filter((task) => task.status === 'done').map((task) => task.id));
  const known = new Set(tasks.map((task) => task.id));
  const free = maxParallel - tasks.filter((task) => task.status === 'running').length;
  if (free <= 0) return [];
  const priority = remainingPath(tasks);
  return tasks
    .filter(
      (task) => task.status === 'pending' && task.depends_on.every((id) => done.has(id) || !known.has(id)),
    )
    .sort((a, b) => (priority.get(b.id) ?? 0) - (priority.get(a.id) ?? 0))
    .slice(0, free)
    .map((task) => task.id);
}

/** Length of the longest chain of dependents behind each task, itself included. */
function remainingPath(tasks: readonly TaskState[]): Map<string, number> {
  const length = new Map(tasks.map((task) => [task.id, 1]));
  // Dependencies mostly stand before their dependents, so a few sweeps from the end settle every length.
  for (let changed = true, sweeps = 0; changed && sweeps <= tasks.length; sweeps++) {
    changed = false;
    for (let index = tasks.length - 1; index >= 0; index--) {
      const task = tasks[index];
      if (task === undefined) continue;
      const through = (length.get(task.id) ?? 1) + 1;
      for (const id of task.depends_on) {
        if ((length.get(id) ?? through) >= through) continue;
        length.set(id, through);
        changed = true;
      }
    }
  }
  return length;
}
