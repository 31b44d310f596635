import { describe, expect, it } from '@jest/globals';
import { CORE_WORKFLOW_TYPES, TARGETED_WORKFLOW_TYPES, WORKFLOWS } from '../../src/domain/workflows.js';
import { aFeature, FEATURE, requested } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const SIMILAR = [
  { feature_id: FEATURE, branch: FEATURE },
  { feature_id: '002-payment-processing', branch: null },
];

function kinds(world: Simulation): string[] {
  return world.last.effects.map((effect) => (effect.kind === 'post_comment' ? effect.topic : effect.kind));
}

describe('a workflow that nobody has named', () => {
  it('is asked about with its analysis; nothing is shown, claimed or started before', () => {
    const world = new Simulation().request(null);
    expect(kinds(world)).toEqual(['analysis']);
    expect(world.state).toMatchObject({
      status: 'awaiting_workflow_selection',
      workflow_type: 'standard',
      workflow_selection: {
        complexity_analysis: {
          total_score: 6,
          factors: { scope: { score: 2, reason: 'multiple modules' } },
          e2e: 'It stays within one service.',
        },
        recommended_workflow: 'standard',
        final_workflow: null,
      },
    });
    expect(world.settle().wait(86_400).effects).toHaveLength(1);
  });

  it.each(CORE_WORKFLOW_TYPES)('becomes %s when a person says so', (type) => {
    const world = new Simulation().request(null);
    world.send({ type: 'workflow_chosen', workflow_type: type, by: 'carol' });
    expect(kinds(world)).toEqual(['create_dashboard', 'claim_feature']);
    expect(world.state).toMatchObject({ workflow_type: type, steps: WORKFLOWS[type] });
    world.settle();
    expect(world.outFor('specify').attempt).toBe(1);
  });

  it.each(TARGETED_WORKFLOW_TYPES)('C2 cannot become %s', (type) => {
    const world = new Simulation().request(null);
    expect(world.refused({ type: 'workflow_chosen', workflow_type: type, by: 'carol' })).toBe('not_a_choice');
  });

  it('C2 is chosen once', () => {
    const world = new Simulation().request(null);
    world.send({ type: 'workflow_chosen', workflow_type: 'simple', by: 'carol' });
    expect(world.refused({ type: 'workflow_chosen', workflow_type: 'full', by: 'dave' })).toBe(
      'not_awaiting_selection',
    );
  });

  it('stops at an ERROR of pre-flight, too', () => {
    const world = new Simulation();
    world.send({ ...requested(null), preflight: [{ check: 'Secrets', level: 'ERROR', message: 'none' }] });
    expect(world.state.status).toBe('failed');
    expect(kinds(world)).toEqual(['create_dashboard', 'preflight_failed']);
  });

  it('is asked about again by resume, and after a pause', () => {
    const world = new Simulation().request(null).settle().command('resume');
    expect(kinds(world)).toEqual(['analysis']);
    world.settle().command('pause').command('resume');
    expect(kinds(world)).toEqual(['analysis']);
    expect(world.state).toMatchObject({ status: 'awaiting_workflow_selection', dashboard: null });
  });

  it('can be aborted', () => {
    const world = new Simulation().request(null).command('abort');
    expect(world.state.status).toBe('aborted');
    expect(kinds(world)).toEqual(['summary']);
  });
});

describe('a new feature whose name is taken', () => {
  const asked = () => new Simulation().request('plan', {}, { similar: SIMILAR });

  it('is asked about before anything is claimed', () => {
    const world = asked();
    expect(kinds(world)).toEqual(['create_dashboard', 'branch_exists']);
    expect(world.state).toMatchObject({
      status: 'awaiting_branch_choice',
      branch_choice: { existing: SIMILAR },
    });
  });

  it('is asked about after the workflow was chosen', () => {
    const world = new Simulation().request(null, {}, { similar: SIMILAR });
    expect(kinds(world)).toEqual(['analysis']);
    world.send({ type: 'workflow_chosen', workflow_type: 'simple', by: 'carol' });
    expect(kinds(world)).toEqual(['create_dashboard', 'branch_exists']);
    world.send({ type: 'branch_chosen', feature: null, by: 'carol' });
    expect(kinds(world)).toEqual(['claim_feature']);
  });

  it('is made when a person wants a new one', () => {
    const world = asked();
    world.send({ type: 'branch_chosen', feature: null, by: 'carol' });
    expect(world.last.effects).toMatchObject([{ kind: 'claim_feature', slug: 'payment-processing' }]);
    expect(world.last.effects[0]).not.toHaveProperty('existing');
    expect(world.state.branch_choice).toBeNull();
  });

  it('is left for one that exists: its content is taken over, its branch made sure of', () => {
    const world = asked();
    const feature = aFeature(['spec'], [], { pull_request: { number: 8, url: 'https://example.test/8' } });
    world.send({ type: 'branch_chosen', feature, by: 'carol' });
    expect(world.last.effects).toMatchObject([
      {
        kind: 'claim_feature',
        existing: { feature_id: FEATURE, branch: FEATURE, head: feature.content.head },
      },
    ]);
    world.settle();
    expect(world.state).toMatchObject({
      feature_id: FEATURE,
      feature_dir: `specs/${FEATURE}/`,
      branch: { head: feature.content.head },
      content_digest: feature.content.digest,
      pull_request: { number: 8 },
    });
    expect(world.out[0]?.agents[0]).toBe('clarify');
  });

  it('C2 cannot be left for one that was not asked about', () => {
    const feature = aFeature([], [], { feature_id: '009-other' });
    const world = asked();
    expect(world.refused({ type: 'branch_chosen', feature, by: 'carol' })).toBe('unknown_feature');
    expect(world.last.refusal?.expected).toContain(`/confirm reuse ${FEATURE}`);
  });

  it('C2 is chosen only while it is asked about', () => {
    const world = new Simulation().request('plan');
    expect(world.refused({ type: 'branch_chosen', feature: null, by: 'carol' })).toBe(
      'not_awaiting_branch_choice',
    );
  });

  it('is asked about again by resume, and after a pause', () => {
    const world = asked().settle().command('resume');
    expect(kinds(world)).toEqual(['branch_exists']);
    world.settle().command('pause').command('resume');
    expect(kinds(world)).toEqual(['branch_exists']);
    expect(world.state.status).toBe('awaiting_branch_choice');
  });
});
