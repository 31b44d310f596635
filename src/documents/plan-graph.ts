import { type AcyclicGraph, createAcyclicGraph } from '../scheduling/acyclic.js';
import type { Phase } from './phases.js';

/**
 * Makes a graph over tasks by their index in the document that works in the order of the phases, where nearly every
 * dependency fits at once.
 */
export function createPlanGraph(ordered: readonly Phase[], size: number): AcyclicGraph {
  return inPlanOrder(createAcyclicGraph(size), planRank(ordered, size));
}

function planRank(ordered: readonly Phase[], size: number): Int32Array {
  const rank = Int32Array.from({ length: size }, (_, i) => i);
  ordered
    .flatMap((phase) => phase.tasks)
    .forEach((task, i) => {
      rank[task] = i;
    });
  return rank;
}

function inPlanOrder(graph: AcyclicGraph, rank: Int32Array): AcyclicGraph {
  const back = new Int32Array(rank.length);
  rank.forEach((place, task) => {
    back[place] = task;
  });
  const inward = (i: number) => rank[i] ?? i;
  const outward = (i: number) => back[i] ?? i;
  const edgeOut = (edge: { from: number; to: number; strength: number }) => ({
    from: outward(edge.from),
    to: outward(edge.to),
    strength: edge.strength,
  });
  return {
    add: (edge) => graph.add({ from: inward(edge.from), to: inward(edge.to), strength: edge.strength }),
    edges: () => graph.edges().map(edgeOut),
    needs: (node) => graph.needs(inward(node)).map(outward),
    get broken() {
      return graph.broken.map(({ path, dropped }) => ({
        path: path.map(outward),
        dropped: edgeOut(dropped),
      }));
    },
  };
}
