import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { branchWithFile, openPull, startWorld, type World } from './sandbox.js';

const repo = '/repos/octo/greeter';
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function writeFile(branch: string, path: string, text: string): Promise<string> {
  const present = await world.call('wendy', 'GET', `${repo}/contents/${path}?ref=${branch}`);
  const answer = await world.call('wendy', 'PUT', `${repo}/contents/${path}`, {
    message: `Write ${path}`,
    content: base64(text),
    branch,
    ...(present.status === 200 ? { sha: present.body.sha } : {}),
  });
  return answer.body.commit.sha;
}

describe('opening a pull request', () => {
  it('answers with what git says about it', async () => {
    const { status, body } = await openPull(world, 'open');
    expect(status).toBe(201);
    expect(body).toMatchObject({ mergeable: true, commits: 1, additions: 1, deletions: 0, changed_files: 1 });
    const event = world.events.at(-1);
    expect(event).toMatchObject({
      name: 'pull_request',
      action: 'opened',
      ref: `refs/pull/${body.number}/merge`,
    });
    expect(event?.sha).toBe(body.merge_commit_sha);
    const merge = await world.call('', 'GET', `${repo}/git/commits/${body.merge_commit_sha}`);
    expect(merge.body.parents.map((it: { sha: string }) => it.sha)).toEqual([body.base.sha, body.head.sha]);
    const files = await world.call('', 'GET', `${repo}/pulls/${body.number}/files`);
    expect(files.body.map((it: { filename: string }) => it.filename)).toEqual(['open.txt']);
    expect((await world.call('', 'GET', `${repo}/issues/${body.number}`)).body.pull_request.url).toBe(
      body.url,
    );
  });

  it('refuses a second one for the same head, an empty one, and unknown branches', async () => {
    await openPull(world, 'twice');
    const post = (head: string) =>
      world.call('wendy', 'POST', `${repo}/pulls`, { title: 'T', head, base: 'main' });
    const again = await post('twice');
    expect([again.status, again.body.errors[0].message]).toEqual([
      422,
      'A pull request already exists for octo:twice.',
    ]);
    expect((await post('main')).body.errors[0].message).toBe('No commits between main and main');
    expect((await post('nope')).body.errors[0]).toEqual({
      resource: 'PullRequest',
      code: 'invalid',
      field: 'head',
    });
    expect(
      (await world.call('reed', 'POST', `${repo}/pulls`, { title: 'T', head: 'x', base: 'main' })).status,
    ).toBe(422);
  });

  it('is found by its head with the owner', async () => {
    const { body } = await openPull(world, 'findme');
    const found = await world.call('', 'GET', `${repo}/pulls?head=octo:findme&state=all`);
    expect(found.body.map((it: { number: number }) => it.number)).toEqual([body.number]);
    expect((await world.call('', 'GET', `${repo}/pulls?head=octo:findmenot`)).body).toEqual([]);
  });
});

