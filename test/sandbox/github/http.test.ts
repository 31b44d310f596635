import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { startWorld, type World } from './sandbox.js';

const repo = '/repos/octo/greeter';
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('conditional requests', () => {
  it('answers 304 to who has the answer already, and does not count it', async () => {
    const { body: issue } = await world.call('reed', 'POST', `${repo}/issues`, { title: 'x' });
    const path = `${repo}/issues/${issue.number}`;
    const first = await world.call('reed', 'GET', path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[0-9a-f]{64}"$/);
    const second = await world.call('reed', 'GET', path, undefined, { 'if-none-match': etag });
    expect([second.status, second.body]).toEqual([304, '']);
    expect(second.headers.get('etag')).toBe(etag);
    expect(second.headers.get('x-ratelimit-used')).toBe(first.headers.get('x-ratelimit-used'));
    await world.call('reed', 'PATCH', path, { title: 'y' });
    expect((await world.call('reed', 'GET', path, undefined, { 'if-none-match': etag })).status).toBe(200);
  });
});

describe('common headers and errors', () => {
  it('has GitHub’s headers on each answer', async () => {
    const { headers } = await world.call('reed', 'GET', repo);
    expect(headers.get('x-github-request-id')).toMatch(/^[0-9A-F:]+$/);
    expect(headers.get('x-ratelimit-limit')).toBe('5000');
    const run = await world.call(world.port.mintRunToken('octo/greeter', 1, {}), 'GET', repo);
    expect(run.headers.get('x-ratelimit-limit')).toBe('1000');
    expect((await world.call('', 'GET', '/rate_limit')).body.resources.core.limit).toBe(60);
  });

  it('answers an unknown route in GitHub’s form', async () => {
    const { status, body } = await world.call('reed', 'GET', `${repo}/nothing/here`);
    expect([status, body]).toEqual([
      404,
      { message: 'Not Found', documentation_url: expect.any(String), status: '404' },
    ]);
  });
});

describe('the log of exchanges', () => {
  it('holds what was asked and answered, without the token', async () => {
    const seen: string[] = [];
    const listened = await startWorld({
      onExchange: (it) => seen.push(`${it.method} ${it.url} ${it.status}`),
    });
    try {
      await listened.call('reed', 'POST', `${repo}/issues?x=1`, { title: 'Logged' });
      const [exchange] = listened.sandbox.exchanges();
      expect(exchange).toMatchObject({
        method: 'POST',
        url: `${repo}/issues?x=1`,
        caller: 'reed',
        callerKind: 'user',
        requestBody: { title: 'Logged' },
        status: 201,
        responseBody: { title: 'Logged' },
        requestHeaders: { authorization: '***' },
      });
      expect(seen).toEqual([`POST ${repo}/issues?x=1 201`]);
      const served = await listened.call('', 'GET', '/_sandbox/exchanges');
      expect(served.body).toHaveLength(1);
    } finally {
      await listened.stop();
    }
  });
});

describe('Octokit', () => {
  it('paginates, reads errors and encodes refs against the sandbox', async () => {
    const octokit = new Octokit({
      baseUrl: world.sandbox.apiUrl,
      auth: world.sandbox.users.wendy?.token,
      log: quiet,
    });
    const at = { owner: 'octo', repo: 'greeter' };
    for (const n of [1, 2, 3, 4, 5])
      await octokit.rest.issues.create({ ...at, title: `page ${n}`, labels: ['many'] });
    const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
      ...at,
      labels: 'many',
      per_page: 2,
    });
    expect(all).toHaveLength(5);
    const main = await octokit.rest.git.getRef({ ...at, ref: 'heads/main' });
    await octokit.rest.git.createRef({
      ...at,
      ref: 'refs/heads/feat/a b'.replace(' ', '-'),
      sha: main.data.object.sha,
    });
    expect((await octokit.rest.repos.getBranch({ ...at, branch: 'feat/a-b' })).data.name).toBe('feat/a-b');
    const content = Buffer.from('x').toString('base64');
    const file = { ...at, path: 'dir/ä ö.txt', message: 'm', content, branch: 'feat/a-b' };
    await octokit.rest.repos.createOrUpdateFileContents(file);
    const read = await octokit.rest.repos.getContent({ ...at, path: 'dir/ä ö.txt', ref: 'feat/a-b' });
    expect(read.data).toMatchObject({ path: 'dir/ä ö.txt' });
    await expect(octokit.rest.repos.createOrUpdateFileContents(file)).rejects.toMatchObject({ status: 422 });
    const raw = await octokit.rest.repos.getContent({
      ...at,
      path: 'README.md',
      mediaType: { format: 'raw' },
    });
    expect(raw.data).toContain('# greeter');
  });
});
