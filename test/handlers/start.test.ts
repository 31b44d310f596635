import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { onComment } from '../../src/handlers/comment.js';
import { aState as aStateOf } from '../support/state-builder.js';
import { World } from './support/a-world.js';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => nock.cleanAll());

const ENDED = '7a1c9e42-0b6d-4f3a-8e5b-1d2c3f4a5b6c';
const OTHER = '3f2b8c1e-5d1f-4a7b-9c3e-2f6a1b0c9d8e';

/** A feature that was planned on its branch, by a workflow of issue #7 that has ended. */
function ended(feature = '003-payments', id = ENDED, issue = 7) {
  const head = world.files.put(feature, `specs/${feature}/spec.md`, 'The spec');
  const origin = { ...aStateOf().origin, issue, issue_title: 'Take payments' };
  return world.has(
    aStateOf({
      workflow_id: id,
      status: 'completed',
      feature_id: feature,
      feature_dir: `specs/${feature}/`,
      branch: { name: feature, base: 'main', base_sha: world.files.refs.get('main') ?? '', head },
      origin,
      user_request: 'Payment processing',
    }),
  );
}

describe('a request without a workflow', () => {
  it('is analysed with what the repository is like, and a person is asked', async () => {
    world.files.put('main', 'services/api/main.go', 'x');
    world.files.put('main', 'services/web/index.ts', 'x');
    const id = await world.say('/speckit Let api and web exchange live order updates');
    const state = world.startedBy(id);
    expect(state).toMatchObject({ status: 'awaiting_workflow_selection', branch: null, dashboard: null });
    const { complexity_analysis: analysis, final_workflow: final } = state?.workflow_selection ?? {};
    expect(final).toBeNull();
    expect(Object.keys(analysis?.factors ?? {})).toEqual(['scope', 'integration', 'risk', 'novelty']);
    expect(analysis?.factors?.scope?.reason).toContain('services of the repository');
    expect(world.said()).toEqual([expect.stringContaining('comment on analysis')]);
  });

  it('stops before that where the ground is bad', async () => {
    world.files.branches.set('main', new Map());
    world.files.put('main', 'specs', 'a file');
    const id = await world.say('/speckit Dark mode');
    expect(world.startedBy(id)?.status).toBe('failed');
  });
});

describe('a new feature', () => {
  it('is begun with the checks, a name and a number', async () => {
    const id = await world.say('/speckit simple: Dark mode toggle');
    const state = world.startedBy(id);
    expect(state).toMatchObject({ workflow_type: 'simple', status: 'running', slug: 'dark-mode-toggle' });
    expect(state?.feature_id).toBe('001-dark-mode-toggle');
    expect(state?.preflight.map((one) => one.check)).toContain('clean base');
    expect(world.reactions).toEqual([id]);
  });

  it('is asked about where one of its name exists, on a branch or merged', async () => {
    world.files.put('main', 'specs/002-dark-mode-toggle/spec.md', 'x');
    world.files.put('004-dark-mode-toggle', 'x', 'x');
    world.files.put('005-dark-mode', 'x', 'x');
    const state = world.startedBy(await world.say('/speckit simple: Dark mode toggle'));
    expect(state?.status).toBe('awaiting_branch_choice');
    expect(state?.branch_choice).toEqual({
      existing: [
        { feature_id: '002-dark-mode-toggle', branch: null },
        { feature_id: '004-dark-mode-toggle', branch: '004-dark-mode-toggle' },
      ],
    });
  });

  it('is not asked about for a request without a name of its own', async () => {
    world.files.put('004-feature', 'x', 'x');
    expect(world.startedBy(await world.say('/speckit simple: ダークモード'))?.status).toBe('running');
  });

  it('does not begin on a pull request', async () => {
    const pull = { number: 12, branch: 'topic' };
    const id = await world.say('/speckit simple: Dark mode', { pull });
    expect(world.startedBy(id)).toBeNull();
    expect(world.said(12)).toEqual([expect.stringContaining('A new feature starts on an issue')]);
  });

  it('is begun once, however often and late its delivery is repeated', async () => {
    const bot = () => world.bot();
    const first = world.comment(400, '/speckit simple: Dark mode');
    await onComment(bot(), first);
    await world.say('/abort');
    const later = await world.say('/speckit simple: Light mode');
    await onComment(bot(), first);
    expect(await bot().host.index.activeFor(7)).toBe(world.startedBy(later)?.workflow_id);
    expect(world.said().filter((text) => text.includes('active here already'))).toEqual([]);
  });

  it('is refused while another workflow holds the issue', async () => {
    world.has({ ...ended(), status: 'running' });
    const id = await world.say('/speckit simple: Dark mode');
    expect(world.startedBy(id)).toBeNull();
    expect(world.said()).toEqual([expect.stringContaining('is active here already')]);
  });
});

