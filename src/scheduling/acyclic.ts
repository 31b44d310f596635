/** An edge between two nodes by index: `from` needs `to` first. Of the edges of a cycle the weakest is given up. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly strength: number;
}

/** Strengths of edges: what is said in words outweighs what follows from the layout of the document. */
export const STRENGTH = { detour: 1, file: 2, sequence: 3, phase: 4, said: 5, saidOfTask: 6 } as const;

/** True for an edge that the document states in words. */
export function isExplicit(edge: Edge): boolean {
  return edge.strength >= STRENGTH.said;
}

/** A cycle that was found, as indices in order of need, and the edge that was given up to break it. */
export interface BrokenCycle {
  readonly path: readonly number[];
  readonly dropped: Edge;
}

/** A graph that never holds a cycle. */
export interface AcyclicGraph {
  /** Adds an edge; true where it is in the graph afterwards. */
  readonly add: (edge: Edge) => boolean;
  readonly edges: () => Edge[];
  readonly broken: readonly BrokenCycle[];
  /** What a node needs first, directly. */
  readonly needs: (node: number) => number[];
}

/**
 * Makes a graph over `size` nodes that keeps a topological order while edges arrive (Pearce and Kelly's algorithm): an
 * edge that fits the order costs nothing, one that does not reorders only the nodes between its ends. When an edge
 * would close a cycle, the weakest edge of that cycle goes, the new one where it is not stronger; nodes that relied on
 * it keep what lay behind it.
 */
export function createAcyclicGraph(size: number): AcyclicGraph {
  const position = Int32Array.from({ length: size }, (_, i) => i);
  const needed: Map<number, Edge>[] = [];
  const dependents: Map<number, Edge>[] = [];
  const broken: BrokenCycle[] = [];
  const refused = new Set<number>();
  const keyOf = (edge: Edge): number => edge.from * size + edge.to;
  const mark = new Int32Array(size);
  let stamp = 0;

  const at = (list: Map<number, Edge>[], node: number): Map<number, Edge> => {
    let map = list[node];
    if (!map) {
      map = new Map();
      list[node] = map;
    }
    return map;
  };
  const where = (node: number): number => position[node] ?? 0;

  /** Nodes reachable from `start` through `list` while `inside` holds. */
  const reach = (start: number, list: Map<number, Edge>[], inside: (p: number) => boolean): number[] => {
    stamp++;
    mark[start] = stamp;
    const found = [start];
    for (let i = 0; i < found.length; i++) {
      for (const next of list[found[i] ?? 0]?.keys() ?? []) {
        if (mark[next] === stamp || !inside(where(next))) continue;
        mark[next] = stamp;
        found.push(next);
      }
    }
    return found;
  };

  /** The chain of edges by which `start` needs `goal`, or null. */
  const chain = (start: number, goal: number): Edge[] | null => {
    const low = where(goal);
    const via = new Map<number, Edge>();
    const queue = [start];
    for (let i = 0; i < queue.length && !via.has(goal); i++) {
      for (const [next, edge] of needed[queue[i] ?? 0] ?? []) {
        if (next === start || via.has(next) || where(next) < low) continue;
        via.set(next, edge);
        queue.push(next);
      }
    }
    if (!via.has(goal)) return null;
    const edges: Edge[] = [];
    for (let node = goal; node !== start; ) {
      const edge = via.get(node);
      if (!edge) return null;
      edges.unshift(edge);
      node = edge.from;
    }
    return edges;
  };

  const reorder = (first: number, second: number): void => {
    const high = where(first);
    const low = where(second);
    const later = reach(second, dependents, (p) => p <= high);
    const earlier = reach(first, needed, (p) => p >= low);
    const byPosition = (a: number, b: number) => where(a) - where(b);
    const nodes = [...earlier.sort(byPosition), ...later.sort(byPosition)];
    const slots = nodes.map(where).sort((a, b) => a - b);
    nodes.forEach((node, i) => {
      position[node] = slots[i] ?? 0;
    });
  };

  const remove = (edge: Edge): void => {
    needed[edge.from]?.delete(edge.to);
    dependents[edge.to]?.delete(edge.from);
  };

  const insert = (edge: Edge, pending: Edge[], quiet: boolean): boolean => {
    for (;;) {
      const present = needed[edge.from]?.get(edge.to);
      if (present && present.strength >= edge.strength) return true;
      if (!present && where(edge.to) > where(edge.from)) {
        const cycle = chain(edge.to, edge.from);
        if (cycle) {
          const weakest = cycle.reduce((low, each) => (each.strength < low.strength ? each : low));
          const dropped = weakest.strength < edge.strength ? weakest : edge;
          if (!quiet)
            broken.push({ path: [edge.from, ...cycle.map((each) => each.from), edge.from], dropped });
          if (dropped !== edge) remove(dropped);
          if (!isExplicit(dropped)) {
            for (const to of needed[dropped.to]?.keys() ?? []) {
              pending.push({ from: dropped.from, to, strength: STRENGTH.detour });
            }
          }
          if (dropped === edge) {
            refused.add(keyOf(edge));
            return false;
          }
          continue;
        }
        reorder(edge.to, edge.from);
      }
      at(needed, edge.from).set(edge.to, edge);
      at(dependents, edge.to).set(edge.from, edge);
      return true;
    }
  };

  const add = (edge: Edge): boolean => {
    const pending: Edge[] = [];
    // A dependency that was refused as stated is not worth a second report when it also follows from the layout.
    if (edge.from === edge.to || refused.has(keyOf(edge))) return false;
    const accepted = insert(edge, pending, false);
    const tried = new Set<number>();
    for (let next = pending.pop(); next; next = pending.pop()) {
      const key = keyOf(next);
      if (next.from === next.to || tried.has(key) || tried.size > 64) continue;
      tried.add(key);
      insert(next, pending, true);
    }
    return accepted;
  };

  return {
    add,
    broken,
    edges: () => needed.flatMap((map) => [...(map?.values() ?? [])]),
    needs: (node) => [...(needed[node]?.keys() ?? [])],
  };
}
