import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph } from '../../src/scheduling/graph.js';
import { planMetadata } from '../../src/scheduling/metadata.js';
import { randomGraph } from './random-graph.js';

const chain = (length: number) =>
  Array.from({ length }, (_, i) => ({ id: `T${i}`, depends_on: i > 0 ? [`T${i - 1}`] : [] }));
const loose = (length: number) => Array.from({ length }, (_, i) => ({ id: `T${i}`, depends_on: [] }));
const measure = (tasks: Parameters<typeof buildGraph>[0]) => planMetadata(buildGraph(tasks));

describe('the metadata of a plan', () => {
  it.each([
    ['nothing', [], { totalTasks: 0, estimatedDuration: 0, complexity: 'low' }],
    ['a chain', chain(3), { totalTasks: 3, estimatedDuration: 900, complexity: 'low' }],
    ['more than five side by side', loose(11), { totalTasks: 11, estimatedDuration: 900, complexity: 'low' }],
    ['many tasks', loose(16), { totalTasks: 16, estimatedDuration: 1200, complexity: 'medium' }],
    ['a long path', chain(9), { totalTasks: 9, estimatedDuration: 2700, complexity: 'medium' }],
    ['very many tasks', loose(61), { totalTasks: 61, estimatedDuration: 3900, complexity: 'high' }],
    ['a very long path', chain(31), { totalTasks: 31, estimatedDuration: 9300, complexity: 'high' }],
  ])('of %s', (_, tasks, expected) => {
    expect(measure(tasks)).toEqual(expected);
  });

  it('counts only what is still to do, yet is as complex as the whole', () => {
    const tasks = chain(9).map((task, i) => ({ ...task, done: i < 7, skipped: i === 8 }));
    expect(measure(tasks)).toEqual({ totalTasks: 9, estimatedDuration: 300, complexity: 'medium' });
  });

  it('never promises less than the critical path of open tasks takes', () => {
    fc.assert(
      fc.property(randomGraph(true), (tasks) => {
        const graph = buildGraph(tasks);
        expect(planMetadata(graph).estimatedDuration).toBeGreaterThanOrEqual(
          graph.critical_path.length * 300,
        );
      }),
    );
  });
});