describe('a command on a feature', () => {
  it.each(['analyze', 'clarify', 'implement', 'review', 'issues', 'fix-e2e'] as const)(
    '%s finds it by the issue’s last workflow',
    async (type) => {
      const before = ended();
      const state = world.startedBy(await world.say(`/speckit ${type}`));
      expect(state).toMatchObject({
        workflow_type: type,
        feature_id: '003-payments',
        slug: 'payments',
        user_request: before.user_request,
        origin: { issue: 7 },
        branch: { name: '003-payments', base: 'main', base_sha: before.branch?.base_sha },
      });
      expect(state?.artifacts_ready).toEqual({ spec: 'specs/003-payments/spec.md' });
    },
  );

  it('takes over the open pull request of its branch, and no closed one', async () => {
    ended();
    world.pulls.push({ number: 11, branch: '003-payments', state: 'closed' });
    const first = world.startedBy(await world.say('/speckit analyze'));
    expect(first?.pull_request).toBeNull();
    world.has({ ...ended(), status: 'aborted' });
    world.pulls.push({ number: 12, branch: '003-payments' });
    const second = world.startedBy(await world.say('/speckit analyze'));
    expect(second?.pull_request).toMatchObject({ number: 12 });
  });

  it.each(['/speckit analyze 003', '/speckit analyze 003-payments', '/speckit analyze specs/003-payments'])(
    '%s names it from anywhere',
    async (command) => {
      ended();
      const state = world.startedBy(await world.say(command, { issue: 9 }));
      expect(state).toMatchObject({ feature_id: '003-payments', origin: { issue: 9 } });
      expect(state?.user_request).toBe('Payment processing');
    },
  );

  it.each(['spec', 'plan', 'e2e'] as const)('%s: with the name of one works on it', async (type) => {
    ended();
    const state = world.startedBy(await world.say(`/speckit ${type}: 003-payments`));
    expect(state).toMatchObject({ workflow_type: type, feature_id: '003-payments', branch_choice: null });
  });

  it('works on the default branch’s content once its branch is merged and gone', async () => {
    const main = world.files.put('main', 'specs/003-payments/spec.md', 'merged');
    const state = world.startedBy(await world.say('/speckit analyze 003', { issue: 9 }));
    expect(state?.branch).toMatchObject({ name: '003-payments', base: 'main', head: main });
    expect(world.files.refs.get('003-payments')).toBe(main);
  });

  it('asks which one where the number has several, with what to type', async () => {
    ended();
    world.files.put('003-search', 'x', 'x');
    const id = await world.say('/speckit review 003', { issue: 9 });
    expect(world.startedBy(id)).toBeNull();
    expect(world.said(9)).toEqual([
      expect.stringMatching(/`\/speckit review 003-payments`, `\/speckit review 003-search`/),
    ]);
  });

  it('asks which one where the issue’s workflows had several', async () => {
    ended();
    ended('004-refunds', OTHER);
    const id = await world.say('/speckit fix-e2e tests/e2e/pay.test.ts');
    expect(world.startedBy(id)).toBeNull();
    expect(world.said()[0]).toContain('`/speckit fix-e2e 004-refunds tests/e2e/pay.test.ts`');
  });

  it('is given the file to mend', async () => {
    ended();
    world.files.put('003-payments', 'tests/e2e/pay.test.ts', 'x');
    const state = world.startedBy(await world.say('/speckit fix-e2e tests/e2e/pay.test.ts'));
    expect(state?.target_file).toBe('tests/e2e/pay.test.ts');
  });

  it('refuses a file that its branch does not have', async () => {
    ended();
    const id = await world.say('/speckit fix-e2e tests/e2e/pay.test.ts');
    expect(world.startedBy(id)).toBeNull();
    expect(world.said()).toEqual([
      expect.stringContaining('There is no file tests/e2e/pay.test.ts on branch 003-payments.'),
    ]);
  });

  it.each([
    ['/speckit analyze', 'has no feature yet'],
    ['/speckit analyze 009', 'There is no feature 009'],
    ['/speckit plan: 009-x', 'There is no feature 009-x'],
  ])('%s says that there is none, and what there is', async (command, reason) => {
    ended();
    const id = await world.say(command, { issue: 9 });
    expect(world.startedBy(id)).toBeNull();
    expect(world.said(9)[0]).toContain(reason);
    expect(world.said(9)[0]).toContain('003-payments`');
    expect(world.files.branches.get('speckit-state')?.has('.specify/workflow-state/issues/9.json')).toBe(
      false,
    );
  });

  it('fails where another workflow still works on it', async () => {
    world.has({ ...ended(), status: 'paused' });
    const state = world.startedBy(await world.say('/speckit analyze 003', { issue: 9 }));
    expect(JSON.stringify(state)).toContain('is still at work (paused)');
    expect(state?.assignments).toEqual([]);
  });
});

