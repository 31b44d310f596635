import type { AcyclicGraph } from '../scheduling/acyclic.js';
import { STRENGTH } from '../scheduling/acyclic.js';
import type { TaskEntry } from './entries.js';
import type { Phase } from './phases.js';

/** Above this many pairs a dense link goes through one task, so that edges stay linear in the number of tasks. */
const MOST_PAIRS = 10_000;

/** Two parallel tasks that change the same file. */
export interface Clash {
  readonly file: string;
  readonly first: number;
  readonly second: number;
}

/**
 * Adds the order inside a phase: an unmarked task follows everything before it, a run of `[P]` tasks follows the last
 * unmarked one, and tasks of a run that change the same file follow each other. `waits` holds, for tasks that a sentence
 * tells to wait, the tasks it names (none: all above).
 */
export function addPhaseOrder(
  graph: AcyclicGraph,
  phase: Phase,
  entries: readonly TaskEntry[],
  files: readonly (readonly string[])[],
  waits: ReadonlyMap<number, readonly number[]>,
): Clash[] {
  const clashes: Clash[] = [];
  const holder = new Map<string, number>();
  let base: readonly number[] = [];
  let run: number[] = [];
  const follow = (from: number, tasks: readonly number[]) => {
    for (const to of tasks) graph.add({ from, to, strength: STRENGTH.sequence });
  };
  const finish = (): readonly number[] => (run.length > 0 ? endsOf(graph, run) : base);
  for (const task of phase.tasks) {
    const named = waits.get(task);
    if (named && named.length === 0) {
      base = finish();
      run = [];
      holder.clear();
    } else if (named) {
      base = named.some((each) => phase.tasks.includes(each)) ? named : [...base, ...named];
    }
    if (entries[task]?.head.parallel) {
      follow(task, base);
      if (base.length > Math.sqrt(MOST_PAIRS)) base = [task];
      for (const file of files[task] ?? []) {
        const first = holder.get(file);
        if (first !== undefined) {
          graph.add({ from: task, to: first, strength: STRENGTH.file });
          clashes.push({ file, first, second: task });
        }
        holder.set(file, task);
      }
      run.push(task);
    } else {
      follow(task, finish());
      base = [task];
      run = [];
      holder.clear();
    }
  }
  return clashes;
}

/** Adds the order of phases: each waits for those before it, stories only for what comes before all stories. */
export function addPhaseBarriers(
  graph: AcyclicGraph,
  ordered: readonly Phase[],
  files: readonly (readonly string[])[],
): { clashes: Clash[]; dense: number[] } {
  const clashes: Clash[] = [];
  const dense: number[] = [];
  const join = (from: readonly number[], to: readonly number[]) => {
    const hub = link(graph, beginningsOf(graph, from), to, STRENGTH.phase);
    if (hub >= 0) dense.push(hub);
  };
  let base: readonly number[] = [];
  let stories: Phase[] = [];
  let holder = new Map<string, { task: number; phase: Phase }>();
  for (const phase of ordered) {
    if (phase.kind !== 'story') {
      join(
        phase.tasks,
        stories.length > 0
          ? endsOf(
              graph,
              stories.flatMap((each) => each.tasks),
            )
          : base,
      );
      base = endsOf(graph, phase.tasks);
      stories = [];
      holder = new Map();
      continue;
    }
    join(phase.tasks, base);
    const same = stories.findLast((each) => each.stories.some((story) => phase.stories.includes(story)));
    if (same) join(phase.tasks, endsOf(graph, same.tasks));
    stories.push(phase);
    // Stories may run side by side, yet two of them must not change one file at the same time.
    for (const task of phase.tasks) {
      for (const file of files[task] ?? []) {
        const held = holder.get(file);
        if (held && held.phase !== phase) {
          graph.add({ from: task, to: held.task, strength: STRENGTH.file });
          clashes.push({ file, first: held.task, second: task });
        }
        holder.set(file, { task, phase });
      }
    }
  }
  return { clashes, dense };
}

/**
 * Makes each of `from` need each of `to`. Where that would be very many edges, the first of `from` needs them all and
 * the others need it; that task is returned, else -1.
 */
export function link(
  graph: AcyclicGraph,
  from: readonly number[],
  to: readonly number[],
  strength: number,
): number {
  const [hub] = from;
  if (hub !== undefined && from.length * to.length > MOST_PAIRS) {
    for (const each of to) graph.add({ from: hub, to: each, strength });
    for (const each of from) graph.add({ from: each, to: hub, strength });
    return hub;
  }
  for (const each of from) for (const other of to) graph.add({ from: each, to: other, strength });
  return -1;
}

/** Those of a set of tasks that no other of the set needs. */
export function endsOf(graph: AcyclicGraph, tasks: readonly number[]): number[] {
  const needed = new Set(tasks.flatMap((task) => graph.needs(task)));
  return tasks.filter((task) => !needed.has(task));
}

/** Those of a set of tasks that need no other of the set. */
export function beginningsOf(graph: AcyclicGraph, tasks: readonly number[]): number[] {
  const inside = new Set(tasks);
  return tasks.filter((task) => !graph.needs(task).some((other) => inside.has(other)));
}
