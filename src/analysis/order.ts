/** Dependencies between tasks that cannot be met in any order, or not in the order of the phases. */
import type { TasksText } from './feature.js';
import { type Finding, findingAt } from './finding.js';

/** Cycles in what the document says, and tasks that wait for a later phase. */
export function orderDefects(document: TasksText): readonly Finding[] {
  const { tasks, diagnostics } = document;
  const cycles = diagnostics
    .filter(({ kind, severity }) => kind === 'cycle' && severity === 'error')
    .map(({ line, message }) =>
      findingAt('tasks.md', line, {
        severity: 'CRITICAL',
        type: 'Inconsistency',
        message,
        recommendation: 'Take one of these dependencies out, so that one task can be the first.',
      }),
    );
  const place = new Map<string | null, number>();
  for (const { phase } of tasks) if (!place.has(phase)) place.set(phase, place.size);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const backward = tasks.flatMap((task) =>
    task.explicit_depends_on.flatMap((id) => {
      const needed = byId.get(id);
      const later = (place.get(needed?.phase ?? null) ?? 0) > (place.get(task.phase) ?? 0);
      if (needed === undefined || !later || needed.line < task.line) return [];
      return [
        findingAt('tasks.md', task.line, {
          severity: 'MEDIUM',
          type: 'Inconsistency',
          message: `${task.id} depends on ${id}, which stands in a later phase (line ${needed.line})`,
          recommendation: `Move ${task.id} behind ${id}, or ${id} into an earlier phase.`,
        }),
      ];
    }),
  );
  return [...cycles, ...backward];
}
