import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { createClient } from '../../../src/hosts/github/client.js';
import { GithubError } from '../../../src/hosts/github/github-error.js';
import type { RequestRecord } from '../../../src/hosts/github/transport.js';
import { API, FakeGithub, made, ok, quickClient, REPO, refusal } from './support/fake-github.js';

let github: FakeGithub;
beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
});
afterEach(() => nock.cleanAll());

const readIssue = (client: ReturnType<typeof quickClient>) =>
  client.ask('read issue #1', (api) => api.issues.get({ ...REPO, issue_number: 1 }));
const comment = (client: ReturnType<typeof quickClient>) =>
  client.ask('comment on #1', (api) => api.issues.createComment({ ...REPO, issue_number: 1, body: 'x' }));

async function failureOf(promise: Promise<unknown>): Promise<GithubError> {
  const error: unknown = await promise.then(
    () => new Error('it passed'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof GithubError)) throw error;
  return error;
}

describe('reads', () => {
  it('come from the base URL with the token', async () => {
    github.on('GET', /\/issues\/1/, () => ok({ number: 1 }));
    expect(await readIssue(quickClient())).toEqual({ number: 1 });
    expect(github.calls[0]?.headers.authorization).toBe('token secret');
  });

  it('take a fresh token for every request where a function brings it', async () => {
    github.on('GET', /\/issues\/1/, () => ok({ number: 1 }));
    let count = 0;
    const client = quickClient({ token: async () => `fresh-${++count}` });
    await readIssue(client);
    await readIssue(client);
    expect(github.calls.map((call) => call.headers.authorization)).toEqual([
      'token fresh-1',
      'token fresh-2',
    ]);
  });

  it('are conditional the second time, and a 304 yields the known body', async () => {
    github.on('GET', /\/issues\/1/, () => ok({ number: 1, labels: [] }));
    const records: RequestRecord[] = [];
    const client = createClient({
      token: 't',
      apiUrl: API,
      writeSpacingMs: 0,
      onRequest: (one) => records.push(one),
    });
    const first = await readIssue(client);
    (first as { number: number }).number = 99;
    expect(await readIssue(client)).toEqual({ number: 1, labels: [] });
    expect(records.map((record) => record.status)).toEqual([200, 304]);
  });

  it('share one exchange when they are asked for at the same time', async () => {
    github.on('GET', /\/issues\/1/, () => ok({ number: 1 }));
    const client = quickClient();
    await Promise.all([readIssue(client), readIssue(client), readIssue(client)]);
    expect(github.calls).toHaveLength(1);
  });

  it('of git objects are never repeated', async () => {
    const sha = 'b'.repeat(40);
    github.on('GET', /\/git\/blobs\/\w+/, () => ok({ sha, content: '', encoding: 'base64' }));
    const client = quickClient();
    const read = () => client.ask('read a blob', (api) => api.git.getBlob({ ...REPO, file_sha: sha }));
    expect(await read()).toEqual(await read());
    expect(github.calls).toHaveLength(1);
  });

  it('are repeated after a server error and after a broken connection', async () => {
    github.on('GET', /\/issues\/1/, () => ok({ number: 1 }));
    github.fail('GET', /\/issues\/1/, refusal(502, 'Bad gateway')).fail('GET', /\/issues\/1/, 'lost');
    expect(await readIssue(quickClient())).toEqual({ number: 1 });
    expect(github.calls).toHaveLength(3);
  });

  it('give up after three repetitions and say what is known', async () => {
    github.on('GET', /\/issues\/1/, () => refusal(500, 'Oops'));
    const error = await failureOf(readIssue(quickClient()));
    expect(error.failure).toBe('unclear');
    expect(error.message).toContain('Could not read issue #1');
    expect(github.calls).toHaveLength(4);
  });

  it('fail when the answer is not the JSON that it claims to be', async () => {
    nock.cleanAll();
    nock('https://github.test').get(/.*/).reply(200, '{"number": 1', { 'content-type': 'application/json' });
    expect((await failureOf(readIssue(quickClient()))).failure).toBe('unclear');
  });

  it('end after their time', async () => {
    nock.cleanAll();
    nock('https://github.test').persist().get(/.*/).delay(5_000).reply(200, {});
    const error = await failureOf(readIssue(quickClient({ timeoutMs: 20 })));
    expect(error).toMatchObject({ failure: 'unclear', status: null });
    nock.abortPendingRequests();
  });
});

