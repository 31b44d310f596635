import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contractChains } from '../../src/scheduling/chains.js';
import { type RandomTask, randomGraph } from './random-graph.js';

const task = (id: string, story: string | null, ...depends_on: string[]) => ({ id, story, depends_on });

describe('contractChains', () => {
  it('joins a line of one story and stops where it branches', () => {
    const tasks = [
      task('A', 'US1'),
      task('B', 'US1', 'A'),
      task('C', 'US1', 'B'),
      task('D', 'US1', 'C'),
      task('E', 'US1', 'C'),
      task('F', 'US2', 'D'),
    ];
    expect(contractChains({ tasks })).toEqual([['A', 'B', 'C'], ['D'], ['E'], ['F']]);
  });

  it('sees through a dependency that follows from another', () => {
    expect(
      contractChains({ tasks: [task('A', 'US1'), task('B', 'US1', 'A'), task('C', 'US1', 'A', 'B')] }),
    ).toEqual([['A', 'B', 'C']]);
  });

  it('leaves out what is done, and keeps to phases where there is no story', () => {
    expect(
      contractChains({
        tasks: [{ ...task('A', null), done: true }, task('B', null, 'A'), task('C', null, 'B')],
      }),
    ).toEqual([['B', 'C']]);
    expect(
      contractChains({
        tasks: [
          { ...task('A', null), phase: 'Setup' },
          { ...task('B', null, 'A'), phase: 'Polish' },
        ],
      }),
    ).toEqual([['A'], ['B']]);
  });

  it('can be bounded', () => {
    const tasks = [task('A', 'US1'), task('B', 'US1', 'A'), task('C', 'US1', 'B')];
    expect(contractChains({ tasks }, { longest: 2 })).toEqual([['A', 'B'], ['C']]);
  });

  it('holds every task once and makes no run longer', () => {
    fc.assert(
      fc.property(randomGraph(false), (tasks) => {
        const chains = contractChains({ tasks });
        expect(chains.flat().sort()).toEqual(tasks.map((each) => each.id).sort());
        expect(longestRun(tasks, chains)).toBe(
          longestRun(
            tasks,
            tasks.map((each) => [each.id]),
          ),
        );
      }),
    );
  });
});

/** When the last assignment ends if each begins as soon as everything that its tasks need from outside is finished. */
function longestRun(tasks: readonly RandomTask[], assignments: readonly string[][]): number {
  const byId = new Map(tasks.map((each) => [each.id, each]));
  const ends = new Map<string, number>();
  const open = new Set(assignments);
  while (open.size > 0) {
    const before = open.size;
    for (const assignment of open) {
      const members = assignment.flatMap((id) => byId.get(id) ?? []);
      const outside = members.flatMap((each) => each.depends_on).filter((id) => !assignment.includes(id));
      if (!outside.every((id) => ends.has(id))) continue;
      const begin = Math.max(0, ...outside.map((id) => ends.get(id) ?? 0));
      const end = begin + members.reduce((sum, each) => sum + each.weight, 0);
      for (const id of assignment) ends.set(id, end);
      open.delete(assignment);
    }
    if (open.size === before) throw new Error('The assignments wait for each other.');
  }
  return Math.max(0, ...ends.values());
}
