import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { Effect, EffectKind } from '../../../src/domain/effects.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { aHost } from './support/a-host.js';
import { aPlannedState, aState, SHA, WORKFLOW } from './support/a-state.js';
import { API, FakeGithub, made, ok, refusal } from './support/fake-github.js';
import { FakePeople } from './support/fake-people.js';

let github: FakeGithub;
let people: FakePeople;

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  people = new FakePeople(github);
});
afterEach(() => nock.cleanAll());

type Particulars<K extends EffectKind> = Omit<
  Extract<Effect, { kind: K }>,
  'id' | 'kind' | 'emitted_at' | 'leased_by'
>;

function effect<K extends EffectKind>(kind: K, particulars: Particulars<K>, number = 4): Effect {
  const id = `${WORKFLOW}:${number}:${kind}`;
  return { id, kind, emitted_at: '2026-01-02T03:04:05Z', leased_by: 'run/1/1', ...particulars } as Effect;
}

const run = (one: Effect, state: WorkflowState, lookFirst = false, host = aHost()) =>
  host.effects.run(one, state, { lookFirst });

describe('post_comment', () => {
  const COMMENTS = /\/issues\/7\/comments/;
  const post = effect('post_comment', { topic: 'checkpoint' });
  const marker = `<!-- speckit:effect ${post.id} -->`;

  it('writes once, with the key at the end, and needs no look', async () => {
    const outcome = await run(post, aState());
    expect(outcome).toEqual({ id: post.id, kind: 'post_comment', comment_id: people.comments[0]?.id });
    expect(people.comments[0]?.body).toBe(`comment on checkpoint\n\n${marker}`);
    expect(github.log()).toEqual(['POST /issues/7/comments']);
  });

  it('finds the comment of an earlier try', async () => {
    const { id } = people.comment(7, `x\n\n${marker}`);
    expect(await run(post, aState(), true)).toMatchObject({ comment_id: id });
    expect(people.comments).toHaveLength(1);
    expect(github.calls[0]?.query.get('since')).toBe('2026-01-02T02:54:05Z');
  });

  it('does not take the key in the words of others, or in the middle of a text, for its own', async () => {
    people.comment(7, marker, { login: 'mallory', type: 'User' });
    people.comment(7, marker, { login: 'github-actions[bot]', type: 'User' });
    people.comment(7, marker, { login: 'other[bot]', type: 'Bot' });
    people.comment(7, `quoting ${marker} here`);
    await run(post, aState(), true);
    expect(people.comments).toHaveLength(5);
  });

  it('looks before it tries again when an answer was lost', async () => {
    github.loseAnswer('POST', COMMENTS);
    expect(await run(post, aState())).toMatchObject({ comment_id: people.comments[0]?.id });
    expect(people.comments).toHaveLength(1);
  });

  it('tries again when the lost request had not arrived', async () => {
    github.fail('POST', COMMENTS, 'lost', 2);
    expect(await run(post, aState())).toMatchObject({ kind: 'post_comment' });
    expect(people.comments).toHaveLength(1);
  });

  it('rejects when it stays unclear, or when a limit asks to come later', async () => {
    github.fail('POST', COMMENTS, refusal(502, 'Bad gateway'), 4);
    await expect(run(post, aState())).rejects.toThrow('not known whether it took effect');
    github.fail('POST', COMMENTS, {
      status: 429,
      body: { message: 'x' },
      headers: { 'retry-after': '9999' },
    });
    await expect(run(post, aState())).rejects.toThrow('try again in 9999 seconds');
  });

  it.each([
    [403, 'Unable to create comment because issue is locked.'],
    [404, 'Not Found'],
    [410, 'This issue was deleted'],
  ])('is failed, with the reason, when GitHub says %i', async (status, message) => {
    github.fail('POST', COMMENTS, refusal(status, message));
    const outcome = await run(post, aState());
    expect(outcome).toMatchObject({ kind: 'failed', message: expect.stringContaining(message) });
    expect(github.calls).toHaveLength(1);
  });
});

describe('create_dashboard', () => {
  const create = effect('create_dashboard', {});

  it('is found again by its workflow, also after edits', async () => {
    const host = aHost();
    const outcome = await run(create, aState(), false, host);
    const comment_id = people.comments[0]?.id ?? 0;
    expect(outcome).toEqual({ id: create.id, kind: 'create_dashboard', comment_id });
    await host.dashboard.show(aState({ revision: 9, dashboard: { comment_id } }));
    expect(people.comments[0]?.body).toMatch(
      new RegExp(`^dashboard at 9\n[^]*\n<!-- speckit:dashboard ${WORKFLOW} -->$`),
    );
    expect(await run(create, aState(), true)).toMatchObject({ comment_id });
    expect(people.comments).toHaveLength(1);
  });
});

