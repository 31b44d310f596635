import { describe, expect, it } from '@jest/globals';
import { anError, content, task } from './support/builders.js';
import { SEVERAL } from './support/scenarios.js';
import { Simulation } from './support/simulation.js';

/** Two chains that meet: A1 → A2 → Z ← B1. */
const GRAPH = [task('A1'), task('A2', ['A1']), task('B1'), task('Z', ['A2', 'B1'])];

function outTasks(world: Simulation): string[] {
  return world.out.flatMap((one) => one.tasks);
}

function statuses(world: Simulation): Record<string, string> {
  return Object.fromEntries(world.state.tasks.map((one) => [one.id, one.status]));
}

describe('tasks', () => {
  it('start as soon as what they need is done, without barriers', () => {
    const world = new Simulation(GRAPH).build('standard');
    expect(outTasks(world)).toEqual(['A1', 'B1']);
    world.finish('A1');
    // B1 is of the same rank as A1 and still runs: A2 does not wait for it.
    expect(outTasks(world)).toEqual(['B1', 'A2']);
    world.finish('A2');
    expect(outTasks(world)).toEqual(['B1']);
    world.finish('B1');
    expect(outTasks(world)).toEqual(['Z']);
    world.finish('Z');
    expect(world.outFor('test').agents).toEqual(['test']);
  });

  it('run at most max_parallel_tasks at once', () => {
    const many = ['1', '2', '3', '4', '5', '6', '7'].map((id) => task(id));
    const world = new Simulation(many).build('standard', { max_parallel_tasks: 3 });
    expect(outTasks(world)).toHaveLength(3);
    world.finish('2');
    expect(outTasks(world)).toHaveLength(3);
  });

  it('with the longest way still to go start first', () => {
    const world = new Simulation([task('short'), task('long'), task('next', ['long'])]).build('standard', {
      max_parallel_tasks: 1,
    });
    expect(outTasks(world)).toEqual(['long']);
  });

  it('that were ticked before the approval are done', () => {
    const world = new Simulation([task('A1', [], true), task('A2', ['A1'])]).build('standard');
    expect(outTasks(world)).toEqual(['A2']);
  });

  it('are skipped altogether when all are ticked', () => {
    const world = new Simulation([task('A1', [], true)]).build('standard');
    expect(world.state.completed_agents).toContain('implement');
    expect(world.outFor('test').agents).toEqual(['test']);
  });

  it('that a person ticks while others run are done; the one that runs still counts by its answer', () => {
    const world = new Simulation(GRAPH).build('standard');
    const ticked = GRAPH.map((one) => ({ ...one, done: one.id !== 'Z' && one.id !== 'B1' }));
    world.push(world.state.content_digest ?? '', ticked);
    expect(statuses(world)).toEqual({ A1: 'running', A2: 'done', B1: 'running', Z: 'pending' });
    world.finish('A1').finish('B1');
    expect(outTasks(world)).toEqual(['Z']);
  });

  it('do not wait for a task that tasks.md does not have', () => {
    const world = new Simulation([task('A1', ['T999'])]).build('standard');
    expect(outTasks(world)).toEqual(['A1']);
  });

  it('that wait for each other stop the workflow with a reason that names them', () => {
    const world = new Simulation([task('A', ['B']), task('B', ['A'])]).build('standard');
    expect(world.state.status).toBe('failed');
    expect(world.state.status_reason).toBe('tasks wait for each other and none can start: A, B');
    expect(statuses(world)).toEqual({ A: 'blocked', B: 'blocked' });
  });

  it('that fail leave the others to go on; then the workflow stops and keeps what was done', () => {
    const world = new Simulation(GRAPH).build('standard');
    world.finish('B1', { error: anError('UnrecoverableError') });
    expect(world.state.status).toBe('running');
    world.finish('A1').finish('A2');
    expect(world.state.status).toBe('failed');
    expect(world.state.status_reason).toBe('tasks failed: B1; blocked by them: Z');
    expect(statuses(world)).toEqual({ A1: 'done', A2: 'done', B1: 'failed', Z: 'blocked' });
  });

  it('that a person mends and ticks after they failed let the workflow go on', () => {
    const world = new Simulation(GRAPH).build('standard');
    world.finish('B1', { error: anError('UnrecoverableError') });
    const ticked = GRAPH.map((one) => ({ ...one, done: one.id === 'B1' }));
    world.push(world.state.content_digest ?? '', ticked);
    world.finish('A1').finish('A2');
    expect(outTasks(world)).toEqual(['Z']);
  });

  it('that wait for a retry hold back only those that need them', () => {
    const world = new Simulation(GRAPH).build('standard', { max_parallel_tasks: 5 });
    world.finish('B1', { error: anError('ExternalServiceError') });
    expect(world.state.timers).toMatchObject([{ agent: 'implement', task: 'B1' }]);
    expect(outTasks(world)).toEqual(['A1']);
    world.finish('A1');
    expect(outTasks(world)).toEqual(['A2']);
    world.wait(60);
    expect(outTasks(world)).toEqual(['A2', 'B1']);
  });

  it('that are lost in parallel have retries of their own', () => {
    const world = new Simulation(GRAPH).build('standard');
    world.lose('A1').lose('B1');
    expect(world.state.retries).toEqual({ 'implement/A1:TimeoutError': 1, 'implement/B1:TimeoutError': 1 });
    expect(outTasks(world)).toEqual([]);
    expect(outTasks(world.wait(2))).toEqual(['A1', 'B1']);
    for (const _ of [2, 3]) world.lose('B1').wait(60);
    world.lose('B1');
    expect(statuses(world)).toMatchObject({ A1: 'running', B1: 'failed', Z: 'blocked' });
  });

  it('S2: that are lost after they had landed are done, and not done again', () => {
    const world = new Simulation(GRAPH).build('standard');
    const digest = world.state.content_digest ?? '';
    const landed = content(world.newHead(), digest, [task('A1', [], true), ...GRAPH.slice(1)]);
    world.lose('A1', 'lost_run', landed);
    expect(statuses(world)).toEqual({ A1: 'done', A2: 'running', B1: 'running', Z: 'pending' });
    expect(world.state.timers).toEqual([]);
    expect(world.outFor('A2').base).toBe(landed.head);
    // Without a tick nothing has landed.
    world.lose('B1', 'lost_run', landed).wait(2);
    expect(world.outFor('B1')).toMatchObject({ attempt: 2, base: landed.head });
  });

  it('G1: that are lost on a branch whose artifacts somebody has changed wait for an approval', () => {
    const world = new Simulation(GRAPH).build('standard');
    world.lose('A1', 'lost_run', content(world.newHead(), 'another digest', GRAPH));
    expect(world.state.status).toBe('awaiting_implementation_approval');
    expect(world.out).toEqual([]);
  });

  it('that conflict are done again on the branch as it is now, three times', () => {
    const world = new Simulation(GRAPH).build('standard');
    for (const attempt of [2, 3, 4]) {
      world.conflict('A1');
      expect(world.outFor('A1')).toMatchObject({ attempt, base: world.state.branch?.head });
    }
    world.conflict('A1');
    expect(statuses(world)).toMatchObject({ A1: 'failed', B1: 'running' });
  });

  it('get the findings of their own failure with the next try', () => {
    const issue = { severity: 'HIGH' as const, type: 'Lint', message: 'unused' };
    const world = new Simulation(GRAPH).build('standard');
    world.finish('A1', { error: anError('ValidationError', { blocking_issues: [issue] }) }).wait(2);
    expect(world.outFor('A1').feedback).toMatchObject({ iteration: 1, issues_to_fix: [issue] });
    expect(world.outFor('B1').feedback).toBeNull();
  });

  it('are all of them dispatched once and only once when nothing goes wrong', () => {
    const world = new Simulation(GRAPH).build('standard');
    for (let next = outTasks(world)[0]; next !== undefined; next = outTasks(world)[0]) world.finish(next);
    const dispatched = world.state.assignments.flatMap((one) => one.tasks);
    expect(dispatched.sort()).toEqual(['A1', 'A2', 'B1', 'Z']);
  });

  it('come from the approved tasks.md, not from an earlier one', () => {
    const world = new Simulation([task('OLD')]).plan('standard');
    const now = content(world.newHead(), 'edited', [task('NEW')]);
    world.send({ type: 'branch_moved', content: now });
    world.approve();
    expect(outTasks(world)).toEqual(['NEW']);
  });
});

describe('agents that are code', () => {
  it('do not wait for a backend that is left alone, and say nothing of it', () => {
    const world = new Simulation([task('A')]).build('standard', {
      circuit_breaker: { failure_threshold: 1, cooldown_ms: 600_000, max_cooldown_ms: 600_000 },
      selection: SEVERAL,
    });
    world.finish('A', { error: anError('ExternalServiceError') }).wait(60);
    expect(world.outFor('A').backend).toBe('two');
    world.finish('A');
    const { breakers } = world.state;
    expect(breakers).toMatchObject({ one: { status: 'open' } });
    expect(world.outFor('test').backend).toBe('one');
    world.finish('test');
    expect(world.state.status).toBe('completed');
    expect(world.state.breakers).toEqual(breakers);
  });

  it('say nothing of a backend that has just failed', () => {
    const world = new Simulation([task('A')]).build('standard', { selection: SEVERAL });
    world.finish('A', { error: anError('ExternalServiceError') }).wait(60);
    world.finish('A').finish('test');
    expect(world.state.breakers).toMatchObject({ one: { status: 'closed', failures: 1 } });
  });
});
