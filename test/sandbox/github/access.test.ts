import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPull, startWorld, type World } from './sandbox.js';

const repo = '/repos/octo/greeter';
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const runToken = (permissions: Record<string, 'read' | 'write'>): string =>
  world.port.mintRunToken('octo/greeter', 1, permissions);

describe('callers', () => {
  it('refuses credentials that nobody has, and asks for some where they are needed', async () => {
    const bad = await world.call('ghp_nobody', 'GET', repo);
    expect([bad.status, bad.body.message, bad.body.status]).toEqual([401, 'Bad credentials', '401']);
    const none = await world.call('', 'GET', '/user');
    expect([none.status, none.body.message]).toEqual([401, 'Requires authentication']);
    expect((await world.call('reed', 'GET', '/user')).body.login).toBe('reed');
  });

  it('takes the token as bearer, token and basic', async () => {
    const token = world.sandbox.users.reed?.token ?? '';
    expect(token).toMatch(/^ghp_[0-9A-Za-z]{36}$/);
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    for (const authorization of [`Bearer ${token}`, `token ${token}`, `Basic ${basic}`]) {
      const response = await fetch(`${world.sandbox.apiUrl}/user`, { headers: { authorization } });
      expect(response.status).toBe(200);
    }
  });
});

describe('the permission API', () => {
  it('tells roles, and "read" for strangers of a public repository', async () => {
    const roles = await Promise.all(
      ['ada', 'wendy', 'reed', 'nora'].map((login) =>
        world.call('reed', 'GET', `${repo}/collaborators/${login}/permission`),
      ),
    );
    expect(roles.map((it) => it.body.permission)).toEqual(['admin', 'write', 'read', 'read']);
    expect((await world.call('reed', 'GET', `${repo}/collaborators/ghost/permission`)).status).toBe(404);
    expect((await world.call('wendy', 'GET', `${repo}/collaborators/nora`)).status).toBe(404);
    expect((await world.call('wendy', 'GET', `${repo}/collaborators/reed`)).status).toBe(204);
    expect(world.sandbox.users.nora?.permission).toBe('none');
  });
});

describe('roles', () => {
  it('can be given and taken by an admin', async () => {
    const path = `${repo}/collaborators/nora`;
    expect((await world.call('wendy', 'PUT', path, { permission: 'push' })).status).toBe(404);
    expect((await world.call('ada', 'PUT', path, { permission: 'push' })).status).toBe(204);
    expect((await world.call('ada', 'GET', `${path}/permission`)).body.permission).toBe('write');
    expect((await world.call('ada', 'DELETE', path)).status).toBe(204);
    expect((await world.call('ada', 'GET', `${path}/permission`)).body.permission).toBe('read');
  });
});

describe('a private repository', () => {
  it('does not exist for strangers', async () => {
    const secret = await startWorld({ visibility: 'private' });
    try {
      expect((await secret.call('nora', 'GET', repo)).status).toBe(404);
      expect((await secret.call('', 'GET', `${repo}/issues`)).status).toBe(404);
      expect((await secret.call('nora', 'POST', `${repo}/issues`, { title: 'x' })).status).toBe(404);
      expect((await secret.call('reed', 'GET', repo)).body.private).toBe(true);
      const permission = await secret.call('ada', 'GET', `${repo}/collaborators/nora/permission`);
      expect(permission.body.permission).toBe('none');
      await expect(secret.clone('nora')).rejects.toThrow(/not found/i);
      const scoped = secret.port.mintRunToken('octo/greeter', 1, { issues: 'read' });
      expect((await secret.call(scoped, 'GET', `${repo}/issues`)).status).toBe(200);
      expect((await secret.call(scoped, 'GET', `${repo}/contents/README.md`)).status).toBe(403);
    } finally {
      await secret.stop();
    }
  });
});