describe('open_pull_request', () => {
  const open = effect('open_pull_request', {});
  const PULLS = /\/pulls/;
  const pull = (number: number, extra = {}) => ({
    number,
    html_url: `https://github.test/octo/shop/pull/${number}`,
    state: 'open',
    created_at: '2026-01-02T03:05:00Z',
    head: { ref: '003-payments' },
    base: { ref: 'main' },
    ...extra,
  });
  const pulls: ReturnType<typeof pull>[] = [];
  beforeEach(() => {
    pulls.length = 0;
    github
      .on('GET', PULLS, () => ok(pulls))
      .on('POST', PULLS, () => {
        pulls.push(pull(12));
        return made(pulls.at(-1));
      });
  });

  it('opens it with its key, as a draft while planning goes on', async () => {
    expect(await run(open, aPlannedState())).toEqual({
      id: open.id,
      kind: 'open_pull_request',
      number: 12,
      url: 'https://github.test/octo/shop/pull/12',
    });
    expect(github.calls[0]?.body).toEqual({
      title: 'Feature 003-payments',
      body: expect.stringMatching(
        `^<!-- speckit:begin [0-9a-f]{16} -->\n\nthe plan\n\n<!-- speckit:workflow ${WORKFLOW} -->\n\n<!-- speckit:end -->$`,
      ),
      head: '003-payments',
      base: 'main',
      draft: true,
    });
    await run(open, aPlannedState({ planning_complete: true }));
    expect(github.calls[1]?.body.draft).toBe(false);
  });

  it('finds the one of an earlier try by its branch', async () => {
    pulls.push(pull(11));
    expect(await run(open, aPlannedState(), true)).toMatchObject({ number: 11 });
    expect(github.log('POST')).toEqual([]);
    expect(github.calls[0]?.query.get('head')).toBe('octo:003-payments');
    expect(github.calls[0]?.query.get('state')).toBe('all');
  });

  it('does not mistake an older one of the branch, or one to another base, for its own', async () => {
    pulls.push(
      pull(9, { state: 'closed', created_at: '2026-01-01T00:00:00Z' }),
      pull(10, { base: { ref: 'release' } }),
      pull(11),
    );
    const state = aPlannedState({ pull_request: { number: 11, url: '' } });
    expect(await run(open, state, true)).toMatchObject({ number: 12 });
  });

  it('takes the one that exists when GitHub says so', async () => {
    pulls.push(pull(11));
    github.fail('POST', PULLS, refusal(422, 'A pull request already exists for octo:003-payments.'));
    expect(await run(open, aPlannedState())).toMatchObject({ number: 11 });
  });

  it('does without a draft where the plan of the repository has none', async () => {
    github.fail('POST', PULLS, refusal(422, 'Draft pull requests are not supported in this repository.'));
    expect(await run(open, aPlannedState())).toMatchObject({ number: 12 });
    expect(github.calls.map((call) => call.body.draft)).toEqual([true, false]);
  });

  it('names the setting when Actions may not open pull requests', async () => {
    github.fail(
      'POST',
      PULLS,
      refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.'),
    );
    expect(await run(open, aPlannedState())).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('"Allow GitHub Actions to create and approve pull requests"'),
    });
  });

  it('is failed without a branch', async () => {
    expect(await run(open, aState())).toMatchObject({ kind: 'failed' });
    expect(github.calls).toHaveLength(0);
  });
});

