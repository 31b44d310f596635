import { describe, expect, it } from '@jest/globals';
import type { AgentResponse } from '../../src/domain/contract.js';
import type { AgentName } from '../../src/domain/workflows.js';
import { answer, content, task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

function respond(world: Simulation, name: string, responses: readonly AgentResponse[]): void {
  world.send({
    type: 'assignment_finished',
    assignment_id: world.outFor(name).id,
    responses,
    usage: [],
    landed: content(world.newHead(), world.state.content_digest ?? 'digest'),
  });
}

const answers = (...agents: AgentName[]) => agents.map((agent) => answer(agent));

describe('the answers of a job', () => {
  it('may be fewer than asked for: what is missing is asked for again, and not for ever', () => {
    const world = new Simulation().request('standard').settle();
    respond(world, 'specify', answers('specify', 'clarify'));
    expect(world.state.completed_agents).toEqual(['specify', 'clarify']);
    expect(world.outFor('plan').agents).toEqual(['plan', 'tasks']);
    respond(world, 'plan', []);
    expect(world.state.status).toBe('failed');
    expect(world.state.status_reason).toContain('without an answer of plan');
  });

  it('may be missing for a task', () => {
    const world = new Simulation([task('A')]).build('standard');
    for (const attempt of [1, 2, 3, 4]) {
      expect(world.outFor('A').attempt).toBe(attempt);
      respond(world, 'A', []);
      world.wait(60);
    }
    expect(world.state.status_reason).toBe('tasks failed: A');
  });

  it('must be of the agents that were asked, in their order', () => {
    const world = new Simulation().request('standard').settle();
    respond(world, 'specify', answers('specify', 'plan'));
    expect(world.state.completed_agents).toEqual(['specify']);
    expect(world.state.agent_results.plan).toBeUndefined();
    expect(world.outFor('clarify').feedback?.issues_to_fix[0]?.message).toBe(
      'Expected an answer of clarify, received one of plan.',
    );
  });

  it('of an agent of behind the gate open nothing', () => {
    const world = new Simulation().request('simple').settle();
    respond(world, 'specify', answers('implement'));
    expect(world.state.completed_agents).toEqual([]);
    expect(world.outFor('specify').attempt).toBe(2);
  });

  it('beyond those asked for are ignored', () => {
    const world = new Simulation().request('simple').settle();
    respond(world, 'specify', answers('specify', 'implement', 'test'));
    expect(world.state.completed_agents).toEqual(['specify']);
    expect(world.state.status).toBe('awaiting_implementation_approval');
  });

  it('that say success, but leave nothing to approve, are looked at by a person', () => {
    const world = new Simulation().request('simple').settle().finish('specify', { landed: null });
    expect(world.state.status).toBe('paused');
    expect(world.state.status_reason).toBe(
      'planning is complete, but it wrote nothing that could be approved',
    );
    world.push('written-by-hand').command('resume');
    expect(world.state.status).toBe('awaiting_implementation_approval');
  });
});