describe('a run token', () => {
  it('writes only where it has the scope, as github-actions[bot]', async () => {
    const { number } = (await world.call('reed', 'POST', `${repo}/issues`, { title: 'x' })).body;
    const path = `${repo}/issues/${number}/comments`;
    const refused = await world.call(runToken({ contents: 'write' }), 'POST', path, { body: 'x' });
    expect([refused.status, refused.body.message]).toEqual([403, 'Resource not accessible by integration']);
    const token = runToken({ issues: 'write' });
    expect(token).toMatch(/^ghs_/);
    const comment = await world.call(token, 'POST', path, { body: 'x' });
    expect(comment.body.user).toMatchObject({ login: 'github-actions[bot]', type: 'Bot', id: 41_898_282 });
    expect(world.events.at(-1)).toMatchObject({ name: 'issue_comment', byRunToken: true });
    expect((await world.call(token, 'GET', '/user')).status).toBe(403);
    world.port.revokeToken(token);
    expect((await world.call(token, 'POST', path, { body: 'x' })).status).toBe(401);
  });

  it('may comment on a pull request with either of two scopes', async () => {
    const { body } = await openPull(world, 'either');
    const path = `${repo}/issues/${body.number}/comments`;
    for (const scope of ['issues', 'pull-requests']) {
      expect((await world.call(runToken({ [scope]: 'write' }), 'POST', path, { body: 'x' })).status).toBe(
        201,
      );
    }
    const issue = (await world.call('reed', 'POST', `${repo}/issues`, { title: 'x' })).body;
    const onIssue = `${repo}/issues/${issue.number}/comments`;
    expect(
      (await world.call(runToken({ 'pull-requests': 'write' }), 'POST', onIssue, { body: 'x' })).status,
    ).toBe(403);
  });

  it('opens and approves pull requests only where the setting says so', async () => {
    const { body } = await openPull(world, 'setting');
    const token = runToken({ contents: 'write', 'pull-requests': 'write' });
    const current = world.port.workflowPermissions('octo/greeter');
    world.port.setWorkflowPermissions('octo/greeter', {
      ...current,
      can_approve_pull_request_reviews: false,
    });
    const open = await world.call(token, 'POST', `${repo}/pulls`, {
      title: 'x',
      head: 'setting',
      base: 'main',
    });
    expect([open.status, open.body.message]).toEqual([
      403,
      'GitHub Actions is not permitted to create or approve pull requests.',
    ]);
    const reviews = `${repo}/pulls/${body.number}/reviews`;
    expect((await world.call(token, 'POST', reviews, { event: 'APPROVE' })).status).toBe(422);
    world.port.setWorkflowPermissions('octo/greeter', { ...current, can_approve_pull_request_reviews: true });
    expect((await world.call(token, 'POST', reviews, { event: 'APPROVE' })).body.user.type).toBe('Bot');
  });

  it('cannot touch workflow files, neither by contents nor by refs nor by merging', async () => {
    const token = runToken({ contents: 'write', 'pull-requests': 'write' });
    const content = Buffer.from('on: push\n').toString('base64');
    const path = `${repo}/contents/.github/workflows/x.yml`;
    const put = await world.call(token, 'PUT', path, { message: 'm', content });
    expect([put.status, put.body.message]).toEqual([
      403,
      expect.stringContaining('without `workflows` permission'),
    ]);
    const { body } = await openPull(world, 'workflow', '.github/workflows/y.yml');
    const merge = await world.call(token, 'PUT', `${repo}/pulls/${body.number}/merge`);
    expect(merge.status).toBe(403);
    const main = (await world.call('', 'GET', `${repo}/branches/main`)).body.commit;
    const tree = await world.call(token, 'POST', `${repo}/git/trees`, {
      base_tree: main.commit.tree.sha,
      tree: [{ path: '.github/workflows/z.yml', mode: '100644', type: 'blob', content: 'on: push\n' }],
    });
    const commit = await world.call(token, 'POST', `${repo}/git/commits`, {
      message: 'm',
      tree: tree.body.sha,
      parents: [main.sha],
    });
    const ref = { ref: 'refs/heads/sneaky', sha: commit.body.sha };
    expect((await world.call(token, 'POST', `${repo}/git/refs`, ref)).status).toBe(403);
    expect((await world.call('wendy', 'POST', `${repo}/git/refs`, ref)).status).toBe(201);
  });

  it('makes check runs, which people cannot', async () => {
    const main = (await world.call('', 'GET', `${repo}/git/ref/heads/main`)).body.object.sha;
    const run = { name: 'gate', head_sha: main, status: 'in_progress', output: { title: 'T', summary: 'S' } };
    const person = await world.call('ada', 'POST', `${repo}/check-runs`, run);
    expect([person.status, person.body.message]).toEqual([403, 'You must authenticate via a GitHub App.']);
    const token = runToken({ checks: 'write' });
    const created = await world.call(token, 'POST', `${repo}/check-runs`, run);
    expect(created.body).toMatchObject({ status: 'in_progress', conclusion: null });
    const annotations = [
      { path: 'README.md', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'Look' },
    ];
    const path = `${repo}/check-runs/${created.body.id}`;
    expect((await world.call(token, 'PATCH', path, { status: 'completed' })).status).toBe(422);
    const done = await world.call(token, 'PATCH', path, { conclusion: 'success', output: { annotations } });
    expect(done.body).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      output: { annotations_count: 1 },
    });
    expect((await world.call('', 'GET', `${path}/annotations`)).body).toMatchObject([{ message: 'Look' }]);
    const listed = await world.call('', 'GET', `${repo}/commits/main/check-runs?check_name=gate`);
    expect(listed.body.total_count).toBe(1);
    expect((await world.call('', 'GET', `${repo}/commits/${main}/check-suites`)).body.total_count).toBe(1);
  });

  it('sets a check run back when somebody asks for it again', async () => {
    const main = (await world.call('', 'GET', `${repo}/git/ref/heads/main`)).body.object.sha;
    const run = { name: 'gate', head_sha: main, conclusion: 'success' };
    const { body } = await world.call(runToken({ checks: 'write' }), 'POST', `${repo}/check-runs`, run);
    const again = `${repo}/check-runs/${body.id}/rerequest`;
    expect((await world.call('reed', 'POST', again)).status).toBe(403);
    expect((await world.call('wendy', 'POST', again)).status).toBe(201);
    const present = await world.call('', 'GET', `${repo}/check-runs/${body.id}`);
    expect(present.body).toMatchObject({
      status: 'queued',
      conclusion: null,
      app: { slug: 'github-actions' },
    });
  });

  it('sets commit statuses', async () => {
    const main = (await world.call('', 'GET', `${repo}/git/ref/heads/main`)).body.object.sha;
    const post = (body: object) =>
      world.call(runToken({ statuses: 'write' }), 'POST', `${repo}/statuses/${main}`, body);
    expect((await post({ state: 'pending', context: 'gate' })).status).toBe(201);
    expect((await world.call('', 'GET', `${repo}/commits/main/status`)).body.state).toBe('pending');
    await post({ state: 'success', context: 'gate' });
    expect((await world.call('', 'GET', `${repo}/commits/heads/main/status`)).body).toMatchObject({
      state: 'success',
      total_count: 1,
    });
  });
});
