import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createScheduler, readyTasks, type TaskStatus } from '../../src/scheduling/schedule.js';
import { type RandomTask, randomGraph } from './random-graph.js';

const task = (id: string, ...depends_on: string[]) => ({ id, depends_on });
const graph = { tasks: [task('A'), task('B'), task('C', 'B'), task('D', 'C'), task('E', 'A')] };

describe('readyTasks', () => {
  it('puts the longest remaining path first and keeps document order among equals', () => {
    expect(readyTasks(graph)).toEqual(['B', 'A']);
    expect(readyTasks({ tasks: [task('A'), task('B')] })).toEqual(['A', 'B']);
  });

  it('does not wait for a whole group', () => {
    expect(readyTasks(graph, { A: 'running', B: 'done' })).toEqual(['C']);
  });

  it('starts no more than workers are free', () => {
    expect(readyTasks(graph, {}, { maxParallel: 1 })).toEqual(['B']);
    expect(readyTasks(graph, { A: 'running' }, { maxParallel: 1 })).toEqual([]);
    expect(readyTasks(graph, {}, { maxParallel: 2, active: ['A'] })).toEqual(['B']);
    expect(readyTasks(graph, {}, { maxParallel: 2, active: ['elsewhere', 'too'] })).toEqual([]);
  });

  it('leaves failed and blocked tasks and what depends on them', () => {
    expect(readyTasks(graph, { B: 'failed' })).toEqual(['A']);
    expect(
      readyTasks(
        graph,
        new Map<string, TaskStatus>([
          ['A', 'blocked'],
          ['B', 'failed'],
        ]),
      ),
    ).toEqual([]);
  });

  it('takes ticked and withdrawn tasks for finished', () => {
    expect(
      readyTasks({
        tasks: [{ ...task('A'), done: true }, { ...task('B', 'A'), skipped: true }, task('C', 'B')],
      }),
    ).toEqual(['C']);
    expect(readyTasks({ tasks: [{ ...task('A'), done: true }] }, { A: 'pending' })).toEqual(['A']);
  });

  it('weighs paths', () => {
    expect(readyTasks({ tasks: [task('A'), { ...task('B'), weight: 3 }, task('C', 'A')] })).toEqual([
      'B',
      'A',
    ]);
  });

  it('takes inherited names for no status', () => {
    expect(readyTasks({ tasks: [task('constructor'), task('__proto__')] })).toEqual([
      'constructor',
      '__proto__',
    ]);
  });
});

describe('a scheduler', () => {
  it('starts what becomes ready', () => {
    const scheduler = createScheduler(graph, { maxParallel: 2 });
    expect(scheduler.start()).toEqual(['B', 'A']);
    expect(scheduler.start()).toEqual([]);
    scheduler.finish('B');
    expect(scheduler.start()).toEqual(['C']);
    scheduler.retry('A');
    expect(scheduler.start()).toEqual(['A']);
    expect(scheduler.fail('C')).toEqual(['D']);
    expect(scheduler.running()).toBe(1);
    scheduler.finish('A');
    expect(scheduler.idle()).toBe(false);
    expect(scheduler.start()).toEqual(['E']);
    scheduler.finish('E');
    expect(scheduler.start()).toEqual([]);
    expect(scheduler.idle()).toBe(true);
  });

  it('begins after what is done', () => {
    const scheduler = createScheduler({ tasks: [{ ...task('A'), done: true }, task('B', 'A')] });
    expect(scheduler.start()).toEqual(['B']);
  });

  it('names what it does not know', () => {
    expect(() => createScheduler(graph).finish('Z')).toThrow('got "Z"');
  });

  it('starts every task once, after all that it needs, and agrees with readyTasks', () => {
    fc.assert(
      fc.property(
        randomGraph(false),
        fc.integer({ min: 1, max: 6 }),
        fc.infiniteStream(fc.nat(1000)),
        (tasks, workers, choices) => {
          const scheduler = createScheduler({ tasks }, { maxParallel: workers });
          const status = new Map<string, TaskStatus>();
          const running: string[] = [];
          const needs = new Map(tasks.map((each) => [each.id, each.depends_on]));
          for (;;) {
            expect(running.length).toBeLessThanOrEqual(workers);
            const expected = readyTasks({ tasks }, status, { maxParallel: workers });
            const started = scheduler.start();
            // Weights of finished work no longer matter to either, so both pick alike.
            expect(started).toEqual(expected);
            for (const id of started) {
              expect(status.has(id)).toBe(false);
              for (const need of needs.get(id) ?? []) expect(status.get(need)).toBe('done');
              status.set(id, 'running');
              running.push(id);
            }
            if (running.length === 0) break;
            const [finished = ''] = running.splice(Number(choices.next().value) % running.length, 1);
            status.set(finished, 'done');
            scheduler.finish(finished);
          }
          expect(status.size).toBe(tasks.length);
          expect(scheduler.idle()).toBe(true);
        },
      ),
    );
  });

  it('comes close to the shortest possible run', () => {
    const ratios = Array.from({ length: 200 }, (_, seed) => {
      const tasks = seededGraph(seed + 1, 60);
      return makespan(tasks, 5) / bound(tasks, 5);
    });
    expect(ratios.reduce((sum, each) => sum + each, 0) / ratios.length).toBeLessThan(1.01);
    expect(Math.max(...ratios)).toBeLessThan(1.08);
  });
});

/** A graph of some width, the same for each seed. */
function seededGraph(seed: number, size: number): RandomTask[] {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: size }, (_, i) => {
    const needs = i === 0 ? [] : Array.from({ length: next(3) }, () => `T${Math.max(0, i - 1 - next(12))}`);
    return {
      id: `T${i}`,
      depends_on: [...new Set(needs)],
      explicit_depends_on: [],
      story: null,
      weight: 1 + next(9),
    };
  });
}

/** Simulates a run with `workers` and returns when the last task ends. */
function makespan(tasks: readonly RandomTask[], workers: number): number {
  const scheduler = createScheduler({ tasks }, { maxParallel: workers });
  const weight = new Map(tasks.map((each) => [each.id, each.weight]));
  const ends: { id: string; at: number }[] = [];
  let now = 0;
  for (;;) {
    for (const id of scheduler.start()) ends.push({ id, at: now + (weight.get(id) ?? 0) });
    const next = ends.sort((a, b) => a.at - b.at).shift();
    if (!next) return now;
    now = next.at;
    scheduler.finish(next.id);
  }
}

function bound(tasks: readonly RandomTask[], workers: number): number {
  const end = new Map<string, number>();
  for (const each of tasks) {
    end.set(each.id, each.weight + Math.max(0, ...each.depends_on.map((id) => end.get(id) ?? 0)));
  }
  const work = tasks.reduce((sum, each) => sum + each.weight, 0);
  return Math.max(...end.values(), Math.ceil(work / workers));
}
