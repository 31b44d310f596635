import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { createFacts } from '../../../src/hosts/github/facts.js';
import { FakeFiles } from './support/fake-files.js';
import { FakeGithub, ok, quickClient, REPO, refusal } from './support/fake-github.js';

let github: FakeGithub;
const facts = (known = {}) => createFacts(quickClient(), REPO, known);

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
});
afterEach(() => nock.cleanAll());

describe('G2: permission', () => {
  const PERMISSION = /\/collaborators\/alice\/permission/;

  it.each([
    ['admin', 'admin', 'admin', true],
    ['write', 'maintain', 'maintain', true],
    ['write', 'write', 'write', true],
    ['write', 'release-manager', 'write', true],
    ['read', 'triage', 'triage', false],
    ['read', 'read', 'read', false],
    ['read', 'admin', 'read', false],
    ['none', '', 'none', false],
    ['write', undefined, 'write', true],
  ])('%s with role %s is %s', async (permission, role_name, expected, may_write) => {
    github.on('GET', PERMISSION, () => ok({ permission, role_name }));
    expect(await facts().permissionOf('alice')).toEqual({
      login: 'alice',
      permission: expected,
      may_write,
      problem: null,
    });
  });

  it('is none for strangers', async () => {
    expect(await facts().permissionOf('alice')).toMatchObject({ permission: 'none', may_write: false });
  });

  it.each([
    ['a server error', { status: 500, body: { message: 'Oops' } }],
    ['a refusal', refusal(403, 'Resource not accessible by integration')],
    ['an unknown level', ok({ permission: 'owner', role_name: 'admin' })],
    ['an empty answer', ok({})],
    ['a broken connection', 'lost' as const],
  ])('is none, with the reason, after %s', async (_name, reply) => {
    github.on('GET', PERMISSION, () => reply);
    const fact = await facts().permissionOf('alice');
    expect(fact).toMatchObject({ permission: 'none', may_write: false });
    expect(fact.problem).toEqual(expect.any(String));
  });
});

describe('G2: approvals', () => {
  const person = (id: number, login: string, type = 'User') => ({ id, login, type });
  let next = 0;
  const review = (user: unknown, state: string, extra = {}) => {
    next += 1;
    return {
      id: next,
      user,
      state,
      commit_id: 'c1',
      submitted_at: `2026-01-01T00:00:${next + 10}Z`,
      ...extra,
    };
  };
  const approvals = async (...reviews: unknown[]) => {
    github.on('GET', /\/pulls\/12\/reviews/, () => ok(reviews));
    return (await facts().decisionsOf(12)).approvals.map((one) => `${one.by}@${one.commit}`);
  };
  const alice = person(1, 'alice');
  const bob = person(2, 'bob');
  beforeEach(() => {
    next = 0;
  });

  it('are those that are the latest decision of their author', async () => {
    expect(await approvals(review(alice, 'APPROVED'), review(bob, 'CHANGES_REQUESTED'))).toEqual([
      'alice@c1',
    ]);
    expect(await approvals(review(alice, 'APPROVED'), review(alice, 'COMMENTED'))).toEqual(['alice@c1']);
    expect(await approvals(review(alice, 'APPROVED'), review(alice, 'CHANGES_REQUESTED'))).toEqual([]);
    expect(await approvals(review(alice, 'APPROVED'), review(alice, 'DISMISSED'))).toEqual([]);
    expect(
      await approvals(review(alice, 'CHANGES_REQUESTED'), review(alice, 'APPROVED', { commit_id: 'c2' })),
    ).toEqual(['alice@c2']);
  });

  it('do not depend on the order of the list', async () => {
    const first = review(alice, 'APPROVED');
    const second = review(alice, 'CHANGES_REQUESTED');
    expect(await approvals(second, first)).toEqual([]);
  });

  it('need author, commit and time', async () => {
    expect(await approvals(review(null, 'APPROVED'))).toEqual([]);
    expect(await approvals(review(alice, 'APPROVED', { commit_id: null }))).toEqual([]);
    expect(await approvals(review(alice, 'APPROVED', { submitted_at: undefined }))).toEqual([]);
    expect(await approvals(review(alice, 'PENDING'))).toEqual([]);
  });

  it('tell bots apart', async () => {
    github.on('GET', /\/pulls\/12\/reviews/, () => ok([review(person(9, 'x[bot]', 'Bot'), 'APPROVED')]));
    expect((await facts().decisionsOf(12)).approvals).toMatchObject([{ by: 'x[bot]', is_bot: true }]);
  });

  it('are not guessed at when they cannot be read', async () => {
    github.on('GET', /\/pulls\/12\/reviews/, () => refusal(500, 'Oops'));
    await expect(facts().decisionsOf(12)).rejects.toThrow('Could not read the reviews of #12');
  });
});

