import { describe, expect, it } from '@jest/globals';
import { WORKFLOW_TYPES, type WorkflowType } from '../../src/domain/workflows.js';
import { requested, task } from './support/builders.js';
import { sequenceOf } from './support/sequence.js';
import { Simulation } from './support/simulation.js';

/** The seed's table "Core Workflows", as it is written there. */
const SEED: Readonly<Record<WorkflowType, string>> = {
  simple: 'specify → 🛑 → implement → test',
  standard: 'specify → clarify → plan → tasks → 🛑 → implement → test',
  'standard-e2e':
    'specify → clarify → plan → tasks → 🛑 → implement → test → review → e2e-test-builder → e2e-test-fixer',
  full: 'specify → clarify → plan → checklist → tasks → analyze → 🛑 → implement → test → review → e2e-test-builder → e2e-test-fixer → taskstoissues',
  'full-research':
    'specify → clarify → research → plan → checklist → tasks → analyze → 🛑 → implement → test → review → e2e-test-builder → e2e-test-fixer → taskstoissues',
  spec: 'specify → clarify',
  plan: 'specify → clarify → plan → checklist → tasks → analyze',
  clarify: 'clarify',
  analyze: 'analyze',
  implement: '🛑 → implement → test → review',
  review: 'review',
  e2e: 'e2e-test-builder → e2e-test-fixer',
  'fix-e2e': 'e2e-test-fixer',
  issues: 'taskstoissues',
};

describe('the sequence of a workflow', () => {
  it.each(WORKFLOW_TYPES)('%s is the seed’s, with its checkpoint', (type) => {
    const tasks = type === 'simple' ? [] : [task('T001'), task('T002', ['T001'])];
    const world = new Simulation(tasks).request(type);
    expect(sequenceOf(world)).toBe(SEED[type]);
    expect(world.state.completed_agents).toEqual(world.state.agents_to_execute);
    expect(world.state.current_agent).toBeNull();
    expect(world.settle().state.outbox).toEqual([]);
  });

  it('begins with the dashboard and the feature branch, before any agent', () => {
    const world = new Simulation().request('standard');
    expect(world.effects.map((one) => one.kind)).toEqual(['create_dashboard', 'claim_feature']);
    world.settle('claim_feature');
    expect(world.out.map((one) => one.agents)).toEqual([['specify', 'clarify', 'plan', 'tasks']]);
  });

  it('gives planning agents with different backends a job each', () => {
    const world = new Simulation().request('standard', { backends: { plan: 'codex' } }).settle();
    expect(world.out.map((one) => [one.agents, one.backend])).toEqual([[['specify', 'clarify'], 'recorded']]);
    world.finish('specify');
    expect(world.out.map((one) => [one.agents, one.backend])).toEqual([[['plan'], 'codex']]);
    world.finish('plan');
    expect(world.out.map((one) => [one.agents, one.backend])).toEqual([[['tasks'], 'recorded']]);
  });

  it.each([
    ['ERROR', 'failed', 'post_comment'],
    ['WARN', 'running', 'claim_feature'],
  ] as const)('with %s in pre-flight is %s', (level, status, effect) => {
    const world = new Simulation();
    world.send({
      ...requested('simple'),
      preflight: [{ check: 'Write access', level, message: 'specs/ is odd' }],
    });
    expect(world.state.status).toBe(status);
    expect(world.state.status_reason).toBe(
      level === 'ERROR' ? 'Pre-flight: Write access: specs/ is odd' : null,
    );
    expect(world.effects.map((one) => one.kind)).toEqual(['create_dashboard', effect]);
  });

  it('fails with the reason when no feature branch can be made', () => {
    const world = new Simulation().request('simple').fail('claim_feature', 'no right to push');
    expect(world.state.status).toBe('failed');
    expect(world.state.status_reason).toContain('no right to push');
  });

  it('goes as far as it can without a pull request: the gate is open to /proceed', () => {
    const world = new Simulation().request('simple').settle().finish('specify');
    world.fail('open_pull_request', 'Actions may not open pull requests').settle();
    expect(world.state.pull_request_problem).toBe('Actions may not open pull requests');
    expect(world.effects.at(-1)).toMatchObject({ kind: 'post_comment', topic: 'checkpoint' });
    world.approve({ via: 'proceed_comment' });
    expect(world.outFor('implement').agents).toEqual(['implement']);
  });
});
