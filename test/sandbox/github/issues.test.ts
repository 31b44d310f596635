import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from './sandbox.js';

const repo = '/repos/octo/greeter';
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function newIssue(fields: object = {}) {
  return (await world.call('reed', 'POST', `${repo}/issues`, { title: 'An issue', ...fields })).body;
}

describe('issues', () => {
  it('takes an issue from a reader, and drops the labels that only a triager may set', async () => {
    const byReader = await newIssue({ labels: ['bug'] });
    expect(byReader.labels).toEqual([]);
    const byWriter = await world.call('wendy', 'POST', `${repo}/issues`, {
      title: 'B',
      labels: ['bug', 'brand new'],
    });
    expect(byWriter.status).toBe(201);
    expect(byWriter.body.labels.map((it: { name: string }) => it.name)).toEqual(['bug', 'brand new']);
    const created = await world.call('reed', 'GET', `${repo}/labels/brand%20new`);
    expect(created.body.color).toBe('ededed');
  });

  it('answers 422 without a title and 404 for an unknown number', async () => {
    const missing = await world.call('reed', 'POST', `${repo}/issues`, { body: 'x' });
    expect([missing.status, missing.body.message]).toEqual([
      422,
      'Invalid request.\n\n"title" wasn\'t supplied.',
    ]);
    expect((await world.call('reed', 'GET', `${repo}/issues/99999`)).status).toBe(404);
    const notJson = await fetch(`${world.sandbox.apiUrl}${repo}/issues`, {
      method: 'POST',
      headers: { authorization: `token ${world.sandbox.users.reed?.token}` },
      body: '{',
    });
    expect([notJson.status, ((await notJson.json()) as { message: string }).message]).toEqual([
      400,
      'Problems parsing JSON',
    ]);
  });

  it('lets authors close their issue and nobody else without triage rights', async () => {
    const { number } = await newIssue();
    const stranger = await world.call('nora', 'PATCH', `${repo}/issues/${number}`, { state: 'closed' });
    expect(stranger.status).toBe(403);
    const author = await world.call('reed', 'PATCH', `${repo}/issues/${number}`, {
      state: 'closed',
      state_reason: 'not_planned',
    });
    expect(author.body).toMatchObject({
      state: 'closed',
      state_reason: 'not_planned',
      closed_by: { login: 'reed' },
    });
    expect(world.events.at(-1)).toMatchObject({ name: 'issues', action: 'closed', ref: 'refs/heads/main' });
  });

  it('lists by state, label, creator and since, in pages', async () => {
    for (const title of ['p1', 'p2', 'p3']) {
      await world.call('wendy', 'POST', `${repo}/issues`, { title, labels: ['paged'] });
    }
    const first = await world.call('', 'GET', `${repo}/issues?labels=paged&per_page=2&direction=asc`);
    expect(first.body.map((it: { title: string }) => it.title)).toEqual(['p1', 'p2']);
    expect(first.headers.get('link')).toContain('rel="next"');
    expect(first.headers.get('link')).toContain('page=2>; rel="last"');
    const second = await world.call('', 'GET', `${repo}/issues?labels=paged&per_page=2&direction=asc&page=2`);
    expect(second.body.map((it: { title: string }) => it.title)).toEqual(['p3']);
    expect((await world.call('', 'GET', `${repo}/issues?labels=paged&creator=reed`)).body).toEqual([]);
    expect((await world.call('', 'GET', `${repo}/issues?since=2999-01-01T00:00:00Z`)).body).toEqual([]);
  });

  it('keeps strangers out of locked threads', async () => {
    const { number } = await newIssue();
    expect((await world.call('wendy', 'PUT', `${repo}/issues/${number}/lock`)).status).toBe(204);
    const refused = await world.call('nora', 'POST', `${repo}/issues/${number}/comments`, { body: 'x' });
    expect(refused.status).toBe(403);
    expect(
      (await world.call('wendy', 'POST', `${repo}/issues/${number}/comments`, { body: 'x' })).status,
    ).toBe(201);
  });

  it('answers 410 for a deleted issue', async () => {
    const { number, node_id: issueId } = await newIssue();
    const query = 'mutation($issueId: ID!) { deleteIssue(input: {issueId: $issueId}) { clientMutationId } }';
    const byWriter = await world.call('wendy', 'POST', '/graphql', { query, variables: { issueId } });
    expect(byWriter.body.errors[0].type).toBe('FORBIDDEN');
    await world.call('ada', 'POST', '/graphql', { query, variables: { issueId } });
    expect((await world.call('reed', 'GET', `${repo}/issues/${number}`)).status).toBe(410);
  });
});

describe('labels of an issue', () => {
  it('adds, sets and removes them, and tells listeners', async () => {
    const { number } = await newIssue();
    expect(
      (await world.call('reed', 'POST', `${repo}/issues/${number}/labels`, { labels: ['bug'] })).status,
    ).toBe(403);
    const added = await world.call('wendy', 'POST', `${repo}/issues/${number}/labels`, { labels: ['bug'] });
    expect(added.body.map((it: { name: string }) => it.name)).toEqual(['bug']);
    expect(world.events.at(-1)).toMatchObject({
      name: 'issues',
      action: 'labeled',
      payload: { label: { name: 'bug' } },
    });
    await world.call('wendy', 'POST', `${repo}/issues/${number}/labels`, ['one', 'two']);
    const removed = await world.call('wendy', 'DELETE', `${repo}/issues/${number}/labels/bug`);
    expect(removed.body.map((it: { name: string }) => it.name)).toEqual(['one', 'two']);
    expect((await world.call('wendy', 'DELETE', `${repo}/issues/${number}/labels/bug`)).status).toBe(404);
    const set = await world.call('wendy', 'PUT', `${repo}/issues/${number}/labels`, { labels: ['three'] });
    expect(set.body.map((it: { name: string }) => it.name)).toEqual(['three']);
  });

  it('refuses a label that exists, whatever its case', async () => {
    const again = await world.call('wendy', 'POST', `${repo}/labels`, { name: 'BUG' });
    expect(again.status).toBe(422);
    expect(again.body.errors).toEqual([{ resource: 'Label', code: 'already_exists', field: 'name' }]);
  });
});

