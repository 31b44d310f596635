import { describe, expect, it } from '@jest/globals';
import type { WorkflowType } from '../../src/domain/workflows.js';
import { aFeature, anError, approvalOf, content, sha, task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const gap = anError('ImplementationGap', {
  blocking_issues: [{ severity: 'HIGH', type: 'Gap', message: 'no refund' }],
});

describe('what a targeted workflow lacks is made first', () => {
  const rows: readonly [WorkflowType, readonly string[] | null, string][] = [
    ['clarify', [], 'specify clarify'],
    ['analyze', [], 'specify plan tasks analyze'],
    ['analyze', ['spec'], 'plan tasks analyze'],
    ['analyze', ['spec', 'plan'], 'tasks analyze'],
    ['analyze', ['spec', 'tasks'], 'plan analyze'],
    ['implement', [], 'specify plan tasks checkpoint implement test review'],
    ['implement', ['spec', 'plan'], 'tasks checkpoint implement test review'],
    ['implement', ['spec', 'tasks'], 'checkpoint implement test review'],
    ['issues', ['spec'], 'plan tasks taskstoissues'],
    ['issues', ['tasks'], 'taskstoissues'],
    ['review', [], 'specify review'],
    ['e2e', null, 'specify e2e-test-builder e2e-test-fixer'],
    ['e2e', ['spec'], 'e2e-test-builder e2e-test-fixer'],
    ['fix-e2e', [], 'specify e2e-test-fixer'],
    ['plan', [], 'specify clarify plan checklist tasks analyze'],
    ['plan', ['spec'], 'clarify plan checklist tasks analyze'],
    ['spec', ['spec'], 'specify clarify'],
  ];
  it.each(rows)('%s with %j: %s', (type, names, steps) => {
    const feature = names === null ? null : aFeature(names);
    const world = new Simulation().request(type, {}, { feature });
    expect(world.state.steps.join(' ')).toBe(steps);
    expect(world.state.agents_to_execute.join(' ')).toBe(steps.replace('checkpoint ', ''));
  });

  it('and people are told', () => {
    const world = new Simulation().request('analyze', {}, { feature: aFeature(['spec']) });
    expect(world.state.timeline.at(-1)?.what).toBe(
      'PrerequisiteError: what analyze needs is missing, so plan, tasks run first',
    );
  });
});

describe('a feature that exists', () => {
  it('stands where its branch stands now', () => {
    const world = new Simulation().request('review');
    const [, claim] = world.state.outbox;
    const outcome = {
      id: claim?.id ?? '',
      kind: 'claim_feature',
      feature_id: '003-payment-processing',
      branch: '003-payment-processing',
      base: 'main',
      base_sha: sha(1),
      head: sha(55),
    } as const;
    world.send({ type: 'effects_settled', outcomes: [outcome] });
    expect(world.outFor('review').base).toBe(sha(55));
  });

  it('that cannot be claimed ends the workflow with the reason', () => {
    const world = new Simulation().request('review').fail('claim_feature', 'another workflow works on it');
    expect(world.state).toMatchObject({
      status: 'failed',
      status_reason: '003-payment-processing cannot be worked on: another workflow works on it',
    });
  });

  it('G1 is implemented only when its present content is approved', () => {
    const world = new Simulation([task('A')]).request('implement').settle();
    expect(world.state.status).toBe('awaiting_implementation_approval');
    expect(world.out).toEqual([]);
    const late = content(sha(77), 'edited', [task('A')]);
    expect(world.refused(approvalOf(world.state, {}, { content: late }))).toBe('content_changed');
    const without = { ...approvalOf(world.state).content, artifacts: { spec: 'specs/x/spec.md' } };
    expect(world.refused(approvalOf(world.state, {}, { content: without }))).toBe('artifacts_missing');
    world.approve();
    expect(world.outFor('A').agents).toEqual(['implement']);
  });

  it('G1 has nothing implemented by its old approvals when it is taken for another workflow', () => {
    const similar = [{ feature_id: '003-payment-processing', branch: null }];
    const world = new Simulation().request('simple', {}, { similar });
    world.send({ type: 'branch_chosen', feature: aFeature(), by: 'carol' });
    world.settle().finish('specify', { landed: null }).settle();
    expect(world.state).toMatchObject({ status: 'awaiting_implementation_approval', approvals: [] });
  });
});

describe('findings that need implementation, in a workflow without it', () => {
  const rows: readonly [WorkflowType, string, readonly string[], string][] = [
    ['review', 'review', [], 'checkpoint implement test review'],
    ['e2e', 'e2e-test-builder', [], 'checkpoint implement test review e2e-test-builder e2e-test-fixer'],
    [
      'e2e',
      'e2e-test-fixer',
      ['e2e-test-builder'],
      'e2e-test-builder checkpoint implement test review e2e-test-fixer',
    ],
    ['fix-e2e', 'e2e-test-fixer', [], 'checkpoint implement test review e2e-test-fixer'],
  ];
  it.each(rows)('G1 of %s: %s waits for a person (after %j): %s', (type, finder, before, steps) => {
    const world = new Simulation([task('A', [], true)]).request(type).settle();
    for (const agent of before) world.finish(agent);
    world.finish(finder, { error: gap }).settle();
    expect(world.state.steps.join(' ')).toBe(steps);
    expect(world.state.status).toBe('awaiting_implementation_approval');
    expect(world.out).toEqual([]);
    world.approve().settle();
    expect(world.outFor('implement').feedback).toMatchObject({
      feedback_from: `speckit-${finder}`,
      issues_to_fix: gap.blocking_issues,
    });
    world.finish('implement').finish('test').finish('review');
    if (finder !== 'review') expect(world.outFor(finder).attempt).toBe(2);
    for (const agent of ['e2e-test-builder', 'e2e-test-fixer']) {
      if (world.out[0]?.agents[0] === agent) world.finish(agent);
    }
    expect(world.settle().state.status).toBe('completed');
    expect(world.state.completed_agents.toSorted()).toEqual(world.state.agents_to_execute.toSorted());
  });

  it('G1 changed after the approval, the content is approved again', () => {
    const world = new Simulation().request('review').settle().finish('review', { error: gap }).settle();
    world.approve().settle().push('edited');
    expect(world.state).toMatchObject({ status: 'awaiting_implementation_approval', approvals: [] });
    expect(world.state.steps).toEqual(['checkpoint', 'implement', 'test', 'review']);
  });

  it('C1 once more after that end the review with a report', () => {
    const error = anError('QualityGateFailure');
    const world = new Simulation().request('review').settle().finish('review', { error }).settle();
    world.approve().finish('implement').finish('test').finish('review', { error });
    expect(world.state.status).toBe('failed');
  });

  it('PrerequisiteError that names implement asks for its approval, too', () => {
    const error = anError('PrerequisiteError', { suggested_action: { agent: 'implement' } });
    const world = new Simulation().request('e2e').settle().finish('e2e-test-builder', { error }).settle();
    expect(world.state.status).toBe('awaiting_implementation_approval');
    world.approve().finish('implement').finish('test').finish('review');
    expect(world.outFor('e2e-test-builder').attempt).toBe(2);
  });

  it('PrerequisiteError of the fixer has the tests built first', () => {
    const error = anError('PrerequisiteError', { suggested_action: { agent: 'e2e-test-builder' } });
    const world = new Simulation().request('fix-e2e').settle().finish('e2e-test-fixer', { error });
    expect(world.outFor('e2e-test-builder').agents).toEqual(['e2e-test-builder']);
    world.finish('e2e-test-builder').finish('e2e-test-fixer').settle();
    expect(world.state.status).toBe('completed');
  });
});

describe('what has landed without a checkpoint', () => {
  it('comes as a pull request before the summary', () => {
    const world = new Simulation().request('spec').settle().finish('specify');
    expect(world.state.status).toBe('running');
    expect(world.last.effects).toMatchObject([{ kind: 'open_pull_request' }]);
    world.settle('open_pull_request');
    expect(world.state).toMatchObject({ status: 'completed', pull_request: { number: 40 } });
    expect(world.last.effects).toMatchObject([
      { kind: 'record_history' },
      { kind: 'post_comment', topic: 'summary' },
    ]);
  });

  it('is complete without one where none can be opened, and says why', () => {
    const world = new Simulation().request('spec').settle().finish('specify');
    world.fail('open_pull_request', 'Actions may not open pull requests');
    expect(world.state).toMatchObject({
      status: 'completed',
      pull_request: null,
      pull_request_problem: 'Actions may not open pull requests',
    });
  });

  it('needs none where nothing has landed, or one is there', () => {
    const world = new Simulation().request('analyze').settle().finish('analyze', { landed: null });
    expect(world.state.status).toBe('completed');
    const pull_request = { number: 8, url: 'https://example.test/8' };
    const other = new Simulation().request('review', {}, { feature: aFeature([], [], { pull_request }) });
    other.settle().finish('specify').finish('review');
    expect(other.state).toMatchObject({ status: 'completed', pull_request });
    expect(other.effects.some((effect) => effect.kind === 'open_pull_request')).toBe(false);
  });

  it('is opened once when the workflow is paused meanwhile', () => {
    const world = new Simulation().request('spec').settle().finish('specify');
    world.command('pause').command('resume').settle();
    expect(world.effects.filter((effect) => effect.kind === 'open_pull_request')).toHaveLength(1);
    expect(world.state.status).toBe('completed');
  });
});

describe('resume of what waits for approval', () => {
  it('puts the question again', () => {
    const world = new Simulation().plan('simple').command('resume');
    expect(world.last.effects).toMatchObject([{ kind: 'post_comment', topic: 'checkpoint' }]);
    expect(world.state.status).toBe('awaiting_implementation_approval');
  });

  it('tries the pull request once more where it was refused', () => {
    const world = new Simulation().request('simple').settle().finish('specify');
    world.fail('open_pull_request', 'Actions may not open pull requests').settle().command('resume');
    expect(world.last.effects).toMatchObject([{ kind: 'open_pull_request' }]);
    world.settle();
    expect(world.state.pull_request?.number).toBe(40);
    expect(world.effects.at(-1)).toMatchObject({ kind: 'post_comment', topic: 'checkpoint' });
  });
});
