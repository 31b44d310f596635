import { describe, expect, it } from '@jest/globals';
import type { AgentResponse } from '../../src/domain/contract.js';
import type { AgentName } from '../../src/domain/workflows.js';
import { anError } from '../engine/support/builders.js';
import type { Simulation } from '../engine/support/simulation.js';
import { comment, runTo } from './support/play.js';

const FULL = '/speckit full: Payment processing with Stripe';

/** The fixer's tests fail, and it says why. */
function fails(world: Simulation, result: AgentResponse['result']): Simulation {
  runTo(world, 'e2e-test-fixer');
  return world.finish('e2e-test-fixer', { error: anError('TestValidationError'), result });
}

function next(world: Simulation): AgentName | undefined {
  return world.out[0]?.agents[0];
}

describe('the seed’s root cause analysis', () => {
  it('COMPLETE: after the builder the tests run', () => {
    const world = runTo(comment(FULL), 'e2e-test-builder').finish('e2e-test-builder');
    expect(next(world)).toBe('e2e-test-fixer');
  });

  it('MISSING: the builder returns to implement, then test and review, then builds again', () => {
    const world = runTo(comment(FULL), 'e2e-test-builder');
    world.finish('e2e-test-builder', { error: anError('ImplementationGap') });
    const order: (string | undefined)[] = [];
    for (let round = 0; round < 4; round += 1) {
      order.push(next(world));
      world.finish(next(world) ?? '');
    }
    expect(order).toEqual(['implement', 'test', 'review', 'e2e-test-builder']);
    expect(world.state.e2e_workflow?.implementation_gaps_detected).toBe(1);
  });

  it.each([
    ['TEST_BUG', {}, 'e2e-test-fixer'],
    ['SPEC_MISMATCH', {}, 'e2e-test-fixer'],
    ['IMPLEMENTATION_BUG', { complexity_score: 3 }, 'e2e-test-fixer'],
    ['IMPLEMENTATION_BUG', { complexity_score: 4 }, 'implement'],
    ['IMPLEMENTATION_BUG', {}, 'implement'],
  ] as const)('%s %j goes to %s', (root_cause, more, agent) => {
    const world = fails(comment(FULL), { root_cause, ...more });
    expect(next(world)).toBe(agent);
    expect(world.state.feedback_loops.e2e).toEqual({ iteration: 1, max_iterations: 3 });
  });

  it('MAX_ITERATIONS asks a person to investigate', () => {
    const world = fails(comment(FULL), { root_cause: 'MAX_ITERATIONS' });
    expect(world.state.status).toBe('paused');
    expect(world.state.status_reason).toContain('by hand');
  });

  it('three rounds, whatever their causes, then a person is asked', () => {
    const world = comment(FULL);
    fails(world, { root_cause: 'TEST_BUG' });
    fails(world, { root_cause: 'IMPLEMENTATION_BUG', complexity_score: 1 });
    fails(world, { root_cause: 'IMPLEMENTATION_BUG', complexity_score: 9 });
    expect(world.state.e2e_workflow?.fixer_iteration).toBe(3);
    fails(world, { root_cause: 'SPEC_MISMATCH' });
    expect(world.state.status).toBe('paused');
  });
});

/** The seed's "E2E Complexity Assessment": each word with its points. */
const POINTS: readonly [string, string, number][] = [
  ['code_size', 'simple function', 1],
  ['code_size', 'new file', 2],
  ['code_size', 'new class', 3],
  ['architectural_impact', 'single module', 1],
  ['architectural_impact', 'pipeline', 2],
  ['architectural_impact', 'data model', 2],
  ['architectural_impact', 'multi-service', 3],
  ['risk', 'config', 1],
  ['risk', 'DB migration', 2],
  ['risk', 'prod critical', 2],
  ['testing', 'unit tests', 1],
  ['testing', 'integration tests', 2],
];

describe('the seed’s complexity assessment', () => {
  it.each(POINTS)('%s: %s counts %d', (factor, word, points) => {
    // With words worth 3 less its points it is simple still, with one more point it is complex.
    const [other, one, two] =
      factor === 'risk' ? ['testing', 'unit tests', 'integration tests'] : ['risk', 'config', 'db migration'];
    const rest = [[], [one], [two], [one, two]];
    const next_agent = (missing: number) => {
      const complexity = { [factor]: word, [other ?? '']: rest[missing] ?? [] };
      return next(fails(comment(FULL), { root_cause: 'IMPLEMENTATION_BUG', complexity }));
    };
    expect(next_agent(3 - points)).toBe('e2e-test-fixer');
    expect(next_agent(4 - points)).toBe('implement');
  });

  it('a word that is not in the table is not simple', () => {
    const complexity = { code_size: 'a trifle' };
    expect(next(fails(comment(FULL), { root_cause: 'IMPLEMENTATION_BUG', complexity }))).toBe('implement');
  });
});

describe('the seed’s E2E state', () => {
  it('lists spec updates as unapproved, until a person approves the content that holds them', () => {
    const world = comment('/speckit fix-e2e tests/e2e/test_X.py').settle();
    const update = { file: 'specs/003-payment-processing/spec.md', change: 'Updated SC-002 from 5s to 10s' };
    world.finish('e2e-test-fixer', {
      error: anError('ImplementationGap'),
      result: { test_file: 'tests/e2e/test_X.py', spec_updates: [update] },
    });
    expect(world.state.e2e_workflow).toEqual({
      test_file: 'tests/e2e/test_X.py',
      test_coverage: 0,
      fixer_iteration: 1,
      max_fixer_iterations: 3,
      implementation_gaps_detected: 1,
      spec_updates: [{ ...update, approved: false }],
    });
    world.settle().approve();
    expect(world.state.e2e_workflow?.spec_updates).toEqual([{ ...update, approved: true }]);
  });
});
