import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph } from '../../src/scheduling/graph.js';
import { randomGraph } from './random-graph.js';

const task = (id: string, ...depends_on: string[]) => ({ id, depends_on });

describe('buildGraph', () => {
  it('orders a diamond', () => {
    const graph = buildGraph([task('A'), task('B', 'A'), task('C', 'A'), task('D', 'B', 'C'), task('E')]);
    expect(graph).toMatchObject({
      dependencies: [
        { from: 'A', to: 'B', kind: 'explicit' },
        { from: 'A', to: 'C', kind: 'explicit' },
        { from: 'B', to: 'D', kind: 'explicit' },
        { from: 'C', to: 'D', kind: 'explicit' },
      ],
      parallel_groups: [['A', 'E'], ['B', 'C'], ['D']],
      execution_order: ['A', 'B', 'C', 'D', 'E'],
      critical_path: ['A', 'B', 'D'],
      diagnostics: [],
    });
  });

  it('tells explicit dependencies from implicit ones', () => {
    const graph = buildGraph([task('A'), task('B'), { ...task('C', 'A', 'B'), explicit_depends_on: ['B'] }]);
    expect(graph.dependencies.map((each) => each.kind)).toEqual(['implicit', 'explicit']);
  });

  it('keeps document order where nothing else is asked', () => {
    expect(buildGraph([task('B', 'C'), task('A'), task('C')]).execution_order).toEqual(['A', 'C', 'B']);
  });

  it('is empty for no tasks', () => {
    expect(buildGraph([])).toEqual({
      tasks: [],
      dependencies: [],
      parallel_groups: [],
      execution_order: [],
      critical_path: [],
      diagnostics: [],
    });
  });

  it('leaves out unknown and repeated dependencies and says so', () => {
    const graph = buildGraph([task('A'), task('B', 'A', 'A', 'X')]);
    expect(graph.dependencies).toHaveLength(1);
    expect(graph.diagnostics).toMatchObject([{ kind: 'unknown_dependency' }]);
  });

  it('breaks a cycle at its implicit dependency', () => {
    const graph = buildGraph([
      { ...task('A', 'B'), explicit_depends_on: ['B'], line: 1 },
      { ...task('B', 'A'), explicit_depends_on: [], line: 2 },
    ]);
    expect(graph.execution_order).toEqual(['B', 'A']);
    expect(graph.diagnostics).toMatchObject([{ line: 2, kind: 'cycle', severity: 'warning' }]);
    expect(graph.tasks.map((each) => each.depends_on)).toEqual([['B'], []]);
  });

  it('breaks a cycle of explicit dependencies as an error', () => {
    const graph = buildGraph([task('A', 'C'), task('B', 'A'), task('C', 'B')]);
    expect(graph.execution_order).toHaveLength(3);
    expect(graph.diagnostics).toMatchObject([{ kind: 'cycle', severity: 'error' }]);
    expect(graph.diagnostics[0]?.message).toMatch(/C → B → A → C/);
  });

  it('has an order for any tasks', () => {
    fc.assert(
      fc.property(randomGraph(true), (tasks) => {
        const graph = buildGraph(tasks);
        const place = new Map(graph.execution_order.map((id, i) => [id, i]));
        expect(place.size).toBe(tasks.length);
        for (const { from, to } of graph.dependencies)
          expect(place.get(from)).toBeLessThan(place.get(to) ?? -1);
        expect(graph.parallel_groups.flat().sort()).toEqual(tasks.map((each) => each.id).sort());
        expect(graph.critical_path).toHaveLength(graph.parallel_groups.length);
        const kept = graph.tasks.flatMap((each) => each.depends_on.map((to) => `${each.id} ${to}`)).sort();
        expect(
          kept.filter(
            (pair) =>
              !/ T(\d+)$/.test(pair) || graph.dependencies.some(({ from, to }) => pair === `${to} ${from}`),
          ),
        ).toEqual(
          kept.filter(
            (pair) => place.has(pair.split(' ')[1] ?? '') && pair.split(' ')[0] !== pair.split(' ')[1],
          ),
        );
      }),
    );
  });

  it('keeps every dependency of tasks without a cycle', () => {
    fc.assert(
      fc.property(randomGraph(false), (tasks) => {
        const graph = buildGraph(tasks);
        expect(graph.diagnostics).toEqual([]);
        expect(graph.tasks).toBe(tasks);
        expect(graph.dependencies).toHaveLength(tasks.reduce((sum, each) => sum + each.depends_on.length, 0));
      }),
    );
  });

  it('does not drop more explicit dependencies than cycles of them demand', () => {
    fc.assert(
      fc.property(randomGraph(true, 20), (tasks) => {
        const explicitOnly = tasks.map((each) => ({ ...each, depends_on: each.explicit_depends_on }));
        const alone = buildGraph(explicitOnly).diagnostics.filter((each) => each.severity === 'error');
        const together = buildGraph(tasks).diagnostics.filter((each) => each.severity === 'error');
        expect(together).toHaveLength(alone.length);
      }),
    );
  });

  it('copes with a chain and a ring of 100,000 tasks', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => task(`T${i}`, ...(i > 0 ? [`T${i - 1}`] : [])));
    expect(buildGraph(chain).critical_path).toHaveLength(100_000);
    const ring = [task('T0', 'T99999'), ...chain.slice(1)];
    expect(buildGraph(ring).diagnostics).toHaveLength(1);
  });
});
