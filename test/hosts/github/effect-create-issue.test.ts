import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { Effect } from '../../../src/domain/effects.js';
import { aHost } from './support/a-host.js';
import { aPlannedState, aState, WORKFLOW } from './support/a-state.js';
import { FakeGithub, refusal } from './support/fake-github.js';
import { FakePeople } from './support/fake-people.js';

let github: FakeGithub;
let people: FakePeople;

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  people = new FakePeople(github);
});
afterEach(() => nock.cleanAll());

function effect(taskId: string): Effect {
  return {
    id: `${WORKFLOW}:9:create_issue`,
    kind: 'create_issue',
    emitted_at: '2026-01-02T03:04:05Z',
    leased_by: 'run/1/1',
    task_id: taskId,
  };
}
const key = (task: string, feature = '003-payments') => `<!-- speckit:task ${feature}/${task} -->`;
const create = (task: string, lookFirst = false, host = aHost()) =>
  host.effects.run(effect(task), aPlannedState(), { lookFirst });

describe('create_issue', () => {
  it('makes one issue per task with key, labels and links', async () => {
    const host = aHost();
    const made = [];
    for (const task of ['T001', 'T002', 'T003']) made.push(await create(task, false, host));
    const [first, second, third] = people.issues;
    expect(made.map((one) => 'number' in one && one.number)).toEqual(people.issues.map((one) => one.number));
    expect(first).toMatchObject({
      title: 'Do T001',
      body: `body of T001\n\n${key('T001')}`,
      labels: ['speckit', 'task'],
    });
    expect(people.links).toEqual([
      `${first?.id} below #7`,
      `${second?.id} below #7`,
      `${third?.id} below #7`,
      `#${third?.number} after ${first?.id}`,
      `#${third?.number} after ${second?.id}`,
    ]);
    expect(github.log('GET')).toEqual(['GET /issues']);
  });

  it('links in the order in which issues come into being', async () => {
    const host = aHost();
    await create('T003', false, host);
    await create('T001', false, host);
    const [third, first] = people.issues;
    expect(people.links.at(-1)).toBe(`#${third?.number} after ${first?.id}`);
  });

  it('finds the issue made just before a crash, and completes its links', async () => {
    const { number } = people.issue('Do T001', `body\n\n${key('T001')}`, []);
    expect(await create('T001', true)).toMatchObject({ kind: 'create_issue', task_id: 'T001', number });
    expect(people.issues).toHaveLength(1);
    expect(people.links).toHaveLength(1);
  });

  it('updates the issue of an earlier workflow instead of making a second one', async () => {
    const earlier = people.issue('Old title', `old\n\n${key('T001')}`, ['speckit']);
    expect(await create('T001')).toMatchObject({ number: earlier.number });
    expect(people.issues).toHaveLength(1);
    expect(earlier).toMatchObject({ title: 'Do T001', body: `body of T001\n\n${key('T001')}` });
    const writes = github.log('PATCH').length;
    expect(await create('T001')).toMatchObject({ number: earlier.number });
    expect(github.log('PATCH')).toHaveLength(writes);
  });

  it('makes it anew when the earlier one was deleted', async () => {
    people.issue('Old title', `old\n\n${key('T001')}`, ['speckit']);
    github.fail('PATCH', /\/issues\/\d+/, refusal(410, 'This issue was deleted'));
    await create('T001');
    expect(people.issues).toHaveLength(2);
  });

  it('takes no issue of another feature, of other people, or of another task for its own', async () => {
    people.issue('Do T001', key('T001', '002-other'), ['speckit']);
    people.issue('Do T001', key('T001'), ['speckit'], { login: 'mallory', type: 'User' });
    people.issue('Do T0011', key('T0011'), ['speckit']);
    await create('T001', true);
    expect(people.issues).toHaveLength(4);
  });

  it('makes no second issue when the answer was lost', async () => {
    github.loseAnswer('POST', /\/issues/);
    expect(await create('T001')).toMatchObject({ number: people.issues[0]?.number });
    expect(people.issues).toHaveLength(1);
    expect(people.links).toHaveLength(1);
  });

  it('makes no second issue when a link is lost', async () => {
    github.fail('POST', /\/issues\/7\/sub_issues/, 'lost');
    expect(await create('T001')).toMatchObject({ number: people.issues[0]?.number });
    expect(people.issues).toHaveLength(1);
    expect(people.links).toHaveLength(1);
  });

  it.each([404, 410, 403])('does without links where the server says %i, and asks once', async (status) => {
    github.on('POST', /\/issues\/7\/sub_issues/, () => refusal(status, 'no'));
    const host = aHost();
    expect(await create('T001', false, host)).toMatchObject({ kind: 'create_issue' });
    expect(await create('T002', false, host)).toMatchObject({ kind: 'create_issue' });
    expect(github.log('POST').filter((line) => line.endsWith('sub_issues'))).toHaveLength(1);
  });

  it('goes on linking when a single link exists already', async () => {
    github.fail(
      'POST',
      /\/issues\/7\/sub_issues/,
      refusal(422, 'Issue may not contain duplicate sub-issues'),
    );
    const host = aHost();
    await create('T001', false, host);
    await create('T002', false, host);
    expect(people.links).toHaveLength(1);
  });

  it('is failed when issues are switched off, and for unknown tasks', async () => {
    github.fail('POST', /\/issues/, refusal(410, 'Issues are disabled for this repo'));
    expect(await create('T001')).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('Features > Issues'),
    });
    expect(await create('T999')).toMatchObject({ kind: 'failed' });
    expect(await aHost().effects.run(effect('T001'), aState(), { lookFirst: false })).toMatchObject({
      kind: 'failed',
    });
  });
});
