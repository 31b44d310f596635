import { describe, expect, it } from '@jest/globals';
import type { Exchange } from '../../sandbox/contract.js';
import { comment, contentFile, exchange, gitRef, problem, user } from './exchanges.js';
import { createContract } from './validate-exchange.js';

const contract = createContract();
const REPO = '/repos/octo/app';

function newComment(parts: Partial<Exchange> = {}): Exchange {
  return exchange({
    method: 'POST',
    url: `${REPO}/issues/1/comments`,
    requestBody: { body: 'hello' },
    status: 201,
    responseBody: comment(5, 'hello'),
    ...parts,
  });
}

function without(value: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

describe('conforming exchanges', () => {
  const listed = [comment(1, 'a'), comment(2, 'b')];
  const dispatches = `${REPO}/actions/workflows/speckit.yml/dispatches`;
  const conforming: readonly [name: string, exchange: Exchange][] = [
    ['a created comment', newComment()],
    [
      'a list with query',
      exchange({ url: `${REPO}/issues/1/comments?per_page=100&page=1`, responseBody: listed }),
    ],
    [
      'a since filter',
      exchange({ url: `${REPO}/issues/comments?since=2026-01-01T00:00:00Z`, responseBody: listed }),
    ],
    ['an unchanged answer', exchange({ url: `${REPO}/issues/1/comments`, status: 304 })],
    ['a ref with slashes', exchange({ url: `${REPO}/git/ref/heads/a/b`, responseBody: gitRef('heads/a/b') })],
    ['an encoded ref', exchange({ url: `${REPO}/git/ref/heads%2Fa`, responseBody: gitRef('heads/a') })],
    [
      'matching refs',
      exchange({ url: `${REPO}/git/matching-refs/heads/0`, responseBody: [gitRef('heads/001-a')] }),
    ],
    [
      'a file in folders',
      exchange({ url: `${REPO}/contents/a/b/c.md?ref=main`, responseBody: contentFile('a/b/c.md') }),
    ],
    ['the root directory', exchange({ url: `${REPO}/contents/`, responseBody: [] })],
    [
      'a dispatch without an answer',
      exchange({ method: 'POST', url: dispatches, requestBody: { ref: 'main' }, status: 204 }),
    ],
    [
      'a dispatch with run details',
      exchange({
        method: 'POST',
        url: dispatches,
        requestBody: { ref: 'main', inputs: { assignment: 'x' }, return_run_details: true },
        responseBody: { workflow_run_id: 9, run_url: 'http://x.test/r', html_url: 'http://x.test/h' },
      }),
    ],
    ['a redirect', exchange({ url: `${REPO}/actions/runs/7/logs`, status: 302 })],
    [
      'a deleted reaction',
      exchange({ method: 'DELETE', url: `${REPO}/issues/comments/5/reactions/6`, status: 204 }),
    ],
    ['a refused token', exchange({ url: '/user', status: 401, responseBody: problem('Bad credentials') })],
    [
      'a lost repository',
      exchange({ url: `${REPO}/labels`, status: 404, responseBody: problem('Not Found') }),
    ],
    [
      'an enterprise prefix',
      exchange({ url: `/api/v3${REPO}/git/ref/heads/a`, responseBody: gitRef('heads/a') }),
    ],
    ['a HEAD', exchange({ method: 'HEAD', url: `${REPO}/git/ref/heads/a` })],
    ['a nullable value', newComment({ responseBody: { ...comment(5, 'x'), user: null } })],
    [
      'an empty object sent as nothing',
      exchange({ method: 'POST', url: `${REPO}/actions/runs/7/cancel`, status: 202 }),
    ],
  ];

  it.each(conforming)('%s', (_name, each) => {
    expect(contract.check(each)).toEqual([]);
  });

  it('a raw file when raw was asked for, and only then', () => {
    const answer = { url: `${REPO}/contents/a.md`, responseBody: 'hello' };
    const raw = { accept: 'application/vnd.github.raw+json' };
    expect(contract.check(exchange({ ...answer, requestHeaders: raw }))).toEqual([]);
    expect(contract.check(exchange(answer))).not.toEqual([]);
  });
});

describe('what is not REST is left alone', () => {
  it.each(['/_sandbox/idle', '/graphql', '/octo/app.git/info/refs?service=git-upload-pack', '/octo/app.git'])(
    '%s',
    (url) => {
      expect(contract.check(exchange({ method: 'POST', url, status: 299, responseBody: 'x' }))).toEqual([]);
    },
  );
});

describe('the path, the method and the query', () => {
  it.each(['/repos/octo/app/isues/1', '/teapot', '/repos/octo', '/octo/app'])('no path like %s', (url) => {
    expect(contract.check(exchange({ url }))).toMatchObject([{ where: 'path' }]);
  });

  it('an id that is no number', () => {
    const violations = contract.check(exchange({ url: `${REPO}/issues/first/comments`, responseBody: [] }));
    expect(violations).toMatchObject([{ where: 'path', message: expect.stringContaining('first') }]);
  });

  it('a method that the path does not offer', () => {
    const violations = contract.check(exchange({ method: 'PUT', url: `${REPO}/issues/1/comments` }));
    expect(violations).toMatchObject([{ where: 'method', message: expect.stringContaining('GET, POST') }]);
  });

  it('an unknown or ill-typed query parameter', () => {
    const at = (query: string) =>
      contract.check(exchange({ url: `${REPO}/issues/1/comments?${query}`, responseBody: [] }));
    expect(at('perpage=3')).toMatchObject([{ where: 'query', message: expect.stringContaining('perpage') }]);
    expect(at('per_page=many')).toMatchObject([{ where: 'query' }]);
    const closed = contract.check(exchange({ url: `${REPO}/issues?state=done`, responseBody: [] }));
    expect(closed).toMatchObject([{ where: 'query', message: expect.stringContaining('done') }]);
  });
});

describe('the request body', () => {
  it('a missing required key', () => {
    const violations = contract.check(newComment({ requestBody: {} }));
    expect(violations).toMatchObject([{ where: 'request-body', message: expect.stringContaining("'body'") }]);
  });

  it('a wrong type', () => {
    const violations = contract.check(newComment({ requestBody: { body: 3 } }));
    expect(violations).toMatchObject([
      { where: 'request-body', pointer: '/body', message: 'must be string' },
    ]);
  });

  it('a misspelled key', () => {
    const violations = contract.check(newComment({ requestBody: { body: 'x', labls: [] } }));
    expect(violations).toMatchObject([{ where: 'request-body', pointer: '/labls' }]);
  });

  it('no body where one is required, and one where none is taken', () => {
    expect(contract.check(newComment({ requestBody: undefined }))).toMatchObject([{ where: 'request-body' }]);
    const lost = exchange({
      method: 'DELETE',
      url: `${REPO}/issues/comments/5`,
      requestBody: { a: 1 },
      status: 204,
    });
    expect(contract.check(lost)).toMatchObject([{ where: 'request-body' }]);
  });

  it('a value that is not among those allowed', () => {
    const review = { method: 'POST', url: `${REPO}/pulls/3/reviews`, requestBody: { event: 'LGTM' } };
    const refused = exchange({ ...review, status: 422, responseBody: problem('Unprocessable') });
    expect(contract.check(refused)).toMatchObject([
      { where: 'request-body', pointer: '/event', message: expect.stringContaining('APPROVE') },
    ]);
  });
});

describe('the answer', () => {
  it('an undocumented status', () => {
    const violations = contract.check(newComment({ status: 200 }));
    expect(violations).toMatchObject([{ where: 'status', message: expect.stringContaining('201') }]);
  });

  it('a missing required key', () => {
    const violations = contract.check(newComment({ responseBody: without(comment(5, 'x'), 'issue_url') }));
    expect(violations).toMatchObject([
      { where: 'response-body', message: expect.stringContaining("'issue_url'") },
    ]);
  });

  it('a missing key deep inside', () => {
    const body = { ...comment(5, 'x'), user: without(user('ada'), 'site_admin') };
    expect(contract.check(newComment({ responseBody: body }))).toMatchObject([
      { where: 'response-body', pointer: '/user', message: expect.stringContaining('site_admin') },
    ]);
  });

  it.each([
    ['id', '5', 'must be integer'],
    ['body', null, 'must be string'],
    ['created_at', 'yesterday', 'must match format "date-time"'],
    ['html_url', 'octo/app', 'must match format "uri"'],
  ])('a wrong %s', (key, value, message) => {
    const body = { ...comment(5, 'x'), [key]: value };
    expect(contract.check(newComment({ responseBody: body }))).toMatchObject([
      { where: 'response-body', pointer: `/${key}`, message },
    ]);
  });

  it('an object where a list is documented', () => {
    const violations = contract.check(exchange({ url: `${REPO}/labels`, responseBody: {} }));
    expect(violations).toMatchObject([{ where: 'response-body', message: 'must be array' }]);
  });

  it('no body where one is documented, and one after 204 and 304', () => {
    expect(contract.check(newComment({ responseBody: undefined }))).toMatchObject([
      { where: 'response-body' },
    ]);
    const reaction = { method: 'DELETE', url: `${REPO}/issues/comments/5/reactions/6`, status: 204 };
    expect(contract.check(exchange({ ...reaction, responseBody: {} }))).toMatchObject([
      { where: 'response-body' },
    ]);
    const unchanged = { url: `${REPO}/labels`, status: 304, responseBody: [] };
    expect(contract.check(exchange(unchanged))).toMatchObject([{ where: 'response-body' }]);
  });

  it('an error that does not say what is wrong', () => {
    const violations = contract.check(
      exchange({ url: `${REPO}/labels`, status: 404, responseBody: 'Not Found' }),
    );
    expect(violations.map((each) => each.pointer)).toEqual(['/message', '/documentation_url']);
  });

  it('many exchanges in one go', () => {
    const found = Array.from({ length: 500 }, (_, id) =>
      contract.check(newComment({ responseBody: comment(id, 'x') })),
    );
    expect(found.flat()).toEqual([]);
  });
});
