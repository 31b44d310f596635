import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, branchWithFile, startWorld, type World } from './sandbox.js';

const repo = '/repos/octo/greeter';
let world: World;

beforeAll(async () => {
  world = await startWorld({ files: { 'README.md': '# Greeter\n', 'src/a/b.txt': 'deep\n' } });
});
afterAll(() => world.stop());

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const put = (who: string, path: string, fields: object): Promise<Answer> =>
  world.call(who, 'PUT', `${repo}/contents/${path}`, { message: 'Change', ...fields });

describe('reading contents', () => {
  it('gives a file as base64, as raw bytes, and a directory as a list', async () => {
    const file = await world.call('', 'GET', `${repo}/contents/README.md`);
    expect(Buffer.from(file.body.content, 'base64').toString()).toBe('# Greeter\n');
    expect(file.body).toMatchObject({ type: 'file', encoding: 'base64', size: 10, path: 'README.md' });
    const raw = await world.call('', 'GET', `${repo}/contents/README.md`, undefined, {
      accept: 'application/vnd.github.raw+json',
    });
    expect(raw.body).toBe('# Greeter\n');
    const root = await world.call('', 'GET', `${repo}/contents/`);
    expect(root.body.map((it: { path: string; type: string }) => [it.path, it.type])).toEqual([
      ['README.md', 'file'],
      ['src', 'dir'],
    ]);
    const nested = await world.call('', 'GET', `${repo}/contents/src%2Fa`);
    expect(nested.body[0].path).toBe('src/a/b.txt');
  });

  it('answers 404 for an unknown path and an unknown ref', async () => {
    expect((await world.call('', 'GET', `${repo}/contents/nope`)).status).toBe(404);
    const ref = await world.call('', 'GET', `${repo}/contents/README.md?ref=nope`);
    expect([ref.status, ref.body.message]).toEqual([404, 'No commit found for the ref nope']);
  });
});

describe('writing contents', () => {
  it('creates and updates a file as commits of the caller, and tells listeners of the push', async () => {
    const created = await put('wendy', 'notes/one.txt', { content: base64('one') });
    expect(created.status).toBe(201);
    expect(created.body.commit.author.email).toMatch(/^\d+\+wendy@users\.noreply\.github\.com$/);
    const push = world.events.at(-1);
    expect(push).toMatchObject({
      name: 'push',
      ref: 'refs/heads/main',
      sha: created.body.commit.sha,
      sender: 'wendy',
    });
    expect(push?.payload).toMatchObject({
      commits: [{ added: ['notes/one.txt'] }],
      head_commit: { message: 'Change' },
    });
    const updated = await put('wendy', 'notes/one.txt', {
      content: base64('two'),
      sha: created.body.content.sha,
    });
    expect(updated.status).toBe(200);
    expect(updated.body.commit.parents[0].sha).toBe(created.body.commit.sha);
    const commit = await world.call('', 'GET', `${repo}/commits/${updated.body.commit.sha}`);
    expect(commit.body).toMatchObject({ author: { login: 'wendy' }, files: [{ filename: 'notes/one.txt' }] });
  });

  it('compares before it sets', async () => {
    const missing = await put('wendy', 'README.md', { content: base64('x') });
    expect([missing.status, missing.body.message]).toEqual([
      422,
      'Invalid request.\n\n"sha" wasn\'t supplied.',
    ]);
    const wrong = '1'.repeat(40);
    const stale = await put('wendy', 'README.md', { content: base64('x'), sha: wrong });
    expect([stale.status, stale.body.message]).toEqual([409, `README.md does not match ${wrong}`]);
    const branch = await put('wendy', 'x', { content: base64('x'), branch: 'nope' });
    expect([branch.status, branch.body.message]).toEqual([404, 'Branch nope not found']);
    expect((await put('wendy', 'x', { content: 'not base64!' })).status).toBe(422);
  });

  it('lets one of many concurrent writers of a file win, and all writers of different files', async () => {
    const { sha } = (await put('wendy', 'race.txt', { content: base64('0') })).body.content;
    const same = await Promise.all(
      ['1', '2', '3', '4', '5'].map((text) => put('wendy', 'race.txt', { content: base64(text), sha })),
    );
    expect(same.map((it) => it.status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409]);
    const different = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((name) => put('wendy', `race/${name}`, { content: base64(name) })),
    );
    expect(different.map((it) => it.status)).toEqual([201, 201, 201, 201, 201]);
    expect((await world.call('', 'GET', `${repo}/contents/race`)).body).toHaveLength(5);
  });

  it('deletes with the right sha only', async () => {
    const { sha } = (await put('wendy', 'gone.txt', { content: base64('x') })).body.content;
    const path = `${repo}/contents/gone.txt`;
    expect((await world.call('wendy', 'DELETE', path, { message: 'm', sha: '1'.repeat(40) })).status).toBe(
      409,
    );
    expect((await world.call('wendy', 'DELETE', path, { message: 'm', sha })).status).toBe(200);
    expect((await world.call('', 'GET', path)).status).toBe(404);
  });

  it('is for people with write access, on paths that git can hold', async () => {
    const refused = await put('reed', 'x', { content: base64('x') });
    expect([refused.status, refused.body.message]).toEqual([403, 'Must have write access to Repository.']);
    expect((await put('', 'x', { content: base64('x') })).status).toBe(401);
    expect((await put('wendy', 'a%2F..%2Fb', { content: base64('x') })).status).toBe(422);
    expect((await put('wendy', '.git%2Fconfig', { content: base64('x') })).status).toBe(422);
  });
});

