import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { WorkflowState } from '../../src/domain/state.js';
import { readFeatureBranch } from '../../src/handlers/branch.js';
import { followLostCommands } from '../../src/handlers/lost-commands.js';
import { aState, checkpointState, planningState } from '../support/state-builder.js';
import { World } from './support/a-world.js';

const ISSUE = 12;
const EARLIER = '2026-01-12T09:00:00Z';
const GRACE_MS = 10 * 60 * 1000;

let world: World;
beforeEach(() => {
  world = new World();
  world.now = EARLIER;
});
afterEach(() => nock.cleanAll());

async function sweep(now = '2026-01-12T10:00:00Z'): Promise<void> {
  world.now = now;
  await followLostCommands(world.bot(), GRACE_MS);
}

const now = (state: WorkflowState) => world.state(state.workflow_id);
const started = { started_at: '2026-01-12T08:00:00Z' };
const planning = (patch: Partial<WorkflowState> = {}) => world.has(planningState({ ...started, ...patch }));
const paused = () => planning({ status: 'paused', assignments: [], resume_from: 'specify' });

describe('S2: a command that opens a workflow and whose run was lost', () => {
  it('is followed as the workflow that it would have been, without a body that may have changed since', async () => {
    const id = world.lose('/speckit simple: Dark mode', { issue: ISSUE });
    await sweep();
    expect(world.startedBy(id)).toMatchObject({
      workflow_type: 'simple',
      origin: { issue: ISSUE, issue_body: '' },
    });
    expect(world.reactions).toEqual([id]);
  });

  it('is followed though its run had reacted to it already', async () => {
    const id = world.lose('/speckit simple: Dark mode', { issue: ISSUE });
    world.reactions.push(id);
    await sweep();
    expect(world.startedBy(id)).not.toBeNull();
  });

  it('is followed once', async () => {
    const id = world.lose('/speckit simple: Dark mode', { issue: ISSUE });
    await sweep();
    const revision = world.startedBy(id)?.revision;
    await sweep('2026-01-12T10:15:00Z');
    expect(world.startedBy(id)?.revision).toBe(revision);
    expect(world.reactions).toEqual([id]);
  });

  it('is followed once, also where the repository was renamed in between', async () => {
    const id = world.lose('/speckit simple: Dark mode', { issue: ISSUE });
    await sweep();
    const before = world.files.refs.get('speckit-state');
    world.now = '2026-01-12T10:15:00Z';
    const renamed = { ...world.bot(), repository: { owner: 'octo', repo: 'store' } };
    await followLostCommands(renamed, GRACE_MS);
    expect(world.files.refs.get('speckit-state')).toBe(before);
    expect(world.reactions).toEqual([id]);
    expect(world.said(ISSUE).filter((text) => text.includes('busy'))).toEqual([]);
  });

  it('is looked for with few requests', async () => {
    world.lose('nice', { issue: ISSUE });
    world.lose('/help', { issue: ISSUE });
    await sweep();
    expect(world.github.log()).toEqual(['GET /issues/comments']);
    expect(world.github.calls[0]?.query.get('since')).toBe('2026-01-11T10:00:00.000Z');
  });

  it.each<[string, Parameters<World['lose']>[1]]>([
    ['was given just now', { created_at: '2026-01-12T09:55:00Z', updated_at: '2026-01-12T09:55:00Z' }],
    ['is more than a day old', { created_at: '2026-01-11T09:00:00Z', updated_at: '2026-01-11T09:00:00Z' }],
    ['was edited since', { updated_at: '2026-01-12T09:30:00Z' }],
    ['is that of a bot', { user: { login: 'a-bot', type: 'Bot' } }],
    ['is that of somebody who is gone', { user: null }],
  ])('is left alone if it %s', async (_what, change) => {
    const id = world.lose('/speckit simple: Dark mode', { issue: ISSUE, ...change });
    await sweep();
    expect(world.startedBy(id)).toBeNull();
    expect(world.reactions).toEqual([]);
  });

  it('is left alone if it was answered', async () => {
    const id = world.lose('/speckit simple: Dark mode', { issue: ISSUE });
    world.people.comment(ISSUE, `busy\n\n<!-- speckit:answer ${id} -->`);
    await sweep();
    expect(world.startedBy(id)).toBeNull();
  });
});

