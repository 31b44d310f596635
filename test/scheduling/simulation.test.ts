import { describe, expect, it } from '@jest/globals';
import { SHAPES } from '../../bench/lib/graphs.mjs';
import { audit, type PlayedTask, simulate } from '../../bench/lib/simulation.mjs';
import { unitHash } from '../../src/scheduling/hash.js';
import { planOrder } from '../../src/scheduling/plan-order.js';
import { readyTasks } from '../../src/scheduling/schedule.js';
import { beginProbe, CLOSED, recordBreaker } from '../../src/selection/breaker.js';
import { respondToFailure } from '../../src/selection/failure.js';
import { emptyHistory, recordOutcome } from '../../src/selection/history.js';
import { selectBackend } from '../../src/selection/select-backend.js';

const PRODUCT = {
  unitHash,
  planOrder,
  readyTasks,
  beginProbe,
  CLOSED,
  recordBreaker,
  respondToFailure,
  emptyHistory,
  recordOutcome,
  selectBackend,
};

/** 200 seeded random graphs of 60 tasks. */
const GRAPHS = Array.from({ length: 200 }, (_, i) => ({ seed: i + 1, tasks: SHAPES.near(i + 1) }));

describe('200 random graphs of 60 tasks on 5 workers', () => {
  it.each(['near', 'layers', 'pairs'] as const)(
    'take at most 1.01 times the shortest time on average, 1.05 at worst (%s)',
    (shape) => {
      const ratios = GRAPHS.map(({ seed }) => {
        const run = simulate(PRODUCT, SHAPES[shape](seed), { workers: 5 });
        return run.makespan / run.bound;
      });
      expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThanOrEqual(1.01);
      expect(Math.max(...ratios)).toBeLessThanOrEqual(1.05);
    },
  );

  it('are done as planned where nothing fails', () => {
    for (const { tasks } of GRAPHS.slice(0, 50)) {
      expect(simulate(PRODUCT, tasks).makespan).toBeCloseTo(planOrder(tasks).makespan, 6);
    }
  });

  it('with failures are done or honestly failed, each once, in order, the next attempt elsewhere', () => {
    let repeated = 0;
    for (const { seed, tasks } of GRAPHS) {
      const run = simulate(PRODUCT, tasks, { workers: 5, failureRate: 0.1, seed });
      expect(audit(tasks, run)).toEqual([]);
      repeated += run.log.filter((job) => job.attempt > 1).length;
    }
    // One in ten of 12,000, and one in ten of those again.
    expect(repeated).toBeGreaterThan(1_000);
  });

  it('say what failed for good, and start nothing that needs it', () => {
    let failed = 0;
    for (const { seed, tasks } of GRAPHS) {
      const run = simulate(PRODUCT, tasks, { plan: false, failureRate: 0.5, seed, maxRetries: 1 });
      expect(audit(tasks, run, 5, 1)).toEqual([]);
      failed += [...run.status.values()].filter((status) => status === 'failed').length;
    }
    expect(failed).toBeGreaterThan(500);
  });
});

describe('the audit', () => {
  const tasks: PlayedTask[] = [
    { id: 'T001', depends_on: [], weight: 1 },
    { id: 'T002', depends_on: ['T001'], weight: 1 },
  ];
  const good = simulate(PRODUCT, tasks);
  const [first, second] = good.log;
  if (first === undefined || second === undefined) throw new Error('expected two jobs');

  it.each([
    ['a task that starts too soon', { log: [first, { ...second, start: first.start }] }, 'before T001'],
    ['a task that runs again', { log: [first, { ...first, start: first.end }, second] }, 'ran twice'],
    ['a task that is forgotten', { log: [first], status: new Map([['T001', 'done']]) }, 'left undefined'],
    ['a success that is none', { log: [first, { ...second, ok: false }] }, 'counts as done'],
    ['giving up too soon', { status: new Map([...good.status, ['T002', 'failed']]) }, 'given up'],
  ])('notices %s', (_, broken, message) => {
    expect(audit(tasks, good)).toEqual([]);
    expect(audit(tasks, { ...good, ...broken }).join()).toContain(message);
  });

  it('notices too many at once', () => {
    const wide = tasks.map((task) => ({ ...task, depends_on: [] }));
    expect(audit(wide, simulate(PRODUCT, wide, { workers: 2 }), 1).join()).toContain('2 tasks at once');
  });
});
