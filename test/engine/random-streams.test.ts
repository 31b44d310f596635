import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PlannedTask } from '../../src/domain/events.js';
import type { Settings } from '../../src/domain/state.js';
import { WORKFLOW_TYPES } from '../../src/domain/workflows.js';
import { aFeature, requested, task } from './support/builders.js';
import { Journey } from './support/journey.js';
import { MOVES, type Move } from './support/moves.js';
import { SEVERAL } from './support/scenarios.js';

const number = fc.nat(10_000);
const move: fc.Arbitrary<Move> = fc.record({
  // Much goes well, or nothing would ever get beyond its start.
  kind: fc.oneof(
    { weight: 2, arbitrary: fc.constant('help' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...MOVES) },
  ),
  pick: number,
  variant: number,
});

/** Graphs of up to six tasks; now and then one needs a later task, itself, or one that does not exist. */
const graph: fc.Arbitrary<PlannedTask[]> = fc
  .array(fc.record({ needs: fc.array(fc.nat(9), { maxLength: 2 }), done: fc.nat(6), odd: fc.nat(9) }), {
    maxLength: 6,
  })
  .map((tasks) =>
    tasks.map(({ needs, done, odd }, index) => {
      const earlier = needs.filter((one) => odd === 0 || one < index).map((one) => `T${one}`);
      return task(`T${index}`, [...new Set(earlier)], done === 0);
    }),
  );

/** Sometimes several backends may play, one of them for little at a time, and sometimes there is not much to spend. */
const more = {
  selection: fc.constantFrom(undefined, SEVERAL, { ...SEVERAL, prefer_local: true }),
  circuit_breaker: fc.constantFrom(undefined, {
    failure_threshold: 1,
    cooldown_ms: 5_000,
    max_cooldown_ms: 60_000,
  }),
  budgets: fc.constantFrom(undefined, undefined, { max_cost_usd: 0.5 }, { max_minutes: 0.001 }),
  critical_share: fc.constantFrom(undefined, 0, 1),
};

const settings: fc.Arbitrary<Partial<Settings>> = fc.record({
  max_parallel_tasks: fc.integer({ min: 1, max: 3 }),
  required_approvals: fc.integer({ min: 1, max: 2 }),
  exclude_requester: fc.boolean(),
  backends: fc.constantFrom({}, { plan: 'codex' }),
  loop_limits: fc.constantFrom({}, { test_to_implement: 1, e2e: 1, analyze_to_plan: 0 }),
  ...more,
});

/** A command of every kind: any workflow or none yet, on a new feature, on one that exists in part, or on one of several. */
const command = fc.record({
  type: fc.option(fc.constantFrom(...WORKFLOW_TYPES), { freq: 6 }),
  holds: fc.option(fc.constantFrom([], ['spec'], ['spec', 'plan'], ['spec', 'plan', 'tasks'], ['tasks'])),
  similar: fc.boolean(),
  file: fc.constantFrom(null, 'tests/e2e/test_pay.py'),
});

const setup = fc.record({ command, tasks: graph, settings });
type Setup = typeof setup extends fc.Arbitrary<infer T> ? T : never;

function begin({ command: { type, holds, similar, file }, tasks, settings: chosen }: Setup): Journey {
  const journey = new Journey(tasks);
  journey.send({
    ...requested(type, chosen),
    feature: type === null || holds === null ? null : aFeature(holds, tasks),
    similar: similar ? [{ feature_id: '002-payment-processing', branch: null }] : [],
    target_file: file,
  });
  return journey;
}

/** One past of every kind: fast-check reports the seed of a failing run, which makes it repeatable. */
const RUNS = { numRuns: 250 };

describe('whatever happens, in whatever order', () => {
  it('G1 S2 S3 C1 C2 no rule is broken, and nothing throws', () => {
    const stream = fc.array(move, { minLength: 5, maxLength: 90 });
    fc.assert(
      fc.property(setup, stream, (chosen, moves) => {
        const journey = begin(chosen);
        for (const one of moves) journey.move(one);
        expect(journey.problems).toEqual([]);
      }),
      RUNS,
    );
  });

  it('C1 a workflow comes to its end when people and programs do what they are asked', () => {
    const stream = fc.array(move, { maxLength: 40 });
    fc.assert(
      fc.property(setup, stream, (chosen, moves) => {
        const journey = begin(chosen);
        for (const one of moves) journey.move(one);
        journey.cooperate();
        expect(journey.problems).toEqual([]);
        expect(journey.isOver).toBe(true);
      }),
      RUNS,
    );
  });

  it('C1 without people it ends or waits for them, however often programs fail', () => {
    const kinds = fc.constantFrom('err', 'err', 'err', 'succeed', 'short', 'lose', 'conflict', 'fail_one');
    const mishap: fc.Arbitrary<Move> = fc.record({ kind: kinds, pick: number, variant: number });
    fc.assert(
      fc.property(setup, fc.infiniteStream(mishap), (chosen, mishaps) => {
        const journey = begin(chosen);
        journey.cooperateToGate();
        let steps = 0;
        for (const one of mishaps) {
          if (journey.state.status !== 'running') break;
          journey.move({ kind: 'settle_one', pick: steps, variant: 0 });
          journey.move({ kind: 'time', pick: 0, variant: 1_000 });
          journey.move(one);
          steps += 1;
          if (steps > 600) break;
        }
        expect(journey.problems).toEqual([]);
        expect(journey.state.status).not.toBe('running');
      }),
      { numRuns: 100 },
    );
  });
});
