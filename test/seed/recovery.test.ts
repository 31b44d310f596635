import { describe, expect, it } from '@jest/globals';
import type { ErrorType } from '../../src/domain/contract.js';
import type { AgentName } from '../../src/domain/workflows.js';
import { aFeature, anError, task } from '../engine/support/builders.js';
import { Simulation } from '../engine/support/simulation.js';
import { comment, retriesOf, runTo, topics } from './support/play.js';

const FULL = '/speckit full: Payment processing with Stripe';

/** A full workflow in which every planning agent has a job of its own, at this agent. */
function at(agent: AgentName): Simulation {
  const backends = { clarify: 'b', plan: 'c', checklist: 'd', tasks: 'e', analyze: 'f' };
  return runTo(new Simulation([task('T001', [], true)]).request('full', { backends }), agent);
}

describe('the seed’s error recovery', () => {
  it('PrerequisiteError: runs the missing agent, once', () => {
    const error = anError('PrerequisiteError', { suggested_action: { agent: 'plan' } });
    const world = at('tasks').finish('tasks', { error });
    expect(world.out[0]?.agents).toEqual(['plan']);
    world.finish('plan');
    expect(world.outFor('tasks').attempt).toBe(2);
    world.finish('tasks', { error });
    expect(world.state.status).toBe('failed');
  });

  it('PrerequisiteError: what a targeted trigger lacks is made first', () => {
    const world = new Simulation().request('implement', {}, { feature: aFeature([]) });
    expect(world.state.steps).toEqual([
      'specify',
      'plan',
      'tasks',
      'checkpoint',
      'implement',
      'test',
      'review',
    ]);
    expect(world.state.timeline.map((line) => line.what).join('\n')).toContain('PrerequisiteError');
  });

  it('ValidationError: invokes clarify, once', () => {
    const world = at('plan').finish('plan', { error: anError('ValidationError') });
    expect(world.out[0]?.agents).toEqual(['clarify']);
    world.finish('clarify').finish('plan', { error: anError('ValidationError') });
    expect(world.state.status).toBe('failed');
  });

  it('QualityGateFailure: goes back to the source, twice', () => {
    const world = runTo(comment(FULL), 'test');
    for (const iteration of [1, 2]) {
      world.finish('test', { error: anError('QualityGateFailure') });
      expect(world.outFor('implement').feedback).toMatchObject({ iteration, max_iterations: 2 });
      runTo(world, 'test');
    }
    world.finish('test', { error: anError('QualityGateFailure') });
    expect(world.state.status).toBe('failed');
  });

  it('TestValidationError: runs implement again with the failures, twice', () => {
    const blocking_issues = [{ severity: 'HIGH' as const, type: 'Test', message: 'expected 2, received 3' }];
    const error = anError('TestValidationError', { blocking_issues });
    const world = runTo(comment(FULL), 'test');
    for (const _ of [1, 2]) {
      world.finish('test', { error });
      expect(world.outFor('implement').feedback?.issues_to_fix).toEqual(blocking_issues);
      runTo(world, 'test');
    }
    world.finish('test', { error });
    expect(world.state.status).toBe('failed');
    expect(topics(world).at(-1)).toBe('summary');
  });

  it('ExternalServiceError: waits 1, 2 and 4 times the delay, then asks', () => {
    const world = at('plan');
    const waits: number[] = [];
    for (const _ of [1, 2, 3]) {
      world.finish('plan', { error: anError('ExternalServiceError') });
      const [timer] = world.state.timers;
      waits.push(Date.parse(timer?.due_at ?? '') - Date.parse(world.state.updated_at));
      world.wait(60);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    world.finish('plan', { error: anError('ExternalServiceError') });
    expect(world.state.status).toBe('paused');
  });

  it('BranchExistsError: asks, and is never retried', () => {
    const world = new Simulation().request(
      'spec',
      {},
      { similar: [{ feature_id: '003-payment-processing', branch: '003-payment-processing' }] },
    );
    expect(world.state.status).toBe('awaiting_branch_choice');
    expect(topics(world)).toEqual(['branch_exists']);
    expect(world.effects.some((effect) => effect.kind === 'claim_feature')).toBe(false);
    expect(retriesOf(at('specify'), 'specify', 'BranchExistsError')).toBe(0);
  });

  it.each([
    ['TimeoutError', 'plan', 1, 'failed'],
    ['UnrecoverableError', 'plan', 0, 'failed'],
  ] as const)('%s: %s is tried again %d time(s), then the workflow is %s', (type, agent, retries, status) => {
    const world = at(agent);
    expect(retriesOf(world, agent, type)).toBe(retries);
    expect(world.state.status).toBe(status);
  });
});

describe('the seed’s E2E error recovery', () => {
  it('ImplementationGap: returns to implement with the missing features, once', () => {
    const blocking_issues = [{ severity: 'HIGH' as const, type: 'Gap', message: 'no refund' }];
    const error = anError('ImplementationGap', { blocking_issues });
    const world = runTo(comment(FULL), 'e2e-test-builder').finish('e2e-test-builder', { error });
    expect(world.outFor('implement').feedback?.issues_to_fix).toEqual(blocking_issues);
    runTo(world, 'e2e-test-builder').finish('e2e-test-builder', { error });
    expect(world.state.status).toBe('paused');
  });

  const rows: readonly [ErrorType, number][] = [
    ['TestBug', 3],
    ['SpecMismatch', 2],
    ['ServiceUnhealthy', 2],
    ['MaxIterationsReached', 0],
  ];
  it.each(rows)('%s: the fixer tries again %d time(s), then a person is asked', (type, retries) => {
    const world = runTo(comment(FULL), 'e2e-test-fixer');
    expect(retriesOf(world, 'e2e-test-fixer', type)).toBe(retries);
    expect(world.state.status).toBe('paused');
    expect(topics(world).at(-1)).toBe('escalation');
  });

  it('ServiceUnhealthy: waits 30 s each time, in the state', () => {
    const world = runTo(comment(FULL), 'e2e-test-fixer');
    world.finish('e2e-test-fixer', { error: anError('ServiceUnhealthy') });
    const [timer] = world.state.timers;
    expect(Date.parse(timer?.due_at ?? '') - Date.parse(world.state.updated_at)).toBe(30_000);
    expect(world.wait(29).out).toEqual([]);
    expect(world.wait(1).outFor('e2e-test-fixer').attempt).toBe(2);
  });
});