describe('a pull request and its branches', () => {
  it('follows its head, and tells listeners', async () => {
    const { body } = await openPull(world, 'follow');
    const sha = await writeFile('follow', 'more.txt', 'more\n');
    const after = await world.call('', 'GET', `${repo}/pulls/${body.number}`);
    expect(after.body).toMatchObject({ head: { sha }, commits: 2, changed_files: 2 });
    const event = world.events.at(-1);
    expect(event).toMatchObject({ name: 'pull_request', action: 'synchronize' });
    expect(event?.payload).toMatchObject({ before: body.head.sha, after: sha });
  });

  it('is not mergeable when it conflicts, and mergeable again when the conflict goes', async () => {
    await writeFile('main', 'both.txt', 'base\n');
    await branchWithFile(world, 'clash', 'other.txt', 'x');
    await writeFile('clash', 'both.txt', 'theirs\n');
    const { number } = (
      await world.call('wendy', 'POST', `${repo}/pulls`, { title: 'C', head: 'clash', base: 'main' })
    ).body;
    const get = async () => (await world.call('', 'GET', `${repo}/pulls/${number}`)).body;
    expect((await get()).mergeable).toBe(true);
    await writeFile('main', 'both.txt', 'ours\n');
    expect(await get()).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    const refused = await world.call('wendy', 'PUT', `${repo}/pulls/${number}/merge`, {});
    expect([refused.status, refused.body.message]).toEqual([405, 'Pull Request is not mergeable']);
    await writeFile('clash', 'both.txt', 'theirs again\n');
    expect(world.events.at(-1)).toMatchObject({ action: 'synchronize', sha: '' });
    await writeFile('main', 'both.txt', 'base\n');
    expect((await get()).mergeable).toBe(true);
  });

  it('closes when its head branch is deleted, and cannot be reopened then', async () => {
    const { body } = await openPull(world, 'deleted');
    await world.call('wendy', 'DELETE', `${repo}/git/refs/heads/deleted`);
    const closed = await world.call('', 'GET', `${repo}/pulls/${body.number}`);
    expect(closed.body).toMatchObject({ state: 'closed', merged: false, head: { sha: body.head.sha } });
    const reopened = await world.call('wendy', 'PATCH', `${repo}/pulls/${body.number}`, { state: 'open' });
    expect(reopened.status).toBe(422);
  });

  it('is a draft until it is marked ready, which only GraphQL can do', async () => {
    const { body } = await openPull(world, 'draft', 'draft.txt', true);
    expect(body.draft).toBe(true);
    expect((await world.call('wendy', 'PUT', `${repo}/pulls/${body.number}/merge`)).status).toBe(405);
    const query =
      'mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }';
    const ready = await world.call('wendy', 'POST', '/graphql', { query, variables: { id: body.node_id } });
    expect(ready.body.data.markPullRequestReadyForReview.pullRequest.isDraft).toBe(false);
    expect(world.events.at(-1)).toMatchObject({ name: 'pull_request', action: 'ready_for_review' });
    const unknown = await world.call('wendy', 'POST', '/graphql', { query: '{ viewer { login } }' });
    expect(unknown.body.errors[0].message).toContain('markPullRequestReadyForReview');
  });
});

describe('merging', () => {
  it('merges at the expected head only, once, and closes the issues that the body names', async () => {
    const issue = (await world.call('reed', 'POST', `${repo}/issues`, { title: 'To fix' })).body;
    const { body } = await openPull(world, 'merge');
    await world.call('wendy', 'PATCH', `${repo}/pulls/${body.number}`, { body: `Fixes #${issue.number}` });
    const path = `${repo}/pulls/${body.number}/merge`;
    expect((await world.call('reed', 'PUT', path)).status).toBe(403);
    expect((await world.call('wendy', 'PUT', path, { sha: '1'.repeat(40) })).status).toBe(409);
    expect((await world.call('', 'GET', path)).status).toBe(404);
    const merged = await world.call('wendy', 'PUT', path, { sha: body.head.sha });
    expect(merged.body).toMatchObject({ merged: true });
    expect((await world.call('', 'GET', path)).status).toBe(204);
    const after = (await world.call('', 'GET', `${repo}/pulls/${body.number}`)).body;
    expect(after).toMatchObject({
      merged: true,
      state: 'closed',
      merge_commit_sha: merged.body.sha,
      changed_files: 1,
    });
    expect((await world.call('', 'GET', `${repo}/git/ref/heads/main`)).body.object.sha).toBe(merged.body.sha);
    expect((await world.call('', 'GET', `${repo}/issues/${issue.number}`)).body.state).toBe('closed');
    expect((await world.call('wendy', 'PUT', path)).status).toBe(405);
  });

  it('squashes and rebases', async () => {
    for (const method of ['squash', 'rebase']) {
      const { body } = await openPull(world, method);
      await writeFile(method, `${method}-2.txt`, '2\n');
      await writeFile('main', `main-${method}.txt`, 'm\n');
      const before = (await world.call('', 'GET', `${repo}/commits?per_page=1`)).body[0].sha;
      const merged = await world.call('wendy', 'PUT', `${repo}/pulls/${body.number}/merge`, {
        merge_method: method,
      });
      expect(merged.status).toBe(200);
      const compared = (await world.call('', 'GET', `${repo}/compare/${before}...main`)).body;
      expect(compared.total_commits).toBe(method === 'squash' ? 1 : 2);
      expect(compared.commits.every((it: { parents: unknown[] }) => it.parents.length === 1)).toBe(true);
    }
  });
});

