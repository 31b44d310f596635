import { describe, expect, it } from '@jest/globals';
import { isKeptByEnvironment } from '../../src/domain/state.js';
import { task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const BOUND = { implementation_environment: 'implementation' };

function approved(overrides = BOUND): Simulation {
  return new Simulation([task('A'), task('B', ['A'])]).plan('standard', overrides).approve().settle();
}

describe('an environment for what is behind the gate', () => {
  it('binds implement and every later agent, and nothing before the gate', () => {
    const world = approved().finish('A').settle().finish('B').settle();
    const bound = world.state.assignments.map((one) => [one.tasks[0] ?? one.agents[0], one.environment]);
    expect(bound.filter(([name]) => ['A', 'B', 'test'].includes(String(name)))).toEqual([
      ['A', 'implementation'],
      ['B', 'implementation'],
      ['test', 'implementation'],
    ]);
    const planning = world.state.assignments.filter((one) => one.agents[0] === 'specify');
    expect(planning.map((one) => one.environment)).toEqual([undefined]);
    expect(new Simulation([task('A')]).plan('standard').approve().outFor('A').environment).toBeUndefined();
  });

  it('gives work its whole time from when GitHub lets it begin, once', () => {
    const world = approved();
    const before = world.outFor('A');
    expect(isKeptByEnvironment(before)).toBe(true);
    world.wait(86_400);
    expect(world.outFor('A').id).toBe(before.id);
    world.send({ type: 'assignment_let_in', assignment_id: before.id });
    const after = world.outFor('A');
    expect(isKeptByEnvironment(after)).toBe(false);
    const time = (one: string, other: string) => Date.parse(one) - Date.parse(other);
    expect(time(after.deadline_at, after.let_in_at ?? '')).toBe(
      time(before.deadline_at, before.dispatched_at),
    );
    world.send({ type: 'assignment_let_in', assignment_id: before.id });
    expect(world.outFor('A')).toEqual(after);
  });

  it('lets in only what is out', () => {
    const world = approved();
    const { id } = world.outFor('A');
    world.finish('A').settle();
    expect(world.refused({ type: 'assignment_let_in', assignment_id: id })).toBe('stale_assignment');
    expect(world.refused({ type: 'assignment_let_in', assignment_id: 'nobody' })).toBe('stale_assignment');
  });

  it('whose reviewer refuses pauses the workflow for a person, without another try', () => {
    const world = approved();
    const { id } = world.outFor('A');
    world.send({ type: 'assignment_lost', assignment_id: id, reason: 'refused', message: 'wendy refused.' });
    expect(world.state).toMatchObject({ status: 'paused', status_reason: 'wendy refused.' });
    expect(world.out).toEqual([]);
    expect(world.state.outbox).toMatchObject([{ kind: 'post_comment', topic: 'escalation' }]);
    world.settle().send({ type: 'command_given', command: 'resume', by: 'ada' });
    expect(world.outFor('A').environment).toBe('implementation');
  });
});