describe('dispatch_assignment', () => {
  const DISPATCH = /\/actions\/workflows\/speckit\.yml\/dispatches/;
  const RUNS = /\/actions\/workflows\/speckit\.yml\/runs/;
  const id = '3f2b8c1e-1-specify-1';
  const dispatch = effect('dispatch_assignment', { assignment_id: id });
  const state = () =>
    aPlannedState({
      assignments: [
        {
          id,
          agents: ['specify'],
          tasks: [],
          attempt: 1,
          base: SHA,
          backend: 'recorded',
          feedback: null,
          status: 'dispatched',
          dispatched_at: '2026-01-02T03:04:05Z',
          deadline_at: '2026-01-02T04:04:05Z',
          finished_at: null,
          run_id: null,
        },
      ],
    });
  const runs = (...titles: string[]) =>
    github.on('GET', RUNS, () =>
      ok({
        total_count: titles.length,
        workflow_runs: titles.map((title, index) => ({
          id: index + 40,
          display_title: title,
          created_at: '2026-01-02T03:04:07Z',
        })),
      }),
    );

  it('starts the run on the default branch and learns its id', async () => {
    github.on('POST', DISPATCH, () => ok({ workflow_run_id: 77, run_url: '', html_url: '' }));
    expect(await run(dispatch, state())).toEqual({
      id: dispatch.id,
      kind: 'dispatch_assignment',
      run_id: 77,
    });
    expect(github.calls.map((call) => call.body)).toEqual([
      { ref: 'main', inputs: { assignment: id, workflow_id: WORKFLOW, base: SHA }, return_run_details: true },
    ]);
  });

  it('knows no id where the server does not tell it', async () => {
    github.on('POST', DISPATCH, () => ({ status: 204 }));
    expect(await run(dispatch, state())).toMatchObject({ run_id: null });
  });

  it('does without the details where the server does not know them', async () => {
    github.on('POST', DISPATCH, () => ({ status: 204 }));
    github.fail('POST', DISPATCH, refusal(422, '"return_run_details" is not a permitted key.'));
    expect(await run(dispatch, state())).toMatchObject({ run_id: null });
    expect(github.calls).toHaveLength(2);
  });

  it('finds the run of an earlier try by the assignment', async () => {
    runs('speckit 3f2b8c1e-1-specify-10', `speckit ${id}`);
    expect(await run(dispatch, state(), true)).toMatchObject({ run_id: 41 });
    expect(github.log('POST')).toEqual([]);
    expect(github.calls[0]?.query.get('event')).toBe('workflow_dispatch');
  });

  it('looks no further back than the effect is old', async () => {
    const page = (at: string) =>
      Array.from({ length: 100 }, (_, index) => ({ id: index, display_title: 'x', created_at: at }));
    github.on('GET', RUNS, (call) => ({
      status: 200,
      body: {
        total_count: 1000,
        workflow_runs: page(call.query.has('page') ? '2026-01-01T00:00:00Z' : '2026-01-03T00:00:00Z'),
      },
      headers: { link: `<${API}/repos/octo/shop/actions/workflows/speckit.yml/runs?page=2>; rel="next"` },
    }));
    github.on('POST', DISPATCH, () => ok({ workflow_run_id: 77 }));
    expect(await run(dispatch, state(), true)).toMatchObject({ run_id: 77 });
    expect(github.log('GET')).toHaveLength(2);
  });

  it('dispatches when there is none', async () => {
    runs('speckit 3f2b8c1e-1-specify-10');
    github.on('POST', DISPATCH, () => ok({ workflow_run_id: 77 }));
    expect(await run(dispatch, state(), true)).toMatchObject({ run_id: 77 });
  });

  it('is failed when the Actions workflow is not there', async () => {
    expect(await run(dispatch, state())).toMatchObject({ kind: 'failed' });
  });

  it('is failed for an assignment that the state does not know', async () => {
    expect(await run(dispatch, aPlannedState())).toMatchObject({ kind: 'failed' });
    expect(github.calls).toHaveLength(0);
  });
});

describe('dismiss_approval', () => {
  const dismiss = effect('dismiss_approval', { review_id: 5, reason: 'Code has landed.' });
  const DISMISSALS = /\/pulls\/12\/reviews\/5\/dismissals/;
  const REVIEW = /\/pulls\/12\/reviews\/5/;
  const state = () => aPlannedState({ pull_request: { number: 12, url: '' } });
  const done = { id: dismiss.id, kind: 'dismiss_approval' };

  it('gives the reason', async () => {
    github.on('PUT', DISMISSALS, () => ok({}));
    expect(await run(dismiss, state())).toEqual(done);
    expect(github.calls[0]?.body).toMatchObject({ message: 'Code has landed.' });
  });

  it('finds a dismissal of an earlier try', async () => {
    github.on('GET', REVIEW, () => ok({ state: 'DISMISSED' }));
    expect(await run(dismiss, state(), true)).toEqual(done);
    expect(github.log('PUT')).toEqual([]);
  });

  it('is content when it was dismissed already', async () => {
    github.on('GET', REVIEW, () => ok({ state: 'DISMISSED' }));
    github.on('PUT', DISMISSALS, () => refusal(422, 'Can not dismiss a dismissed pull request review'));
    expect(await run(dismiss, state())).toEqual(done);
  });

  it('is failed when GitHub refuses', async () => {
    github.on('GET', REVIEW, () => ok({ state: 'APPROVED' }));
    github.on('PUT', DISMISSALS, () => refusal(403, 'Must have admin rights'));
    expect(await run(dismiss, state())).toMatchObject({ kind: 'failed' });
    expect(await run(dismiss, aPlannedState())).toMatchObject({ kind: 'failed' });
  });
});

describe('cancel_run', () => {
  const cancel = effect('cancel_run', { run_id: 77 });
  it.each([
    ['runs', { status: 202 as const }],
    ['has ended', refusal(409, 'Cannot cancel a workflow run that is completed.')],
    ['is gone', refusal(404, 'Not Found')],
  ])('is done when the run %s', async (_name, reply) => {
    github.on('POST', /\/actions\/runs\/77\/cancel/, () => reply);
    expect(await run(cancel, aState(), true)).toEqual({ id: cancel.id, kind: 'cancel_run' });
  });

  it('is failed without the permission', async () => {
    github.on('POST', /\/actions\/runs\/77\/cancel/, () =>
      refusal(403, 'Resource not accessible by integration'),
    );
    expect(await run(cancel, aState())).toMatchObject({ kind: 'failed' });
  });
});