describe('refs', () => {
  it('creates a ref once, also when many try at the same time', async () => {
    const main = (await world.call('', 'GET', `${repo}/git/ref/heads%2Fmain`)).body.object.sha;
    const body = { ref: 'refs/heads/claim/one', sha: main };
    const tries = await Promise.all(
      [1, 2, 3, 4].map(() => world.call('wendy', 'POST', `${repo}/git/refs`, body)),
    );
    expect(tries.map((it) => it.status).toSorted((a, b) => a - b)).toEqual([201, 422, 422, 422]);
    expect(tries.find((it) => it.status === 422)?.body.message).toBe('Reference already exists');
    const matching = await world.call('', 'GET', `${repo}/git/matching-refs/heads/claim`);
    expect(matching.body.map((it: { ref: string }) => it.ref)).toEqual(['refs/heads/claim/one']);
    const created = world.events.filter((it) => it.name === 'create');
    expect(created.map((it) => it.payload.ref)).toContain('claim/one');
  });

  it('moves a ref forward, and elsewhere only by force', async () => {
    await branchWithFile(world, 'forward', 'f.txt', 'f');
    const main = (await world.call('', 'GET', `${repo}/git/ref/heads/main`)).body.object.sha;
    const path = `${repo}/git/refs/heads/forward`;
    const back = await world.call('wendy', 'PATCH', path, { sha: main });
    expect([back.status, back.body.message]).toEqual([422, 'Update is not a fast forward']);
    expect((await world.call('wendy', 'PATCH', path, { sha: main, force: true })).status).toBe(200);
    expect((await world.call('wendy', 'PATCH', path, { sha: '1'.repeat(40) })).body.message).toBe(
      'Object does not exist',
    );
    expect((await world.call('wendy', 'DELETE', path)).status).toBe(204);
    expect((await world.call('wendy', 'DELETE', path)).body.message).toBe('Reference does not exist');
    expect((await world.call('', 'GET', `${repo}/branches/forward`)).status).toBe(404);
  });

  it('refuses names that git refuses', async () => {
    const main = (await world.call('', 'GET', `${repo}/git/ref/heads/main`)).body.object.sha;
    for (const ref of [
      'main',
      'refs/heads/a..b',
      'refs/heads/a b',
      'refs/heads/x.lock',
      'refs/pull/1/head',
    ]) {
      expect((await world.call('wendy', 'POST', `${repo}/git/refs`, { ref, sha: main })).status).toBe(422);
    }
  });
});

describe('git objects', () => {
  it('builds a commit from blobs and a tree', async () => {
    const main = (await world.call('', 'GET', `${repo}/branches/main`)).body.commit;
    const blob = await world.call('wendy', 'POST', `${repo}/git/blobs`, {
      content: base64('blob'),
      encoding: 'base64',
    });
    const entries = [
      { path: 'made/blob.txt', mode: '100644', type: 'blob', sha: blob.body.sha },
      { path: 'made/inline.txt', mode: '100644', type: 'blob', content: 'inline' },
      { path: 'README.md', mode: '100644', type: 'blob', sha: null },
    ];
    const tree = await world.call('wendy', 'POST', `${repo}/git/trees`, {
      base_tree: main.commit.tree.sha,
      tree: entries,
    });
    expect(tree.status).toBe(201);
    const listed = await world.call('', 'GET', `${repo}/git/trees/${tree.body.sha}?recursive=1`);
    const paths = listed.body.tree.map((it: { path: string }) => it.path);
    expect(paths).toEqual(
      expect.arrayContaining(['made', 'made/blob.txt', 'made/inline.txt', 'src/a/b.txt']),
    );
    expect(paths).not.toContain('README.md');
    const commit = await world.call('wendy', 'POST', `${repo}/git/commits`, {
      message: 'Made by hand\n\nWith a body',
      tree: tree.body.sha,
      parents: [main.sha],
    });
    expect(commit.body).toMatchObject({
      message: 'Made by hand\n\nWith a body',
      parents: [{ sha: main.sha }],
    });
    const tag = await world.call('wendy', 'POST', `${repo}/git/tags`, {
      tag: 'v1',
      message: 'One',
      object: commit.body.sha,
      type: 'commit',
    });
    expect(tag.body).toMatchObject({
      tag: 'v1',
      message: 'One',
      object: { sha: commit.body.sha, type: 'commit' },
    });
  });

  it('compares two branches', async () => {
    await branchWithFile(world, 'ahead', 'ahead.txt', 'x\n');
    const compared = await world.call('', 'GET', `${repo}/compare/main...ahead`);
    expect(compared.body).toMatchObject({
      status: 'ahead',
      ahead_by: 1,
      behind_by: 0,
      files: [{ filename: 'ahead.txt', status: 'added', additions: 1, patch: '@@ -0,0 +1 @@\n+x' }],
    });
    expect((await world.call('', 'GET', `${repo}/compare/main...nope`)).status).toBe(404);
    const commits = await world.call('', 'GET', `${repo}/commits?sha=ahead&path=ahead.txt`);
    expect(commits.body).toHaveLength(1);
  });
});
