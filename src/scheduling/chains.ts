import { indexById, type Network, type Schedulable, toNetwork, topologicalOrder } from './network.js';

/** What contraction needs to know of a task. */
export interface ChainTask extends Schedulable {
  readonly story?: string | null;
  readonly phase?: string | null;
  readonly done?: boolean;
  readonly skipped?: boolean;
}

/**
 * Groups the tasks that are still to do into chains that one worker can do in one go, in order: a task joins the chain of
 * the task before it where neither has another neighbour and both serve the same story. Since nothing outside a chain
 * waits for an inner task, a chain cannot make the whole run longer. `longest` bounds a chain's length.
 */
export function contractChains(
  graph: { readonly tasks: readonly ChainTask[] },
  { longest = Number.POSITIVE_INFINITY }: { readonly longest?: number } = {},
): string[][] {
  const tasks = graph.tasks.filter((task) => !task.done && !task.skipped);
  const network = withoutShortcuts(tasks);
  const chainOf: string[][] = [];
  const chains: string[][] = [];
  for (const node of topologicalOrder(network)) {
    const task = tasks[node];
    if (!task) continue;
    const before = onlyNeed(network, node);
    const chain = before >= 0 && sameStory(task, tasks[before]) ? chainOf[before] : undefined;
    if (chain && chain.length < longest) {
      chain.push(task.id);
      chainOf[node] = chain;
    } else {
      const started = [task.id];
      chainOf[node] = started;
      chains.push(started);
    }
  }
  return chains;
}

/** The single task that `node` needs, provided that `node` is the only one to need it; else -1. */
function onlyNeed(network: Network, node: number): number {
  const start = network.needsAt[node] ?? 0;
  if ((network.needsAt[node + 1] ?? 0) - start !== 1) return -1;
  const before = network.needs[start] ?? -1;
  return (network.unlocksAt[before + 1] ?? 0) - (network.unlocksAt[before] ?? 0) === 1 ? before : -1;
}

function sameStory(task: ChainTask, before: ChainTask | undefined): boolean {
  if (!before || (task.story ?? null) !== (before.story ?? null)) return false;
  // Without a story the phase tells what belongs together.
  return (task.story ?? null) !== null || (task.phase ?? null) === (before.phase ?? null);
}

/** Leaves out a dependency that follows from another one directly: with A before B before C, "C needs A" adds nothing. */
function withoutShortcuts(tasks: readonly ChainTask[]): Network {
  const index = indexById(tasks);
  const full = toNetwork(tasks, index);
  const needsOf = (node: number) => full.needs.subarray(full.needsAt[node] ?? 0, full.needsAt[node + 1] ?? 0);
  const slim = tasks.map((task, i) => {
    const needs = needsOf(i);
    const behind = needs.length > 1 && needs.length <= 16 ? new Set<number>() : null;
    if (behind) for (const need of needs) for (const further of needsOf(need)) behind.add(further);
    const kept = behind ? needs.filter((need) => !behind.has(need)) : needs;
    return { id: task.id, depends_on: Array.from(kept, (need) => tasks[need]?.id ?? '') };
  });
  return toNetwork(slim, index);
}
