import { describe, expect, it } from '@jest/globals';
import { ERROR_TYPES, type ErrorType } from '../../src/domain/contract.js';
import type { AgentName } from '../../src/domain/workflows.js';
import { anError, task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

/** A full workflow whose next job is this agent's; each planning agent has a job of its own. */
function at(agent: AgentName): Simulation {
  const backends = { clarify: 'b', plan: 'c', checklist: 'd', tasks: 'e', analyze: 'f' };
  const world = new Simulation([task('A', [], true)]).request('full', { backends }).settle();
  for (let round = 0; round < 20; round += 1) {
    if (world.state.status === 'awaiting_implementation_approval') world.settle().approve().settle();
    const name = world.out[0]?.agents[0];
    if (name === undefined || name === agent) return world;
    world.finish(name);
  }
  return world;
}

/** Fails an agent until the workflow no longer tries by itself; how often it was tried after the first time. */
function retriesOf(world: Simulation, agent: AgentName, type: ErrorType): number {
  for (let tries = 0; tries < 10; tries += 1) {
    world.finish(agent, { error: anError(type) });
    if (world.state.timers.length > 0) world.wait(3_600);
    if (world.out[0]?.agents[0] !== agent) return tries;
  }
  throw new Error(`expected ${agent} to give up, but it was tried 10 times`);
}

describe('the recovery tables', () => {
  const rows: readonly [ErrorType, AgentName, number, string][] = [
    ['ExternalServiceError', 'plan', 3, 'paused'],
    ['TimeoutError', 'plan', 1, 'failed'],
    ['UnrecoverableError', 'plan', 0, 'failed'],
    ['BranchExistsError', 'specify', 0, 'paused'],
    ['QualityGateFailure', 'plan', 2, 'failed'],
    ['TestValidationError', 'plan', 2, 'failed'],
    ['ValidationError', 'specify', 1, 'failed'],
    ['PrerequisiteError', 'plan', 1, 'failed'],
    ['ServiceUnhealthy', 'e2e-test-fixer', 2, 'paused'],
    ['TestBug', 'e2e-test-fixer', 3, 'paused'],
    ['SpecMismatch', 'e2e-test-fixer', 2, 'paused'],
    ['MaxIterationsReached', 'e2e-test-fixer', 0, 'paused'],
    ['ImplementationGap', 'plan', 1, 'paused'],
  ];

  it('have a row for every error', () => {
    expect([...new Set(rows.map(([type]) => type))].sort()).toEqual([...ERROR_TYPES].sort());
  });

  it.each(rows)(
    'C1 %s of %s is tried again %d times, then the workflow is %s',
    (type, agent, retries, status) => {
      const world = at(agent);
      expect(retriesOf(world, agent, type)).toBe(retries);
      expect(world.state.status).toBe(status);
      const topic = status === 'paused' ? 'escalation' : 'summary';
      expect(world.effects.at(-1)).toMatchObject({ kind: 'post_comment', topic });
    },
  );

  it.each(rows.filter(([, , , status]) => status === 'paused'))(
    '%s of %s goes on when resumed',
    (type, agent) => {
      const world = at(agent);
      retriesOf(world, agent, type);
      world.command('resume');
      expect(world.outFor(agent).agents[0]).toBe(agent);
      world.finish(agent);
      expect(world.state.completed_agents).toContain(agent);
    },
  );

  it('wait longer from try to try for a service, and 30 s for an unhealthy one', () => {
    const delays = (agent: AgentName, type: ErrorType) => {
      const world = at(agent);
      const found: number[] = [];
      for (;;) {
        world.finish(agent, { error: anError(type) });
        const [timer] = world.state.timers;
        if (timer === undefined) return found;
        found.push(Date.parse(timer.due_at) - Date.parse(world.state.updated_at));
        expect(world.out).toEqual([]);
        world.wait(3_600);
      }
    };
    expect(delays('plan', 'ExternalServiceError')).toEqual([1_000, 2_000, 4_000]);
    expect(delays('e2e-test-fixer', 'ServiceUnhealthy')).toEqual([30_000, 30_000]);
  });

  it('start a retry at its very time', () => {
    const world = at('plan').finish('plan', { error: anError('ExternalServiceError') });
    expect(world.wait(1).outFor('plan').attempt).toBe(2);
  });

  it('start no retry before its time, and all that are due afterwards', () => {
    const world = new Simulation([task('A'), task('B')]).build('standard', {
      retry_initial_delay_ms: 60_000,
    });
    world.finish('A', { error: anError('ExternalServiceError') });
    world.finish('B', { error: anError('ExternalServiceError') });
    expect(world.send({ type: 'time_passed' }).effects).toEqual([]);
    world.wait(86_400);
    expect(world.out.map((one) => one.tasks[0])).toEqual(['A', 'B']);
  });

  it('invoke clarify after a ValidationError of planning, and hand it the findings', () => {
    const world = at('plan').finish('plan', {
      error: anError('ValidationError', { message: 'no tech stack' }),
    });
    expect(world.outFor('clarify').feedback?.issues_to_fix).toMatchObject([{ message: 'no tech stack' }]);
    world.finish('clarify');
    expect(world.outFor('plan').feedback?.issues_to_fix).toMatchObject([{ message: 'no tech stack' }]);
    world.finish('plan', { error: anError('ValidationError') });
    expect(world.state.status).toBe('failed');
  });

  it('do not reopen the plan for a ValidationError behind the gate', () => {
    const world = at('test').finish('test', { error: anError('ValidationError') });
    expect(world.outFor('test')).toMatchObject({ attempt: 2, feedback: { iteration: 1 } });
    expect(world.state.approvals).toHaveLength(1);
  });

  it('run the missing agent first after a PrerequisiteError', () => {
    const error = anError('PrerequisiteError', { suggested_action: { agent: 'plan' } });
    const world = at('tasks').finish('tasks', { error });
    expect(world.outFor('plan')).toMatchObject({ attempt: 2, feedback: { feedback_from: 'speckit-tasks' } });
    world.finish('plan');
    expect(world.outFor('tasks').attempt).toBe(2);
  });

  it('ask for approval again when the missing agent stands before the gate', () => {
    const error = anError('PrerequisiteError', { suggested_action: { agent: 'tasks' } });
    const world = at('test').finish('test', { error });
    expect(world.state).toMatchObject({
      approvals: [],
      planning_complete: false,
      implementation_approved: false,
    });
    world.finish('tasks');
    expect(world.state.status).toBe('awaiting_implementation_approval');
    expect(world.state.voided_approvals).toMatchObject([{ by: 'bob', reason: 'test needs tasks once more' }]);
    world.approve();
    expect(world.outFor('test').attempt).toBe(2);
  });

  it('run a missing agent that this workflow does not have', () => {
    const error = anError('PrerequisiteError', { suggested_action: { agent: 'research' } });
    const world = at('plan').finish('plan', { error });
    expect(world.state.steps.slice(0, 4)).toEqual(['specify', 'clarify', 'research', 'plan']);
    world.finish('research');
    expect(world.outFor('plan').attempt).toBe(2);
    expect(world.state.agents_to_execute).toContain('research');
  });

  it.each(['taskstoissues', 'review', 'plan'] as const)(
    'only try again when %s cannot be what is missing',
    (agent) => {
      const error = anError('PrerequisiteError', { suggested_action: { agent } });
      const world = at('plan').finish('plan', { error });
      expect(world.outFor('plan').attempt).toBe(2);
      expect(world.state.feedback).toEqual([]);
      expect(world.outFor('plan').feedback).toBeNull();
    },
  );

  it('try nothing again that says that it cannot be recovered', () => {
    const world = at('plan').finish('plan', { error: anError('TimeoutError', { recoverable: false }) });
    expect(world.state.status).toBe('failed');
  });

  it('limit gaps in the implementation to one, although the E2E loop has three rounds', () => {
    const world = at('e2e-test-fixer').finish('e2e-test-fixer', { error: anError('ImplementationGap') });
    world.finish('implement').finish('test').finish('review');
    world.finish('e2e-test-fixer', { error: anError('ImplementationGap') });
    expect(world.state.status).toBe('paused');
  });

  it.each(['lost_run', 'cancelled', 'no_result', 'timeout'] as const)(
    'take %s for a TimeoutError',
    (reason) => {
      const world = at('plan').lose('plan', reason);
      expect(world.outFor('plan').attempt).toBe(2);
      world.lose('plan', reason);
      expect(world.state.status).toBe('failed');
    },
  );

  it('end the run of a job whose time is up', () => {
    const world = at('plan').settle();
    const { run_id } = world.outFor('plan');
    world.lose('plan', 'timeout');
    expect(world.last.effects[0]).toMatchObject({ kind: 'cancel_run', run_id });
  });

  it('try a job that could not be started again, then ask a person', () => {
    const world = at('plan');
    for (const _ of [1, 2, 3]) world.fail('dispatch_assignment', 'no such Actions workflow').wait(3_600);
    world.fail('dispatch_assignment', 'no such Actions workflow');
    expect(world.state.status).toBe('paused');
    expect(world.state.status_reason).toContain('no such Actions workflow');
  });

  it('stop a workflow while other tasks run: those are cancelled and wait again', () => {
    const world = new Simulation([task('A'), task('B')]).build('standard');
    const { run_id } = world.outFor('B');
    world.finish('A', { error: anError('BranchExistsError'), landed: null });
    expect(world.state.status).toBe('paused');
    expect(world.last.effects).toMatchObject([
      { kind: 'cancel_run', run_id },
      { kind: 'post_comment', topic: 'escalation' },
    ]);
    expect(world.state.tasks.map((one) => one.status)).toEqual(['pending', 'pending']);
  });
});
