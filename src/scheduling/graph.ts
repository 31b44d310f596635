import type { Diagnostic } from '../documents/types.js';
import { type BrokenCycle, createAcyclicGraph, type Edge, isExplicit, STRENGTH } from './acyclic.js';
import {
  indexById,
  type Network,
  remainingPath,
  type Schedulable,
  toNetwork,
  topologicalOrder,
} from './network.js';

/** What the graph needs to know of a task; `Task` of tasks.md has it all. */
export interface GraphTask extends Schedulable {
  readonly line?: number;
  /** Those of `depends_on` that are stated in words; all of them where absent. */
  readonly explicit_depends_on?: readonly string[];
}

/** One dependency, drawn in the order of work: `to` needs `from` first. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
  readonly kind: 'explicit' | 'implicit';
}

/** Tasks with everything that follows from their dependencies. */
export interface TaskGraph<T extends GraphTask = GraphTask> {
  readonly tasks: readonly T[];
  readonly dependencies: readonly Dependency[];
  /** Tasks by depth: those of one group do not depend on each other. A hint for people, not a barrier. */
  readonly parallel_groups: readonly string[][];
  /** Every task once, after all that it needs. */
  readonly execution_order: readonly string[];
  /** The longest chain of dependent tasks. */
  readonly critical_path: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Builds the graph of a list of tasks, whose ids are unique. Dependencies on unknown tasks are reported and left out;
 * cycles are reported and broken at an implicit dependency where there is one, so that an order always exists.
 */
export function buildGraph<T extends GraphTask>(
  tasks: readonly T[],
  earlier: readonly Diagnostic[] = [],
): TaskGraph<T> {
  const diagnostics: Diagnostic[] = [...earlier, ...unknownDependencies(tasks)];
  const direct = toNetwork(tasks);
  const straight = topologicalOrder(direct);
  const cyclic = straight.length < tasks.length;
  const { needs, broken } = cyclic ? withoutCycles(tasks) : { needs: null, broken: [] };
  diagnostics.push(...broken.map((cycle) => describeCycle(cycle, tasks)));
  const network = needs
    ? toNetwork(tasks.map((task, i) => ({ id: task.id, depends_on: needs[i] ?? [] })))
    : direct;
  const order = needs ? topologicalOrder(network) : straight;
  return {
    tasks: needs ? tasks.map((task, i) => ({ ...task, depends_on: needs[i] ?? [] })) : tasks,
    dependencies: listDependencies(tasks, network),
    parallel_groups: groupByDepth(tasks, network, order),
    execution_order: Array.from(order, (i) => tasks[i]?.id ?? ''),
    critical_path: criticalPath(network, order).map((i) => tasks[i]?.id ?? ''),
    diagnostics,
  };
}

/** Says which dependencies form a cycle and which of them was given up. */
export function describeCycle(
  cycle: BrokenCycle,
  tasks: readonly { readonly id: string; readonly line?: number }[],
): Diagnostic {
  const name = (i: number) => tasks[i]?.id ?? String(i);
  const explicit = isExplicit(cycle.dropped);
  const kind = explicit ? 'stated' : 'implied';
  return {
    line: tasks[cycle.dropped.from]?.line ?? 0,
    kind: 'cycle',
    severity: explicit ? 'error' : 'warning',
    message: `Expected dependencies without a cycle, found ${pathOf(cycle.path.map(name))} (each needs the next); the ${kind} dependency of ${name(cycle.dropped.from)} on ${name(cycle.dropped.to)} is left out. ${explicit ? 'Remove one of these dependencies.' : 'Reorder the tasks if that is not meant.'}`,
  };
}

function pathOf(ids: readonly string[]): string {
  const shown =
    ids.length > 20 ? [...ids.slice(0, 10), `… ${ids.length - 12} more …`, ...ids.slice(-2)] : ids;
  return shown.join(' → ');
}

function unknownDependencies(tasks: readonly GraphTask[]): Diagnostic[] {
  const index = indexById(tasks);
  return tasks.flatMap((task) =>
    task.depends_on
      .filter((id) => !index.has(id) || id === task.id)
      .map((id) => ({
        line: task.line ?? 0,
        kind: 'unknown_dependency' as const,
        severity: 'warning' as const,
        message: `Expected ${task.id} to depend on another task of this list, found ${id}; it is left out.`,
      })),
  );
}

function withoutCycles(tasks: readonly GraphTask[]): { needs: string[][]; broken: readonly BrokenCycle[] } {
  const index = indexById(tasks);
  const graph = createAcyclicGraph(tasks.length);
  const edges: Edge[] = tasks.flatMap((task, from) => {
    const stated = statedBy(task);
    return task.depends_on.flatMap((id) => {
      const to = index.get(id);
      if (to === undefined || to === from) return [];
      return [{ from, to, strength: stated.has(id) ? STRENGTH.saidOfTask : STRENGTH.sequence }];
    });
  });
  for (const edge of edges.sort((a, b) => b.strength - a.strength)) graph.add(edge);
  return {
    needs: tasks.map((_, i) => graph.needs(i).map((to) => tasks[to]?.id ?? '')),
    broken: graph.broken,
  };
}

function listDependencies(tasks: readonly GraphTask[], network: Network): Dependency[] {
  const list: Dependency[] = [];
  tasks.forEach((task, i) => {
    const stated = statedBy(task);
    const end = network.needsAt[i + 1] ?? 0;
    for (let k = network.needsAt[i] ?? 0; k < end; k++) {
      const from = tasks[network.needs[k] ?? 0]?.id ?? '';
      list.push({ from, to: task.id, kind: stated.has(from) ? 'explicit' : 'implicit' });
    }
  });
  return list;
}

/** The dependencies that a task states in words. */
function statedBy(task: GraphTask): ReadonlySet<string> {
  return new Set(task.explicit_depends_on ?? task.depends_on);
}

function groupByDepth(tasks: readonly GraphTask[], network: Network, order: Int32Array): string[][] {
  const depth = new Int32Array(network.size);
  const groups: number[][] = [];
  for (const node of order) {
    let level = 0;
    const end = network.needsAt[node + 1] ?? 0;
    for (let k = network.needsAt[node] ?? 0; k < end; k++) {
      level = Math.max(level, (depth[network.needs[k] ?? 0] ?? 0) + 1);
    }
    depth[node] = level;
    const group = groups[level];
    if (group) group.push(node);
    else groups[level] = [node];
  }
  return groups.map((group) => group.sort((a, b) => a - b).map((i) => tasks[i]?.id ?? ''));
}

function criticalPath(network: Network, order: Int32Array): number[] {
  const remaining = remainingPath(network, order);
  const longest = (nodes: Iterable<number>): number => {
    let best = -1;
    for (const node of nodes) {
      if (best < 0 || (remaining[node] ?? 0) > (remaining[best] ?? 0)) best = node;
    }
    return best;
  };
  const path: number[] = [];
  let node = longest(order.toSorted());
  while (node >= 0) {
    path.push(node);
    node = longest(network.unlocks.subarray(network.unlocksAt[node] ?? 0, network.unlocksAt[node + 1] ?? 0));
  }
  return path;
}
