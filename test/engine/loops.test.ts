import { describe, expect, it } from '@jest/globals';
import type { AgentName, WorkflowType } from '../../src/domain/workflows.js';
import { anError, task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const issue = { severity: 'CRITICAL' as const, type: 'Coverage Gap', message: 'REQ-5 has no tasks' };

/** Runs on until this agent's job is out. */
function runTo(world: Simulation, agent: AgentName): Simulation {
  for (let round = 0; round < 30 && world.out[0]?.agents.includes(agent) !== true; round += 1) {
    if (world.state.status === 'awaiting_implementation_approval') world.settle().approve().settle();
    const [next] = world.out;
    if (next === undefined) break;
    world.finish(next.tasks[0] ?? next.agents[0]);
  }
  return world;
}

function started(world: Simulation, agent: AgentName): number {
  return world.state.assignments.filter((one) => one.agents.includes(agent)).length;
}

describe('the loop from test to implement', () => {
  it('C1 goes back twice with the findings, then stops with everything kept', () => {
    const world = new Simulation([task('A')]).build('standard');
    runTo(world, 'test');
    for (const iteration of [1, 2]) {
      world.finish('test', { error: anError('TestValidationError', { blocking_issues: [issue] }) });
      expect(world.outFor('implement')).toMatchObject({
        tasks: [],
        feedback: {
          feedback_from: 'speckit-test',
          iteration,
          max_iterations: 2,
          issues_to_fix: [issue],
        },
      });
      world.finish('implement');
    }
    const { branch, artifacts_ready } = world.state;
    world.finish('test', { error: anError('TestValidationError') });
    expect(world.state.status).toBe('failed');
    expect(world.state.status_reason).toContain('after 2 round(s)');
    expect(world.state).toMatchObject({ branch: { name: branch?.name }, artifacts_ready });
    expect(world.state.tasks).toMatchObject([{ id: 'A', status: 'done' }]);
    expect(started(world, 'test')).toBe(3);
    expect(world.state.timeline.at(-1)?.what).toBe(`stopped: ${world.state.status_reason}`);
    expect(world.effects.at(-1)).toMatchObject({ kind: 'post_comment', topic: 'summary' });
  });

  it('is one loop for failed tests and failed quality gates', () => {
    const world = runTo(new Simulation().build('simple'), 'test');
    world.finish('test', { error: anError('QualityGateFailure') }).finish('implement');
    world.finish('test', { error: anError('TestValidationError') }).finish('implement');
    world.finish('test', { error: anError('QualityGateFailure') });
    expect(world.state.status).toBe('failed');
  });

  it('takes its limit from the configuration', () => {
    const world = runTo(new Simulation().build('simple', { loop_limits: { test_to_implement: 0 } }), 'test');
    world.finish('test', { error: anError('TestValidationError') });
    expect(world.state.status).toBe('failed');
  });

  it('does not call implement complete while the findings are being mended, whatever else happens', () => {
    const world = new Simulation([task('A')]).build('standard');
    runTo(world, 'test').finish('test', { error: anError('TestValidationError') });
    world.push(world.state.content_digest ?? '');
    world.settle().wait(60);
    expect(world.out.map((one) => one.agents)).toEqual([['implement']]);
    expect(world.state.completed_agents).not.toContain('implement');
  });

  it.each(['lose', 'conflict'] as const)('hands the findings out again after %s', (mishap) => {
    const world = new Simulation([task('A')]).build('standard');
    runTo(world, 'test').finish('test', {
      error: anError('TestValidationError', { blocking_issues: [issue] }),
    });
    world[mishap]('implement');
    expect(world.outFor('implement')).toMatchObject({ attempt: 3, feedback: { issues_to_fix: [issue] } });
  });

  it('hands the findings out again after a pause', () => {
    const world = new Simulation([task('A')]).build('standard');
    runTo(world, 'test').finish('test', {
      error: anError('TestValidationError', { blocking_issues: [issue] }),
    });
    world.command('pause').command('resume');
    expect(world.outFor('implement').feedback).toMatchObject({ iteration: 1, issues_to_fix: [issue] });
    expect(world.state.feedback_loops).toMatchObject({ test_to_implement: { iteration: 1 } });
  });

  it('says what is wrong even when the gate names no issues', () => {
    const world = runTo(new Simulation().build('simple'), 'test');
    world.finish('test', { error: anError('TestValidationError', { message: '3 tests failed' }) });
    expect(world.outFor('implement').feedback?.issues_to_fix).toEqual([
      { severity: 'HIGH', type: 'TestValidationError', message: '3 tests failed' },
    ]);
  });
});

describe('the loop from review to implement', () => {
  it('C1 goes back once, then stops', () => {
    const world = runTo(new Simulation().build('standard-e2e'), 'review');
    world.finish('review', { error: anError('QualityGateFailure') });
    expect(world.outFor('implement').feedback).toMatchObject({ iteration: 1, max_iterations: 1 });
    runTo(world, 'review').finish('review', { error: anError('QualityGateFailure') });
    expect(world.state.status).toBe('failed');
    expect(started(world, 'test')).toBe(2);
  });
});

describe('the loops from analyze', () => {
  it.each([
    ['specify', ['specify', 'clarify', 'plan', 'checklist', 'tasks', 'analyze']],
    ['clarify', ['clarify', 'plan', 'checklist', 'tasks', 'analyze']],
    ['plan', ['plan', 'checklist', 'tasks', 'analyze']],
    ['tasks', ['tasks', 'analyze']],
  ] as const)('C1 go back to %s twice, then a person is asked', (target, agents) => {
    const error = anError('QualityGateFailure', {
      blocking_issues: [issue],
      suggested_action: { agent: target },
    });
    const world = new Simulation().request('full').settle().finish('specify', { error }, 5);
    for (const iteration of [1, 2]) {
      expect(world.outFor(target)).toMatchObject({ agents, feedback: { iteration, max_iterations: 2 } });
      world.finish(target, { error }, agents.length - 1);
    }
    expect(world.state.status).toBe('paused');
    expect(world.state.resume_from).toBe('analyze');
    expect(world.effects.at(-1)).toMatchObject({ kind: 'post_comment', topic: 'escalation' });
  });

  it('C1 share one limit for specify and clarify, as the seed’s table has it', () => {
    const to = (agent: AgentName) => anError('QualityGateFailure', { suggested_action: { agent } });
    const world = new Simulation()
      .request('full')
      .settle()
      .finish('specify', { error: to('specify') }, 5);
    world.finish('specify', { error: to('clarify') }, 5).finish('clarify', { error: to('specify') }, 4);
    expect(world.state.status).toBe('paused');
  });

  it('start with a fresh count when a person resumes', () => {
    const error = anError('QualityGateFailure', { suggested_action: { agent: 'tasks' } });
    const world = new Simulation().request('full').settle().finish('specify', { error }, 5);
    world.finish('tasks', { error }, 1).finish('tasks', { error }, 1);
    expect(world.state.feedback_loops).toMatchObject({ analyze_to_tasks: { iteration: 2 } });
    world.command('resume');
    expect(world.outFor('analyze').agents).toEqual(['analyze']);
    world.finish('analyze', { error });
    expect(world.outFor('tasks').feedback).toMatchObject({ iteration: 1, max_iterations: 2 });
  });
});

describe('the E2E loop', () => {
  const types: WorkflowType[] = ['standard-e2e', 'full', 'full-research'];
  it.each(types)('C1 of %s has three rounds, then a person is asked', (type) => {
    const world = runTo(new Simulation().build(type), 'e2e-test-fixer');
    for (const round of [1, 2, 3]) {
      world.finish('e2e-test-fixer', { error: anError('QualityGateFailure') });
      expect(world.state.e2e_workflow).toMatchObject({ fixer_iteration: round, max_fixer_iterations: 3 });
      expect(world.outFor('implement').feedback).toMatchObject({ iteration: round, max_iterations: 3 });
      // The test that the builder made stays; test and review look at the code again.
      world.finish('implement').finish('test').finish('review');
    }
    world.finish('e2e-test-fixer', { error: anError('QualityGateFailure') });
    expect(world.state.status).toBe('paused');
    expect(started(world, 'e2e-test-builder')).toBe(1);
    expect(started(world, 'e2e-test-fixer')).toBe(4);
    world.command('resume');
    expect(world.state.e2e_workflow?.fixer_iteration).toBe(0);
    expect(world.outFor('e2e-test-fixer').attempt).toBe(5);
  });

  it('C1 counts tests that the fixer mends itself', () => {
    const world = runTo(new Simulation().build('standard-e2e'), 'e2e-test-fixer');
    for (const type of ['TestBug', 'SpecMismatch', 'TestBug'] as const) {
      world.finish('e2e-test-fixer', { error: anError(type) });
      expect(world.out).toMatchObject([{ agents: ['e2e-test-fixer'] }]);
    }
    world.finish('e2e-test-fixer', { error: anError('TestBug') });
    expect(world.state.status).toBe('paused');
  });

  it('starts afresh after a resume when the fixer has used up its rounds within its own job', () => {
    const world = runTo(new Simulation().build('standard-e2e'), 'e2e-test-fixer');
    world.finish('e2e-test-fixer', { error: anError('ImplementationGap'), result: { fixer_iteration: 2 } });
    expect(world.state.e2e_workflow?.fixer_iteration).toBe(2);
    runTo(world, 'e2e-test-fixer');
    world.finish('e2e-test-fixer', {
      error: anError('MaxIterationsReached'),
      result: { fixer_iteration: 99 },
    });
    expect(world.state.e2e_workflow?.fixer_iteration).toBe(3);
    world.command('resume');
    expect(world.state.e2e_workflow?.fixer_iteration).toBe(0);
  });

  it('returns a gap that the builder finds to implement', () => {
    const world = runTo(new Simulation().build('standard-e2e'), 'e2e-test-builder');
    world.finish('e2e-test-builder', { error: anError('ImplementationGap') });
    expect(world.outFor('implement').feedback?.feedback_from).toBe('speckit-e2e-test-builder');
    expect(world.state.e2e_workflow).toMatchObject({ implementation_gaps_detected: 1, fixer_iteration: 0 });
    world.finish('implement').finish('test').finish('review');
    expect(world.outFor('e2e-test-builder').attempt).toBe(2);
  });
});