describe('writes', () => {
  it('are never repeated when it is unclear whether they took effect', async () => {
    github.on('POST', /\/issues\/1\/comments/, () => refusal(502, 'Bad gateway'));
    const error = await failureOf(comment(quickClient()));
    expect(error.failure).toBe('unclear');
    expect(github.calls).toHaveLength(1);
  });

  it.each([
    [
      'a primary limit',
      403,
      'API rate limit exceeded',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
    ],
    ['a secondary limit', 403, 'You have exceeded a secondary rate limit', { 'retry-after': '2' }],
    ['a bare 429', 429, 'Too many requests', { 'retry-after': '2' }],
  ])('wait for %s and go on', async (_name, status, message, headers) => {
    github.on('POST', /\/issues\/1\/comments/, () => made({ id: 5 }));
    github.fail('POST', /\/issues\/1\/comments/, { status, body: { message }, headers }, 2);
    expect(await comment(quickClient())).toEqual({ id: 5 });
    expect(github.calls).toHaveLength(3);
  });

  it.each([
    ['a secondary limit', 403, 'You have exceeded a secondary rate limit'],
    ['a bare 429', 429, 'Too many requests'],
  ])('give up after three waits for %s', async (_name, status, message) => {
    const headers = { 'retry-after': '2' };
    github.on('POST', /\/issues\/1\/comments/, () => ({ status, body: { message }, headers }));
    const error = await failureOf(comment(quickClient()));
    expect(error.failure).toBe('limited');
    expect(error.message).toContain('try again in 2 seconds');
    expect(github.calls).toHaveLength(4);
  });

  it('do not wait for a limit that lasts longer than the run may', async () => {
    const headers = { 'retry-after': '3600' };
    const message = 'You have exceeded a secondary rate limit';
    github.on('POST', /\/issues\/1\/comments/, () => ({ status: 403, body: { message }, headers }));
    expect((await failureOf(comment(quickClient()))).failure).toBe('limited');
    expect(github.calls).toHaveLength(1);
  });
});

describe('E1: errors', () => {
  it.each([
    [404, 'Not Found', 'missing', 'the token may not see it'],
    [401, 'Bad credentials', 'refused', 'token was not accepted'],
    [403, 'Resource not accessible by integration', 'refused', 'permissions'],
    [
      403,
      'GitHub Actions is not permitted to create or approve pull requests.',
      'refused',
      'Allow GitHub Actions to create and approve pull requests',
    ],
    [403, 'Repository was archived so is read-only.', 'refused', 'Unarchive'],
    [403, 'Unable to create comment because issue is locked.', 'refused', 'Unlock the conversation'],
    [409, 'Git Repository is empty.', 'conflict', 'Push a first commit'],
    [410, 'Issues are disabled for this repo', 'missing', 'Features > Issues'],
    [422, 'Validation Failed', 'refused', "GitHub's message"],
  ])('%i %s is %s', async (status, message, failure, advice) => {
    github.on('POST', /\/issues\/1\/comments/, () => refusal(status, message));
    const error = await failureOf(comment(quickClient()));
    expect(error.failure).toBe(failure);
    expect(error.message).toContain('Could not comment on #1');
    expect(error.message).toContain(`${status} ${message}`);
    expect(error.message).toContain(advice);
  });

  it('name the permission that GitHub says is needed', async () => {
    github.on('POST', /\/issues\/1\/comments/, () => ({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
      headers: { 'x-accepted-github-permissions': 'issues=write' },
    }));
    expect((await failureOf(comment(quickClient()))).message).toContain('(issues=write)');
  });

  it('turn into null where absence is an answer', async () => {
    const found = await quickClient().askMaybe('read issue #1', (api) =>
      api.issues.get({ ...REPO, issue_number: 1 }),
    );
    expect(found).toBeNull();
  });
});