describe('trees', () => {
  it('are read by branch and by commit', async () => {
    const files = new FakeFiles(github);
    const head = files.put('main', 'specs/001-a/spec.md', 'Hä?');
    const tree = await facts().branchTree('main');
    expect(tree.head).toBe(head);
    const [file] = await tree.list();
    if (file === undefined) throw new Error('expected one file');
    expect(file).toMatchObject({ path: 'specs/001-a/spec.md', mode: '100644' });
    expect(await tree.read(file)).toBe('Hä?');
    const before = github.calls.length;
    expect(await (await facts().branchTree(head)).list()).toHaveLength(1);
    expect(github.calls.length - before).toBe(1);
  });

  it('say when the branch is gone', async () => {
    await expect(facts().branchTree('003-x')).rejects.toThrow(/Could not read branch 003-x/);
  });

  it('are walked when GitHub cuts the list short', async () => {
    const [root, a, b] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string];
    const entry = (type: string, path: string, sha: string) => ({
      type,
      path,
      sha,
      mode: type === 'tree' ? '040000' : '100644',
    });
    github.on('GET', /\/git\/trees\/(\w+)/, (call, [, sha]) => {
      const recursive = call.query.get('recursive') !== null;
      if (sha === root && recursive) return ok({ tree: [entry('blob', 'x', '9')], truncated: true });
      if (sha === root) {
        return ok({
          tree: [entry('blob', 'x', '9'), entry('tree', 'a', a), entry('tree', 'b', b)],
          truncated: false,
        });
      }
      if (sha === a)
        return ok({ tree: [entry('tree', 'deep', '7'), entry('blob', 'deep/y', '8')], truncated: false });
      return ok({ tree: [entry('blob', 'z', '6')], truncated: false });
    });
    const files = await (await facts().branchTree(root)).list();
    expect(files.map((file) => file.path)).toEqual(['x', 'a/deep/y', 'b/z']);
  });
});

it('asks for the default branch only when the event has not told it', async () => {
  github.on('GET', /.*/, () => ok({ default_branch: 'trunk', archived: false, private: true }));
  expect(await facts({ defaultBranch: 'main' }).defaultBranch()).toBe('main');
  expect(github.calls).toHaveLength(0);
  expect(await facts().defaultBranch()).toBe('trunk');
});

it('reads pull requests, comments and runs, or null', async () => {
  expect(await facts().pullRequest(12)).toBeNull();
  expect(await facts().comment(5)).toBeNull();
  expect(await facts().runStatus(9)).toBeNull();
  const user = { login: 'alice', type: 'User' };
  github.on('GET', /\/pulls\/12/, () =>
    ok({
      number: 12,
      state: 'closed',
      merged: true,
      title: 't',
      body: null,
      html_url: 'u',
      user,
      merged_by: user,
      merged_at: '2026-01-01T00:00:00Z',
      head: { ref: 'f', sha: 's', repo: null },
      base: { ref: 'main' },
    }),
  );
  github.on('GET', /\/issues\/comments\/5/, () =>
    ok({ id: 5, body: '/proceed', user, created_at: 'a', updated_at: 'b', issue_url: 'https://x/issues/7' }),
  );
  github.on('GET', /\/actions\/runs\/9/, () =>
    ok({ id: 9, status: 'completed', conclusion: 'failure', run_attempt: 2 }),
  );
  expect(await facts().pullRequest(12)).toMatchObject({
    merged: true,
    body: '',
    merged_by: { login: 'alice', is_bot: false },
    head: { repository: null },
  });
  expect(await facts().comment(5)).toMatchObject({ issue: 7, author: 'alice', is_bot: false });
  expect(await facts().runStatus(9)).toEqual({
    id: 9,
    attempt: 2,
    status: 'completed',
    conclusion: 'failure',
    finished: true,
  });
});
