import { describe, expect, it } from '@jest/globals';
import type { WorkflowEvent } from '../../src/domain/events.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { transition } from '../../src/engine/transition.js';
import { anError, ID, outcomeOf, task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const TASKS = [task('A'), task('B')];

/** A workflow with every kind of event in its history. */
function eventful(): Simulation {
  const world = new Simulation(TASKS).plan('full').push('edited').approve().settle();
  world
    .finish('A', { error: anError('ExternalServiceError') })
    .wait(60)
    .lose('B')
    .conflict('A');
  world.command('pause').command('resume');
  const ids = world.state.outbox.map((effect) => effect.id);
  world.send({ type: 'effects_taken_over', effect_ids: ids });
  world.settle().finish('A').finish('B').finish('test').finish('review');
  return world.finish('e2e-test-builder').finish('e2e-test-fixer').finish('taskstoissues').settle();
}

function replay(events: readonly WorkflowEvent[]): WorkflowState | null {
  return events.reduce<WorkflowState | null>((state, event) => transition(state, event).state, null);
}

describe('S2 effects', () => {
  it('S2 stand in the outbox from their decision until they are settled', () => {
    const world = new Simulation().request('standard');
    expect(world.state.outbox).toEqual(world.effects);
    world.settle('create_dashboard');
    expect(world.state.outbox.map((one) => one.kind)).toEqual(['claim_feature']);
  });

  it('S2 have ids that are the same in every run of the same history', () => {
    const world = eventful();
    expect(replay(world.events)).toEqual(world.state);
    const ids = world.effects.map((effect) => effect.id);
    expect(ids).toEqual(ids.map((_, index) => `${ID}:${index + 1}:${world.effects[index]?.kind}`));
  });

  it('S2 duplicates of every event change nothing, at once and later', () => {
    const world = eventful();
    expect(world.state.status).toBe('completed');
    let state: WorkflowState | null = null;
    for (const [index, event] of world.events.entries()) {
      state = transition(state, event).state;
      for (const repeated of world.events.slice(0, index + 1)) {
        const again = transition(state, repeated);
        expect(again).toMatchObject({
          effects: [],
          refusal: { reason: expect.stringMatching(/duplicate|ended/) },
        });
        expect(again.state).toBe(state);
      }
    }
  });

  it('S2 outcomes that are told twice, in another event, change nothing', () => {
    const world = new Simulation().request('standard');
    const outcomes = world.state.outbox.map(outcomeOf);
    world.send({ type: 'effects_settled', outcomes });
    const settled = world.state;
    expect(world.send({ type: 'effects_settled', outcomes }).state).toBe(settled);
  });

  it('S2 outcomes of another kind, or of nobody’s effect, are not taken', () => {
    const world = new Simulation().request('standard');
    const { state } = world;
    const [dashboard] = world.state.outbox;
    const claimed = {
      kind: 'claim_feature',
      feature_id: 'x',
      branch: 'x',
      base: 'x',
      base_sha: '0'.repeat(40),
    } as const;
    world.send({ type: 'effects_settled', outcomes: [{ ...claimed, id: dashboard?.id ?? '' }] });
    world.send({ type: 'effects_settled', outcomes: [{ ...claimed, id: 'another:1:claim_feature' }] });
    world.send({ type: 'effects_settled', outcomes: [{ ...claimed, id: `${ID}:99:claim_feature` }] });
    expect(world.state).toBe(state);
  });

  it('S2 change hands when the run that held them has ended', () => {
    const world = new Simulation().request('standard');
    const event = {
      type: 'effects_taken_over' as const,
      key: 'k',
      at: world.state.updated_at,
      runner: 'run/2/1',
    };
    const [first] = world.state.outbox;
    world.deliver({ ...event, effect_ids: [first?.id ?? ''] });
    expect(world.state.outbox.map((one) => one.leased_by)).toEqual(['run/2/1', 'run/1/1']);
    const { state } = world;
    expect(world.deliver({ ...event, key: 'l', effect_ids: ['unknown'] }).state).toBe(state);
  });

  it('S2 of the end are still settled after it', () => {
    const world = new Simulation().build('simple').finish('implement').finish('test');
    expect(world.state.outbox).toHaveLength(3);
    expect(world.settle().state.outbox).toEqual([]);
  });
});

describe('S2 a dispatch', () => {
  it('S2 that settles after an abort has its run cancelled, once', () => {
    const world = new Simulation().request('simple').settle('claim_feature');
    const dispatched = world.state.outbox.filter((one) => one.kind === 'dispatch_assignment').map(outcomeOf);
    world.command('abort');
    world.send({ type: 'effects_settled', outcomes: dispatched });
    expect(world.last.effects).toMatchObject([{ kind: 'cancel_run', run_id: 7_003 }]);
    world.send({ type: 'effects_settled', outcomes: dispatched });
    expect(world.last.effects).toEqual([]);
  });

  it('S2 that settles after a pause has its run cancelled, and the work starts anew', () => {
    const world = new Simulation().request('simple').settle('claim_feature');
    const dispatched = world.state.outbox.filter((one) => one.kind === 'dispatch_assignment').map(outcomeOf);
    world.command('pause').command('resume');
    const [old, now] = world.state.assignments;
    world.send({ type: 'effects_settled', outcomes: dispatched });
    expect(world.last.effects).toMatchObject([{ kind: 'cancel_run' }]);
    expect([old?.status, now?.status]).toEqual(['superseded', 'dispatched']);
    expect(world.state.assignments.map((one) => one.run_id)).toEqual([7_003, null]);
  });

  it('S2 is not run again when its job has answered before it settled', () => {
    const world = new Simulation().request('simple').settle('claim_feature');
    const dispatched = world.state.outbox.filter((one) => one.kind === 'dispatch_assignment').map(outcomeOf);
    world.finish('specify');
    expect(world.state.outbox.map((one) => one.kind)).toEqual(['create_dashboard', 'open_pull_request']);
    const { state } = world;
    expect(world.send({ type: 'effects_settled', outcomes: dispatched }).state).toBe(state);
  });
});

describe('effects that fail', () => {
  function toIssues(): Simulation {
    const done = ['A', 'B', 'C'].map((id) => task(id, [], true));
    const world = new Simulation(done).build('full').finish('test').finish('review');
    return world.finish('e2e-test-builder').finish('e2e-test-fixer').settle();
  }

  it('one issue per task is created, none twice', () => {
    const world = toIssues().finish('taskstoissues');
    expect(world.last.effects.map((one) => one.kind === 'create_issue' && one.task_id)).toEqual([
      'A',
      'B',
      'C',
    ]);
    const [first, ...others] = world.state.outbox;
    if (first === undefined) throw new Error('expected an effect');
    world.send({ type: 'effects_settled', outcomes: [outcomeOf(first)] });
    expect(world.last.effects).toEqual([]);
    world.send({ type: 'effects_settled', outcomes: others.map(outcomeOf) });
    expect(world.state.status).toBe('completed');
    expect(Object.keys(world.state.created_issues)).toEqual(['A', 'B', 'C']);
    expect(world.state.assignments.filter((one) => one.agents[0] === 'taskstoissues')).toHaveLength(1);
  });

  it('are no success of taskstoissues: a person is asked, and only what is missing is made up', () => {
    const world = toIssues().finish('taskstoissues');
    const [first, ...others] = world.state.outbox;
    if (first === undefined) throw new Error('expected an effect');
    world.send({
      type: 'effects_settled',
      outcomes: others.map(({ id }) => ({ id, kind: 'failed', message: 'issues are disabled' })),
    });
    expect(world.state.status).toBe('running');
    world.send({ type: 'effects_settled', outcomes: [outcomeOf(first)] });
    expect(world.state.status).toBe('paused');
    expect(world.state.status_reason).toContain('2 issue(s) could not be created (B, C)');
    expect(world.state.completed_agents).not.toContain('taskstoissues');
    expect(world.state.agent_results.taskstoissues).toMatchObject({ status: 'error' });
    world.command('resume').settle().finish('taskstoissues');
    expect(world.last.effects.map((one) => one.kind === 'create_issue' && one.task_id)).toEqual(['B', 'C']);
    expect(world.settle().state.status).toBe('completed');
  });

  it('are no success when all of them fail at once', () => {
    const world = toIssues().finish('taskstoissues').fail('create_issue', 'issues are disabled');
    expect(world.state.status).toBe('paused');
    expect(world.state.status_reason).toContain('issues are disabled');
  });

  it.each(['create_dashboard', 'post_comment', 'dismiss_approval', 'cancel_run'] as const)(
    'are told and stop nothing: %s',
    (kind) => {
      const world = new Simulation(TASKS).request('standard');
      if (kind !== 'create_dashboard') world.settle().finish('specify').settle('open_pull_request');
      if (kind === 'dismiss_approval') world.settle().approve().settle().finish('A');
      if (kind === 'cancel_run') world.settle().approve().settle().push('edited');
      const { status } = world.state;
      expect(world.state.outbox.map((one) => one.kind)).toContain(kind);
      world.fail(kind, 'no right');
      expect(world.state.status).toBe(status);
      expect(world.state.timeline.at(-1)?.what).toBe(`${kind.replaceAll('_', ' ')} failed: no right`);
    },
  );
});
