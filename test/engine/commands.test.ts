import { describe, expect, it } from '@jest/globals';
import { isFinal } from '../../src/domain/state.js';
import { anError, approvalOf, outcomeOf, task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const TASKS = [task('A'), task('B')];

/** A workflow in every situation in which a command can meet it. */
const SITUATIONS: Readonly<Record<string, () => Simulation>> = {
  'nothing is claimed yet': () => new Simulation(TASKS).request('standard'),
  'planning runs, its dispatch is unsettled': () =>
    new Simulation(TASKS).request('standard').settle('claim_feature'),
  'planning runs': () => new Simulation(TASKS).request('standard').settle(),
  'the pull request is on its way': () =>
    new Simulation(TASKS).request('standard').settle().finish('specify'),
  'approval is awaited': () => new Simulation(TASKS).plan('standard'),
  'one of two approvals is given': () =>
    new Simulation(TASKS).plan('standard', { required_approvals: 2 }).approve(),
  'tasks run': () => new Simulation(TASKS).build('standard'),
  'a retry waits': () =>
    new Simulation(TASKS).build('standard').finish('A', { error: anError('ExternalServiceError') }),
  'the test runs': () => new Simulation().build('simple').finish('implement'),
  'work was sent back': () =>
    new Simulation()
      .build('simple')
      .finish('implement')
      .finish('test', { error: anError('TestValidationError') }),
  'issues are being created': () => {
    const world = new Simulation([task('A', [], true)]).build('full');
    for (const agent of ['test', 'review', 'e2e-test-builder', 'e2e-test-fixer', 'taskstoissues'])
      world.finish(agent);
    return world;
  },
  'a person was asked': () => new Simulation().request('simple').settle().finish('specify', { landed: null }),
  'it is paused': () => new Simulation(TASKS).build('standard').command('pause'),
};
const ENDED: Readonly<Record<string, () => Simulation>> = {
  'it is complete': () => new Simulation().build('simple').finish('implement').finish('test'),
  'it has failed': () => new Simulation().request('simple').fail('claim_feature'),
  'it was aborted': () => new Simulation().request('simple').settle().command('abort'),
};

describe('abort', () => {
  it.each(Object.entries(SITUATIONS))('ends the workflow when %s, and keeps what there is', (_, make) => {
    const world = make();
    const { artifacts_ready, branch } = world.state;
    const runs = world.out.flatMap((one) => one.run_id ?? []);
    world.command('abort');
    expect(world.state).toMatchObject({
      status: 'aborted',
      status_reason: 'Aborted by carol.',
      artifacts_ready,
      branch,
    });
    const cancelled = world.last.effects.flatMap((one) => (one.kind === 'cancel_run' ? one.run_id : []));
    expect(cancelled).toEqual(runs);
    expect(world.last.effects.at(-1)).toMatchObject({ kind: 'post_comment', topic: 'summary' });
    expect(world.settle().state.outbox).toEqual([]);
    expect(world.state.status).toBe('aborted');
  });

  it('still shows the dashboard that was on its way', () => {
    const world = new Simulation().request('simple').command('abort');
    expect(world.state.outbox.map((one) => one.kind)).toEqual(['create_dashboard', 'post_comment']);
  });

  it('records what was made of effects that could not be stopped', () => {
    const world = new Simulation().request('simple');
    const [, claim] = world.state.outbox;
    world.command('abort');
    if (claim !== undefined) world.send({ type: 'effects_settled', outcomes: [outcomeOf(claim)] });
    expect(world.state.branch?.name).toBe('003-payment-processing');
    expect(world.out).toEqual([]);
  });
});

describe('pause and resume', () => {
  const running = Object.entries(SITUATIONS).filter(
    ([name]) => name !== 'it is paused' && name !== 'a person was asked',
  );
  it.each(running)('hold the workflow when %s, and let it go on', (_, make) => {
    const world = make();
    const before = { out: world.out.map((one) => [...one.agents, ...one.tasks]), status: world.state.status };
    world.command('pause');
    expect(world.state.status).toBe('paused');
    expect(world.out).toEqual([]);
    expect(world.wait(3_600).out).toEqual([]);
    world.command('resume');
    expect(world.state.status).toBe(before.status);
    expect(world.state.resume_from).toBe(before.status === 'running' ? null : 'implement');
    const again = world.out.map((one) => [...one.agents, ...one.tasks]);
    for (const work of before.out) expect(again).toContainEqual(work);
  });

  it.each(Object.entries(SITUATIONS))('lead from %s to the end', (_, make) => {
    const world = make();
    if (world.state.status !== 'paused') world.command('pause');
    if (world.state.content_digest === null && world.state.completed_agents.length > 0) world.push('by hand');
    world.command('resume');
    for (let round = 0; round < 30 && !isFinal(world.state.status); round += 1) {
      world.settle();
      for (const by of ['bob', 'dave']) {
        if (world.state.status === 'awaiting_implementation_approval')
          world.send(approvalOf(world.state, { by }));
      }
      const [next] = world.out;
      if (next !== undefined) world.finish(next.tasks[0] ?? next.agents[0]);
    }
    expect(world.state.status).toBe('completed');
  });

  it('say where they will go on', () => {
    const at = (name: string) => SITUATIONS[name]?.().command('pause').state.resume_from;
    expect(at('planning runs')).toBe('specify');
    expect(at('approval is awaited')).toBe('implement');
    expect(at('tasks run')).toBe('implement');
    expect(at('the test runs')).toBe('test');
  });

  it('open one pull request only, however often the checkpoint is entered', () => {
    const world = new Simulation()
      .request('simple')
      .settle()
      .finish('specify')
      .command('pause')
      .command('resume');
    expect(world.effects.filter((one) => one.kind === 'open_pull_request')).toHaveLength(1);
    world.settle();
    expect(world.effects.at(-1)).toMatchObject({ kind: 'post_comment', topic: 'checkpoint' });
  });

  it('ask for no approval when the pull request comes during the pause', () => {
    const world = new Simulation().request('simple').settle().finish('specify').command('pause').settle();
    expect(world.state.pull_request?.number).toBe(40);
    expect(world.effects.filter((one) => one.kind === 'post_comment')).toEqual([]);
    world.command('resume');
    expect(world.last.effects).toMatchObject([{ kind: 'post_comment', topic: 'checkpoint' }]);
  });

  it('try the dashboard once more where it could not be made', () => {
    const world = new Simulation().request('simple').fail('create_dashboard', 'the issue is locked').settle();
    expect(world.state.timeline.map((line) => line.what)).toContain(
      'create dashboard failed: the issue is locked',
    );
    expect(world.state.dashboard).toBeNull();
    world.command('pause').command('resume').settle();
    expect(world.state.dashboard).toEqual({ comment_id: 500 });
  });
});

it('the timeline names who gave which command', () => {
  const world = new Simulation().request('simple').command('pause').command('resume').command('abort');
  const lines = world.state.timeline.filter((line) => line.actor === 'carol').map((line) => line.what);
  expect(lines).toEqual([
    'paused the workflow',
    'resumed the workflow',
    'aborted the workflow; artifacts are kept',
  ]);
});

describe('C2 commands that do not fit', () => {
  it.each(Object.entries(ENDED))('C2 are refused when %s', (_, make) => {
    const world = make();
    for (const command of ['abort', 'pause', 'resume'] as const) {
      expect(world.refused({ type: 'command_given', command, by: 'carol' })).toBe('ended');
    }
    expect(world.refused(approvalOf(world.state))).toBe('ended');
    expect(world.refused({ type: 'time_passed' })).toBe('ended');
  });

  it('C2 pause twice, and resume what is not paused', () => {
    const world = new Simulation().request('simple');
    expect(world.refused({ type: 'command_given', command: 'resume', by: 'carol' })).toBe('not_resumable');
    world.command('pause');
    expect(world.refused({ type: 'command_given', command: 'pause', by: 'carol' })).toBe('already_paused');
  });

  it('C2 events without a workflow say how to start one', () => {
    const world = new Simulation();
    const { state, refusal } = world.send({ type: 'command_given', command: 'abort', by: 'carol' });
    expect(state).toBeNull();
    expect(refusal?.expected).toContain('/speckit');
  });

  it('C2 every refusal says what was expected', () => {
    const world = new Simulation().plan('simple');
    const { refusal } = world.send(approvalOf(world.state, { permission: 'read' }));
    expect(refusal).toMatchObject({
      message: expect.stringContaining('read'),
      expected: expect.stringContaining('write'),
    });
  });
});