describe('comments', () => {
  it('creates, edits and deletes a comment, each with its event', async () => {
    const { number } = await newIssue();
    const created = await world.call('nora', 'POST', `${repo}/issues/${number}/comments`, { body: 'hello' });
    expect(created.body).toMatchObject({
      body: 'hello',
      user: { login: 'nora' },
      author_association: 'NONE',
    });
    expect(created.headers.get('location')).toBe(created.body.url);
    const path = `${repo}/issues/comments/${created.body.id}`;
    expect((await world.call('reed', 'PATCH', path, { body: 'mine now' })).status).toBe(403);
    await world.call('nora', 'PATCH', path, { body: 'hello again' });
    expect(world.events.at(-1)?.payload).toMatchObject({
      action: 'edited',
      changes: { body: { from: 'hello' } },
    });
    expect((await world.call('wendy', 'DELETE', path)).status).toBe(204);
    expect(world.events.at(-1)).toMatchObject({ name: 'issue_comment', action: 'deleted', sender: 'wendy' });
    expect((await world.call('wendy', 'GET', path)).status).toBe(404);
  });

  it('refuses a body that is missing, blank or too long', async () => {
    const { number } = await newIssue();
    const post = (body: object) => world.call('reed', 'POST', `${repo}/issues/${number}/comments`, body);
    expect((await post({})).body.message).toContain('"body" wasn\'t supplied.');
    expect((await post({ body: ' ' })).status).toBe(422);
    expect((await post({ body: 'x'.repeat(65_536) })).status).toBe(201);
    const long = await post({ body: 'x'.repeat(65_537) });
    expect(long.status).toBe(422);
    expect(long.body.errors[0].message).toBe('body is too long (maximum is 65536 characters)');
  });
});

describe('reactions', () => {
  it('answers 200 with the first one to the same reaction again', async () => {
    const { number } = await newIssue();
    const comment = await world.call('reed', 'POST', `${repo}/issues/${number}/comments`, { body: 'x' });
    for (const subject of [`${repo}/issues/${number}`, `${repo}/issues/comments/${comment.body.id}`]) {
      const first = await world.call('wendy', 'POST', `${subject}/reactions`, { content: 'eyes' });
      const second = await world.call('wendy', 'POST', `${subject}/reactions`, { content: 'eyes' });
      expect([first.status, second.status]).toEqual([201, 200]);
      expect(second.body.id).toBe(first.body.id);
      await world.call('reed', 'POST', `${subject}/reactions`, { content: 'eyes' });
      expect((await world.call('', 'GET', subject)).body.reactions).toMatchObject({
        eyes: 2,
        total_count: 2,
      });
      const bad = await world.call('wendy', 'POST', `${subject}/reactions`, { content: 'wave' });
      expect(bad.status).toBe(422);
      expect((await world.call('wendy', 'DELETE', `${subject}/reactions/${first.body.id}`)).status).toBe(204);
      expect((await world.call('', 'GET', `${subject}/reactions`)).body).toHaveLength(1);
    }
  });
});

describe('families of issues', () => {
  it('links sub-issues by id, to one parent each', async () => {
    const [parent, other, child] = [await newIssue(), await newIssue(), await newIssue()];
    const post = (number: number, body: object) =>
      world.call('wendy', 'POST', `${repo}/issues/${number}/sub_issues`, body);
    expect((await post(parent.number, { sub_issue_id: child.id })).status).toBe(201);
    expect((await post(parent.number, { sub_issue_id: child.id })).status).toBe(422);
    expect((await post(other.number, { sub_issue_id: child.id })).status).toBe(422);
    expect((await post(child.number, { sub_issue_id: parent.id })).status).toBe(422);
    const list = await world.call('', 'GET', `${repo}/issues/${parent.number}/sub_issues`);
    expect(list.body.map((it: { number: number }) => it.number)).toEqual([child.number]);
    expect((await world.call('', 'GET', `${repo}/issues/${child.number}/parent`)).body.number).toBe(
      parent.number,
    );
    expect((await world.call('', 'GET', `${repo}/issues/${parent.number}/parent`)).status).toBe(404);
    expect(
      (await world.call('', 'GET', `${repo}/issues/${parent.number}`)).body.sub_issues_summary.total,
    ).toBe(1);
  });

  it('records what blocks what', async () => {
    const [first, second] = [await newIssue(), await newIssue()];
    const path = `${repo}/issues/${second.number}/dependencies/blocked_by`;
    expect((await world.call('wendy', 'POST', path, { issue_id: first.id })).status).toBe(201);
    expect((await world.call('wendy', 'POST', path, { issue_id: first.id })).status).toBe(422);
    expect((await world.call('', 'GET', path)).body[0].number).toBe(first.number);
    const blocking = await world.call('', 'GET', `${repo}/issues/${first.number}/dependencies/blocking`);
    expect(blocking.body[0].number).toBe(second.number);
  });
});