describe('a command on a pull request', () => {
  it('of the product goes on with the issue that it came from', async () => {
    const before = ended();
    const pull = {
      number: 12,
      branch: '003-payments',
      body: `x\n\n<!-- speckit:workflow ${before.workflow_id} -->`,
    };
    world.pulls.push(pull);
    world.has({ ...before, pull_request: { number: 12, url: 'https://github.test/octo/shop/pull/12' } });
    const state = world.startedBy(await world.say('/speckit review', { pull }));
    expect(state).toMatchObject({
      feature_id: '003-payments',
      origin: { issue: 7, issue_title: 'Take payments' },
      pull_request: { number: 12 },
    });
    expect(world.said(7)).toContainEqual(expect.stringContaining('dashboard at'));
  });

  it('of a person is a thread of its own', async () => {
    world.files.put('008-export', 'specs/008-export/spec.md', 'x');
    const pull = { number: 12, branch: '008-export' };
    world.pulls.push(pull);
    const state = world.startedBy(await world.say('/speckit analyze', { pull }));
    expect(state).toMatchObject({
      feature_id: '008-export',
      origin: { issue: 12 },
      pull_request: { number: 12 },
      branch: { name: '008-export', base: 'main', base_sha: world.files.refs.get('main') },
    });
    expect(world.said(12)).toContainEqual(expect.stringContaining('dashboard at'));
    await world.say('/abort', { pull });
    expect(world.state(state?.workflow_id ?? '')?.status).toBe('aborted');
  });

  it('of a person stays its own thread after its feature was worked on elsewhere', async () => {
    world.files.put('008-export', 'specs/008-export/spec.md', 'x');
    const pull = { number: 12, branch: '008-export' };
    world.pulls.push(pull);
    await world.say('/speckit analyze', { pull });
    await world.say('/abort', { pull });
    await world.say('/speckit review 008', { issue: 30 });
    await world.say('/abort', { issue: 30 });
    const state = world.startedBy(await world.say('/speckit analyze', { pull }));
    expect(state).toMatchObject({ feature_id: '008-export', origin: { issue: 12 } });
  });

  it('of a person goes to the issue where the work on its feature began', async () => {
    const before = ended();
    const pull = { number: 12, branch: '003-payments' };
    world.pulls.push(pull);
    const state = world.startedBy(await world.say('/speckit review', { pull }));
    expect(state).toMatchObject({ origin: { issue: before.origin.issue }, pull_request: { number: 12 } });
  });

  it.each([
    ['of a fork', { number: 12, branch: '008-export', repository: 'stranger/shop' }],
    ['of another branch', { number: 12, branch: 'fix-typo' }],
  ])('%s has no feature', async (_name, pull) => {
    world.pulls.push(pull);
    const id = await world.say('/speckit analyze', { pull });
    expect(world.startedBy(id)).toBeNull();
    expect(world.said(12)[0]).toContain('has no feature yet');
  });
});