describe('reviews', () => {
  it('names the head commit, and keeps naming it when the head moves', async () => {
    const { body } = await openPull(world, 'review');
    const path = `${repo}/pulls/${body.number}/reviews`;
    const review = await world.call('ada', 'POST', path, { event: 'APPROVE' });
    expect(review.body).toMatchObject({
      state: 'APPROVED',
      commit_id: body.head.sha,
      user: { login: 'ada' },
    });
    expect(world.events.at(-1)).toMatchObject({
      name: 'pull_request_review',
      action: 'submitted',
      ref: `refs/pull/${body.number}/merge`,
      payload: { review: { state: 'approved' } },
    });
    await writeFile('review', 'later.txt', 'later\n');
    const again = await world.call('', 'GET', `${path}/${review.body.id}`);
    expect(again.body.commit_id).toBe(body.head.sha);
    const dismissed = await world.call('wendy', 'PUT', `${path}/${review.body.id}/dismissals`, {
      message: 'Stale',
    });
    expect(dismissed.body.state).toBe('DISMISSED');
    expect(world.events.at(-1)).toMatchObject({ name: 'pull_request_review', action: 'dismissed' });
  });

  it('refuses what GitHub refuses', async () => {
    const { body } = await openPull(world, 'refuse');
    const path = `${repo}/pulls/${body.number}/reviews`;
    const own = await world.call('wendy', 'POST', path, { event: 'APPROVE' });
    expect([own.status, own.body.errors]).toEqual([422, ['Can not approve your own pull request']]);
    expect((await world.call('reed', 'POST', path, { event: 'COMMENT' })).status).toBe(422);
    expect((await world.call('reed', 'POST', path, { event: 'COMMENT', body: 'Nice' })).status).toBe(200);
    expect((await world.call('', 'POST', path, { event: 'APPROVE' })).status).toBe(401);
    const elsewhere = { event: 'APPROVE', commit_id: '1'.repeat(40) };
    expect((await world.call('ada', 'POST', path, elsewhere)).status).toBe(422);
  });

  it('keeps a pending review to its author until it is submitted', async () => {
    const { body } = await openPull(world, 'pending');
    const path = `${repo}/pulls/${body.number}/reviews`;
    const pending = await world.call('ada', 'POST', path, {
      body: 'Draft',
      comments: [{ path: 'pending.txt', line: 1, body: 'Here' }],
    });
    expect(pending.body.state).toBe('PENDING');
    expect((await world.call('reed', 'GET', path)).body).toEqual([]);
    const submitted = await world.call('ada', 'POST', `${path}/${pending.body.id}/events`, {
      event: 'REQUEST_CHANGES',
    });
    expect(submitted.body.state).toBe('CHANGES_REQUESTED');
    const comments = await world.call('reed', 'GET', `${path}/${pending.body.id}/comments`);
    expect(comments.body).toMatchObject([{ path: 'pending.txt', diff_hunk: '@@ -0,0 +1 @@\n+pending' }]);
  });

  it('asks collaborators for reviews, and nobody else', async () => {
    const { body } = await openPull(world, 'asked');
    const path = `${repo}/pulls/${body.number}/requested_reviewers`;
    expect((await world.call('wendy', 'POST', path, { reviewers: ['nora'] })).status).toBe(422);
    const asked = await world.call('wendy', 'POST', path, { reviewers: ['reed'] });
    expect(asked.body.requested_reviewers.map((it: { login: string }) => it.login)).toEqual(['reed']);
    await world.call('reed', 'POST', `${repo}/pulls/${body.number}/reviews`, { event: 'APPROVE' });
    expect((await world.call('', 'GET', path)).body.users).toEqual([]);
  });
});
