import { describe, expect, it } from '@jest/globals';
import { anError, FEATURE, ID, REQUESTER, task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const PATHS = {
  spec: `specs/${FEATURE}/spec.md`,
  plan: `specs/${FEATURE}/plan.md`,
  tasks: `specs/${FEATURE}/tasks.md`,
};

describe('the seed’s example of a saved checkpoint', () => {
  it('holds at the checkpoint, and not before', () => {
    const world = new Simulation([task('T001')]).request('standard').settle();
    expect(world.state).toMatchObject({
      planning_complete: false,
      implementation_approved: false,
      checkpoint_reached_at: null,
      artifacts_ready: {},
      resume_from: null,
    });
    world.finish('specify');
    expect(world.state).toMatchObject({
      workflow_id: ID,
      status: 'awaiting_implementation_approval',
      checkpoint_reached_at: world.state.updated_at,
      planning_complete: true,
      implementation_approved: false,
      artifacts_ready: PATHS,
      resume_from: 'implement',
      current_agent: null,
    });
  });

  it('changes with the approval', () => {
    const world = new Simulation([task('T001')]).build('standard');
    expect(world.state).toMatchObject({
      status: 'running',
      planning_complete: true,
      implementation_approved: true,
      resume_from: null,
      current_agent: 'implement',
      approved_digest: world.state.content_digest,
    });
  });
});

describe('the seed’s example of a saved workflow', () => {
  it('holds from the start', () => {
    const world = new Simulation().request('standard');
    expect(world.state).toMatchObject({
      workflow_id: ID,
      workflow_type: 'standard',
      user_request: 'Payment processing with Stripe\nwith receipts',
      workflow_selection: {
        complexity_analysis: { total_score: 6 },
        recommended_workflow: 'standard',
        final_workflow: 'standard',
      },
      agents_to_execute: ['specify', 'clarify', 'plan', 'tasks', 'implement', 'test'],
      completed_agents: [],
      current_agent: null,
      agent_results: {},
      feedback_loops: {},
      status: 'running',
      origin: { requester: REQUESTER },
    });
  });

  it('names what is done and what runs', () => {
    const world = new Simulation().request('standard', { backends: { plan: 'codex' } }).settle();
    expect(world.state.current_agent).toBe('specify');
    world.finish('specify');
    expect(world.state.completed_agents).toEqual(['specify', 'clarify']);
    expect(world.state.current_agent).toBe('plan');
    expect(world.state.agent_results.clarify).toMatchObject({ status: 'success', summary: 'clarify did it' });
  });

  it('counts the test loop, and adds up time and cost', () => {
    const world = new Simulation().build('simple').finish('implement');
    world.finish('test', { error: anError('TestValidationError') });
    expect(world.state.feedback_loops).toEqual({ test_to_implement: { iteration: 1, max_iterations: 2 } });
    world.finish('implement');
    expect(world.state.agent_results.implement).toMatchObject({
      attempt: 2,
      duration_ms: 2_000,
      cost_usd: 1,
    });
  });

  it('keeps long results out of the state', () => {
    const world = new Simulation().request('simple').settle();
    world.finish('specify', { result: { summary: 's'.repeat(5_000), text: 't'.repeat(5_000) } });
    expect(world.state.agent_results.specify?.result).toEqual({
      summary: 's'.repeat(1_000),
      shortened: true,
    });
  });

  it('tells the story with its latest lines, each of bounded length', () => {
    const world = new Simulation().request('simple').settle();
    world.finish('specify', { error: anError('ValidationError', { message: 'm'.repeat(8_000) }) });
    expect(Math.max(...world.state.timeline.map((line) => line.what.length))).toBe(500);
  });
});

describe('the seed’s example of an E2E workflow', () => {
  it('holds what builder and fixer say', () => {
    const world = new Simulation().build('standard-e2e').finish('implement').finish('test').finish('review');
    world.finish('e2e-test-builder', { result: { test_file: 'tests/e2e/test_pay.py', test_coverage: 100 } });
    expect(world.state.e2e_workflow).toEqual({
      test_file: 'tests/e2e/test_pay.py',
      test_coverage: 100,
      fixer_iteration: 0,
      max_fixer_iterations: 3,
      implementation_gaps_detected: 0,
      spec_updates: [],
    });
    world.finish('e2e-test-fixer', { error: anError('ImplementationGap') });
    expect(world.state.e2e_workflow).toMatchObject({ fixer_iteration: 1, implementation_gaps_detected: 1 });
    world.finish('implement').finish('test').finish('review');
    const change = 'Updated SC-002 from 5s to 10s';
    world.finish('e2e-test-fixer', {
      result: { fixer_iteration: 2, spec_updates: [{ file: PATHS.spec, change }] },
    });
    expect(world.state.e2e_workflow).toMatchObject({
      test_file: 'tests/e2e/test_pay.py',
      fixer_iteration: 2,
      spec_updates: [{ file: PATHS.spec, change, approved: false }],
    });
    expect(world.state.status).toBe('completed');
  });

  it('is not disturbed by members of another form', () => {
    const world = new Simulation().build('standard-e2e').finish('implement').finish('test').finish('review');
    world.finish('e2e-test-builder', {
      result: { test_file: 7, test_coverage: 'all', spec_updates: 'some' },
    });
    expect(world.state.e2e_workflow).toMatchObject({ test_file: null, test_coverage: 0, spec_updates: [] });
  });
});
