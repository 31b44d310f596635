import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { aHost } from './support/a-host.js';
import { aState, WORKFLOW } from './support/a-state.js';
import { FakeGithub, refusal } from './support/fake-github.js';
import { FakePeople } from './support/fake-people.js';

let github: FakeGithub;
let people: FakePeople;
const MARKER = `<!-- speckit:shown revision=3 -->\n\n<!-- speckit:dashboard ${WORKFLOW} -->`;
const shown = (comment_id: number) => aState({ revision: 3, dashboard: { comment_id } });

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  people = new FakePeople(github);
});
afterEach(() => nock.cleanAll());

describe('the dashboard', () => {
  it('is edited in place with one request', async () => {
    const { id } = people.comment(7, 'old');
    expect(await aHost().dashboard.place(shown(id))).toBe(id);
    expect(people.comments[0]?.body).toBe(`dashboard at 3\n\n${MARKER}`);
    expect(github.log()).toEqual([`PATCH /issues/comments/${id}`]);
  });

  it('waits for its comment to be created', async () => {
    expect(await aHost().dashboard.place(aState())).toBeNull();
    expect(github.calls).toHaveLength(0);
  });

  it('comes back when it was deleted, once', async () => {
    const host = aHost();
    const id = await host.dashboard.place(shown(1));
    expect(people.comments).toMatchObject([{ id, body: `dashboard at 3\n\n${MARKER}` }]);
    expect(await host.dashboard.place(shown(1))).toBe(id);
    expect(await aHost().dashboard.place(shown(1))).toBe(id);
    expect(people.comments).toHaveLength(1);
  });

  it('is repaired where its last edit was lost, and else left alone', async () => {
    const host = aHost();
    const { id } = people.comment(7, '');
    await host.dashboard.place({ ...shown(id), revision: 2 });
    expect(await host.dashboard.complete(shown(id))).toBe(true);
    expect(people.comments[0]?.body).toBe(`dashboard at 3\n\n${MARKER}`);
    github.calls.length = 0;
    expect(await host.dashboard.complete(shown(id))).toBe(true);
    expect(github.log()).toEqual([`GET /issues/comments/${id}`]);
  });

  it('is not set back by who knows less', async () => {
    const { id } = people.comment(7, '');
    await aHost().dashboard.place({ ...shown(id), revision: 4 });
    expect(await aHost().dashboard.complete(shown(id))).toBe(true);
    expect(people.comments[0]?.body).toContain('dashboard at 4');
  });

  it('says why it cannot be shown', async () => {
    github.on('PATCH', /.*/, () => refusal(403, 'Resource not accessible by integration'));
    await expect(aHost().dashboard.show(shown(1))).rejects.toThrow(
      /Could not update the dashboard comment 1/,
    );
  });
});

describe('the conversation', () => {
  it('answers a command once', async () => {
    const { conversation } = aHost();
    const id = await conversation.answer(7, 'comment-5', 'Expected a feature.');
    expect(people.comments[0]?.body).toBe('Expected a feature.\n\n<!-- speckit:answer comment-5 -->');
    expect(await aHost().conversation.answer(7, 'comment-5', 'Expected a feature.')).toBe(id);
    expect(people.comments).toHaveLength(1);
  });

  it('does not mind when a reaction is refused', async () => {
    await aHost().conversation.react(5, 'eyes');
    expect(github.log()).toEqual(['POST /issues/comments/5/reactions']);
  });
});

it('cuts what GitHub would not take, and keeps the key', async () => {
  github.on('POST', /\/issues\/7\/comments/, () => undefined);
  await aHost().conversation.answer(7, 'k', 'x'.repeat(70_000));
  const body = people.comments[0]?.body ?? '';
  expect(body).toHaveLength(65_536);
  expect(body.endsWith('<!-- speckit:answer k -->')).toBe(true);
});
