import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { criticalityOf } from '../../src/scheduling/criticality.js';
import { estimateDurations, percentile } from '../../src/scheduling/duration.js';
import { unitHash } from '../../src/scheduling/hash.js';
import { planOrder } from '../../src/scheduling/plan-order.js';
import { createScheduler, readyTasks } from '../../src/scheduling/schedule.js';
import { expectedMakespan } from '../../src/scheduling/simulate.js';
import { randomGraph } from './random-graph.js';

const task = (id: string, weight: number, ...depends_on: string[]) => ({ id, weight, depends_on });

describe('planOrder', () => {
  it('finds a shorter run than the longest path alone', () => {
    // By longest path 3, 3, 2, 2, 2 on two workers end at 7; 3 + 3 beside 2 + 2 + 2 at 6.
    const tasks = [task('A', 3), task('B', 3), task('C', 2), task('D', 2), task('E', 2)];
    expect(expectedMakespan(tasks, { maxParallel: 2 })).toBe(7);
    const plan = planOrder(tasks, { maxParallel: 2 });
    expect(plan).toMatchObject({ makespan: 6, bound: 6 });
    expect(planOrder(tasks, { maxParallel: 2 })).toEqual(plan);
  });

  it('orders all that is left once, is never worse than the longest path, never better than possible', () => {
    fc.assert(
      fc.property(randomGraph(false), fc.integer({ min: 1, max: 6 }), (tasks, maxParallel) => {
        const plan = planOrder(tasks, { maxParallel });
        expect([...plan.order].sort()).toEqual(tasks.map((each) => each.id).sort());
        expect(plan.makespan).toBeGreaterThanOrEqual(plan.bound - 1e-9);
        expect(plan.makespan).toBeLessThanOrEqual(expectedMakespan(tasks, { maxParallel }));
      }),
    );
  });

  it('leaves out what is done, and begins with what runs', () => {
    const tasks = [{ ...task('A', 1), done: true }, task('B', 9, 'A'), task('C', 1), task('D', 1)];
    const plan = planOrder(tasks, { maxParallel: 2, running: ['D'] });
    expect(plan.order).toEqual(['D', 'B', 'C']);
  });

  it('survives cycles and weights that are no durations', () => {
    expect(planOrder([task('A', 1, 'B'), task('B', 1, 'A'), task('C', Number.NaN)]).order).toHaveLength(3);
    expect(planOrder([])).toEqual({ order: [], makespan: 0, bound: 0 });
  });
});

describe('a planned order', () => {
  const tasks = [task('A', 1), task('B', 5), task('C', 3)];

  it('decides what starts; what it does not name comes after', () => {
    expect(readyTasks({ tasks }, {}, { order: ['C', 'unknown', 'A'] })).toEqual(['C', 'A', 'B']);
    expect(createScheduler({ tasks }, { order: ['C'], maxParallel: 2 }).start()).toEqual(['C', 'B']);
  });

  it('is not needed for criticality to decide between equals', () => {
    const equals = [task('A', 2), { ...task('B', 2), is_critical: true }, task('C', 3)];
    expect(readyTasks({ tasks: equals })).toEqual(['C', 'B', 'A']);
    expect(createScheduler({ tasks: equals }).start()).toEqual(['C', 'B', 'A']);
  });
});

describe('criticalityOf', () => {
  it('tells slack, and lets criticality reach all that a critical task needs', () => {
    const tasks = [
      task('A', 2),
      task('B', 3, 'A'),
      task('C', 1, 'A'),
      { ...task('D', 1, 'C'), is_critical: true },
      { ...task('E', 9), done: true },
    ];
    expect(criticalityOf(tasks)).toEqual([
      { id: 'A', remaining: 5, slack: 0, is_critical: true },
      { id: 'B', remaining: 3, slack: 0, is_critical: false },
      { id: 'C', remaining: 2, slack: 1, is_critical: true },
      { id: 'D', remaining: 1, slack: 1, is_critical: true },
    ]);
  });
});

describe('estimateDurations', () => {
  it('knows nothing, then what all took, then more and more what the type took', () => {
    expect(estimateDurations({}, 7)('code')).toBe(7);
    const few = estimateDurations({ code: [10], docs: [40, 40, 40] }, 7);
    expect(few('unknown')).toBe(40);
    expect(few('code')).toBe(0.25 * 10 + 0.75 * 40);
    const many = estimateDurations({ code: Array.from({ length: 97 }, () => 10), docs: [40] }, 7);
    expect(many('code')).toBe(10);
  });

  it('interpolates percentiles', () => {
    expect(percentile([], 0.5)).toBeNull();
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(percentile([1, 2, 3, 4, 5], 0.95)).toBeCloseTo(4.8);
    expect(percentile([8], 0.95)).toBe(8);
  });
});

describe('unitHash', () => {
  it('spreads evenly, and differs where texts do', () => {
    const values = Array.from({ length: 2_000 }, (_, i) => unitHash(`T${i}/1`));
    expect(new Set(values).size).toBe(2_000);
    const counts = Array.from(
      { length: 10 },
      (_, tenth) => values.filter((value) => Math.floor(value * 10) === tenth).length,
    );
    expect(Math.min(...counts)).toBeGreaterThan(140);
    expect(Math.max(...counts)).toBeLessThan(260);
  });
});
