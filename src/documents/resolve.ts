import type { TaskEntry } from './entries.js';
import type { Phase } from './phases.js';
import type { Reference } from './references.js';

/** Finds the tasks, by index, that references mean. */
export interface Resolver {
  readonly idOf: ReadonlyMap<string, number>;
  /** `before` bounds "all previous phases": phases that begin before that task. */
  readonly resolve: (references: readonly Reference[], before?: number) => Resolved;
}

/** Tasks in document order; `whole` where a story or phase is meant rather than tasks one by one. */
interface Resolved {
  readonly tasks: number[];
  readonly unknown: string[];
  readonly whole: boolean;
}

/** Makes a resolver for the tasks and phases of one document. */
export function createResolver(
  ids: readonly (readonly string[])[],
  entries: readonly TaskEntry[],
  phases: readonly Phase[],
): Resolver {
  const idOf = new Map<string, number>();
  // A line of its own outweighs a mention on another task's line.
  ids.forEach(([id = ''], i) => {
    if (!idOf.has(id)) idOf.set(id, i);
  });
  ids.forEach(([, ...aliases], i) => {
    for (const alias of aliases) if (!idOf.has(alias)) idOf.set(alias, i);
  });
  const byNumber = new Map<number, number[]>();
  for (const [id, i] of idOf) {
    const number = numberOf(id);
    const list = byNumber.get(number);
    if (list) list.push(i);
    else byNumber.set(number, [i]);
  }

  const between = (first: string, last: string): number[] => {
    const found: number[] = [];
    const [from, to] = [numberOf(first), numberOf(last)];
    for (let n = from; n <= to && n - from < 10_000; n++) found.push(...(byNumber.get(n) ?? []));
    return found;
  };

  const tasksOf = (reference: Reference, before: number): number[] | null => {
    switch (reference.kind) {
      case 'task': {
        if (reference.last !== undefined) return between(reference.id, reference.last);
        const index = idOf.get(reference.id);
        if (index !== undefined) return [index];
        const [, prefix = '', first, last] = /^(T-?)(\d+)-(\d+)$/.exec(reference.id) ?? [];
        return first && last && Number(last) > Number(first) ? between(prefix + first, prefix + last) : null;
      }
      case 'story':
        return storyTasks(reference.story, entries, phases);
      case 'phase':
        return phases.filter((phase) => isPhase(phase, reference)).flatMap((phase) => phase.tasks);
      case 'named':
        return phases.filter((phase) => phase.kind === reference.name).flatMap((phase) => phase.tasks);
      case 'all':
        if (reference.of === 'stories') {
          return phases.filter((phase) => phase.kind === 'story').flatMap((phase) => phase.tasks);
        }
        return phases
          .filter((phase) => !phase.tasks.includes(before) && (phase.tasks[0] ?? 0) < before)
          .flatMap((phase) => phase.tasks);
    }
  };

  return {
    idOf,
    resolve: (references, before = 0) => {
      const tasks = new Set<number>();
      const unknown: string[] = [];
      for (const reference of references) {
        const found = tasksOf(reference, before);
        if (found === null && reference.kind === 'task') unknown.push(reference.id);
        for (const task of found ?? []) tasks.add(task);
      }
      return {
        tasks: [...tasks].sort((a, b) => a - b),
        unknown,
        whole: references.some((reference) => reference.kind !== 'task'),
      };
    },
  };
}

/** The tasks of a story's own phase; where it has none, those that carry its label. */
function storyTasks(story: string, entries: readonly TaskEntry[], phases: readonly Phase[]): number[] {
  const labels = (task: number) => entries[task]?.head.stories ?? [];
  const own = phases
    .filter((phase) => phase.kind === 'story' && phase.stories.includes(story))
    .flatMap(({ stories, tasks }) =>
      tasks.filter(
        (task) => labels(task).includes(story) || (labels(task).length === 0 && stories.length === 1),
      ),
    );
  return own.length > 0 ? own : entries.flatMap((_, task) => (labels(task).includes(story) ? [task] : []));
}

function isPhase(phase: Phase, wanted: Reference & { kind: 'phase' }): boolean {
  if (phase.label === null) return false;
  const label = phase.label.toLowerCase();
  const first = wanted.label.toLowerCase();
  const number = Number.parseFloat(label);
  if (wanted.open) return number >= Number.parseFloat(first);
  if (wanted.last !== undefined)
    return number >= Number.parseFloat(first) && Math.floor(number) <= Number(wanted.last);
  return label === first || label.startsWith(`${first}.`);
}

function numberOf(id: string): number {
  return Number(/^T-?(\d+)/.exec(id)?.[1] ?? Number.NaN);
}
