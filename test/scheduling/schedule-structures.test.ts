import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { largeGraph } from '../../bench/lib/graphs.mjs';
import { compileGraph, compileNetwork, positionsOf } from '../../src/scheduling/compile.js';
import { createKeyHeap } from '../../src/scheduling/heap.js';
import { toNetwork } from '../../src/scheduling/network.js';
import { createReadySet } from '../../src/scheduling/ready-set.js';
import { createScheduler } from '../../src/scheduling/schedule.js';
import { randomGraph } from './random-graph.js';

const task = (id: string, ...depends_on: string[]) => ({ id, depends_on });
const keysOf = fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true })), {
  maxLength: 300,
});

describe('the set of ready nodes', () => {
  it.each([
    ['a tree of bits', createReadySet],
    [
      'a heap',
      (keys: Float64Array) => {
        const { push, pop } = createKeyHeap(keys);
        return { add: push, take: pop };
      },
    ],
  ])('%s gives back the smallest key first, equals in order', (_, create) => {
    fc.assert(
      fc.property(keysOf, fc.array(fc.boolean()), (list, takes) => {
        const keys = Float64Array.from(list);
        const set = create(keys);
        const inside: number[] = [];
        const takeOne = () => {
          inside.sort((a, b) =>
            (keys[a] ?? 0) === (keys[b] ?? 0) ? a - b : (keys[a] ?? 0) < (keys[b] ?? 0) ? -1 : 1,
          );
          expect(set.take()).toBe(inside.shift() ?? -1);
        };
        list.forEach((_key, node) => {
          set.add(node);
          inside.push(node);
          if (takes[node]) takeOne();
        });
        while (inside.length > 0) takeOne();
        expect(set.take()).toBe(-1);
      }),
    );
  });

  it('holds more than a thousand words of bits', () => {
    const size = 40_000;
    const set = createReadySet(Float64Array.from({ length: size }, (_, i) => (i * 7_919) % size));
    for (let node = 0; node < size; node++) set.add(node);
    const taken = Array.from({ length: size }, set.take);
    expect(taken.map((node) => (node * 7_919) % size)).toEqual([...taken.keys()]);
    expect(createReadySet(new Float64Array(0)).take()).toBe(-1);
  });
});

describe('compileGraph', () => {
  it('builds what toNetwork builds, in whatever order tasks come', () => {
    fc.assert(
      fc.property(randomGraph(true), (tasks) => {
        expect(compileGraph(tasks).network).toEqual(toNetwork(tasks));
        expect(compileNetwork(tasks, positionsOf(tasks))).toEqual(toNetwork(tasks));
      }),
    );
  });

  it.each([
    ['ids of other forms', [task('A'), task('T1', 'A'), task('T-2', 'T1', 'A')]],
    ['ids that are the same number', [task('T1'), task('T01', 'T1'), task('T001', 'T01', 'T1')]],
    ['numbers beyond the table', [task('T1'), task('T999999999', 'T1'), task('T3', 'T999999999')]],
    ['empty ids', [task(''), task('T', ''), task('T1', 'T')]],
    ['equal ids', [task('T1'), task('T2', 'T1'), task('T2'), task('T3', 'T2')]],
    ['repeated and missing needs', [task('T1'), task('T2', 'T1', 'T1', 'T9', 'T2')]],
  ])('knows %s', (_, tasks) => {
    expect(compileGraph(tasks).network).toEqual(toNetwork(tasks));
    expect(positionsOf(tasks).get('T9')).toBeUndefined();
    expect(positionsOf(tasks).get('nothing')).toBeUndefined();
  });
});

describe('a scheduler for 100,000 tasks', () => {
  it('runs all of them once, after what they need', () => {
    const tasks = largeGraph(3, 100_000);
    const scheduler = createScheduler({ tasks }, { maxParallel: 5 });
    const queue: string[] = [];
    for (let at = 0; ; at++) {
      queue.push(...scheduler.start());
      const id = queue[at];
      if (id === undefined) break;
      scheduler.finish(id);
    }
    const place = new Map(queue.map((id, i) => [id, i]));
    expect(queue).toHaveLength(100_000);
    expect(place.size).toBe(100_000);
    const early = tasks.filter(({ id, depends_on }) =>
      depends_on.some((need) => (place.get(need) ?? 0) >= (place.get(id) ?? 0)),
    );
    expect(early).toEqual([]);
  });
});