describe('S2: an order to a workflow whose run was lost', () => {
  it.each<[string, () => WorkflowState, Partial<WorkflowState>]>([
    ['/abort', planning, { status: 'aborted' }],
    ['/pause', planning, { status: 'paused' }],
    ['/resume', paused, { status: 'running' }],
    [
      '/confirm full',
      () => world.has(aState({ ...started, status: 'awaiting_workflow_selection' })),
      { workflow_type: 'full', status: 'running' },
    ],
    [
      '/confirm new',
      () =>
        world.has(
          aState({
            ...started,
            status: 'awaiting_branch_choice',
            branch_choice: { existing: [{ feature_id: '003-payments', branch: null }] },
          }),
        ),
      { status: 'running', branch_choice: null },
    ],
  ])('%s is followed', async (body, state, expected) => {
    const before = state();
    const id = world.lose(body, { issue: ISSUE });
    await sweep();
    expect(now(before)).toMatchObject(expected);
    expect(world.reactions).toEqual([id]);
  });

  const asking = (asked_at: string) => {
    const question = { number: 1, question: 'Which?', options: ['A'], recommended: 0 };
    const questions = [{ ...question, answer: null, answered_by: null }];
    return planning({
      status: 'awaiting_clarification',
      assignments: [],
      clarification: { asked_at, questions },
    });
  };

  it('/answer is followed if it answers what was asked then', async () => {
    const state = asking('2026-01-12T08:30:00Z');
    world.lose('/answer 1:A', { issue: ISSUE });
    await sweep();
    expect(now(state)?.clarification?.questions[0]?.answer).toBe('A');
  });

  it('/answer is not meant for what was asked later', async () => {
    const state = asking('2026-01-12T09:30:00Z');
    world.lose('/answer 1:A', { issue: ISSUE });
    await sweep();
    expect(now(state)).toEqual(state);
  });

  async function atCheckpoint(presented_at: string): Promise<WorkflowState> {
    const state = checkpointState();
    const name = state.branch?.name ?? '';
    for (const file of ['spec', 'plan', 'tasks'])
      world.files.put(name, `${state.feature_dir}${file}.md`, 'x');
    const head = world.files.refs.get(name) ?? '';
    const placed = { ...state, branch: { name, base: 'main', base_sha: head, head } };
    const content = await readFeatureBranch(world.bot(), placed);
    return world.has({ ...placed, ...started, content_digest: content?.digest ?? '', presented_at });
  }

  it('/proceed approves what its author could see', async () => {
    const state = await atCheckpoint('2026-01-12T08:30:00Z');
    world.lose('/proceed', { issue: ISSUE });
    await sweep();
    expect(now(state)?.approvals).toMatchObject([{ by: 'wendy', at: EARLIER }]);
  });

  it('G1: /proceed does not approve what was presented later, and its author is told', async () => {
    const state = await atCheckpoint('2026-01-12T09:30:00Z');
    world.lose('/proceed', { issue: ISSUE });
    await sweep();
    expect(now(state)?.approvals).toEqual([]);
    expect(world.said(ISSUE)).toEqual([expect.stringContaining('changed after this comment was written')]);
    await sweep('2026-01-12T10:15:00Z');
    expect(world.said(ISSUE)).toHaveLength(1);
  });

  it('on the pull request finds its workflow there', async () => {
    const state = planning({ pull_request: { number: 40, url: 'https://github.test/octo/shop/pull/40' } });
    const body = `x\n\n<!-- speckit:workflow ${state.workflow_id} -->`;
    const pull = { number: 40, branch: state.branch?.name ?? '', body };
    world.pulls.push(pull);
    world.lose('/pause', { pull });
    await sweep();
    expect(now(state)?.status).toBe('paused');
  });

  it('is followed in the order in which it was given', async () => {
    const state = planning();
    world.lose('/pause', { issue: ISSUE });
    world.lose('/resume', { issue: ISSUE });
    await sweep();
    expect(now(state)?.status).toBe('running');
    expect(world.reactions).toHaveLength(2);
  });

  it('is followed once, also after a run that died between reaction and commit', async () => {
    const state = planning();
    const id = world.lose('/pause', { issue: ISSUE });
    world.reactions.push(id);
    await sweep();
    expect(now(state)?.status).toBe('paused');
    await world.say('/resume', { issue: ISSUE });
    await sweep('2026-01-12T10:15:00Z');
    expect(now(state)?.status).toBe('running');
  });

  it('is left alone when something was said and followed after it', async () => {
    const state = planning();
    world.lose('/pause', { issue: ISSUE });
    await world.say('/pause', { issue: ISSUE });
    await world.say('/resume', { issue: ISSUE });
    await sweep();
    expect(now(state)?.status).toBe('running');
  });

  it('is left alone when it was meant for an earlier workflow', async () => {
    const state = planning({ started_at: '2026-01-12T09:30:00Z' });
    world.lose('/abort', { issue: ISSUE });
    await sweep();
    expect(now(state)).toEqual(state);
  });

  it('is left alone when its event was handled, whatever became of the reaction', async () => {
    const id = world.lose('/pause', { issue: ISSUE });
    const state = planning({ handled_events: [`comment:${id}`] });
    await sweep();
    expect(now(state)).toEqual(state);
  });

  it('is left alone where nobody can say any more whether it was handled', async () => {
    const id = world.lose('/pause', { issue: ISSUE });
    world.reactions.push(id);
    const state = planning({ handled_events: Array.from({ length: 200 }, (_one, index) => `time:${index}`) });
    await sweep();
    expect(now(state)).toEqual(state);
  });

  it.each(['/status', '/show spec', 'yes', 'stop'])('%s is none', async (body) => {
    const state = await atCheckpoint('2026-01-12T08:30:00Z');
    world.lose(body, { issue: ISSUE });
    world.github.calls.length = 0;
    await sweep();
    expect(now(state)).toEqual(state);
    expect(world.github.log()).toEqual(['GET /issues/comments']);
  });
});
