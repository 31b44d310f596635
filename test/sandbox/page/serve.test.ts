import { describe, expect, it } from '@jest/globals';
import { createPage } from '../../../sandbox/page/serve.js';

const ORIGIN = 'http://127.0.0.1:4000';
const page = createPage({
  apiUrl: ORIGIN,
  repo: 'octo/app.js',
  users: () => ({ ada: { token: 'ghp_1', permission: 'admin' } }),
});
const get = (path: string, headers: Record<string, string> = {}, origin = ORIGIN) =>
  page(new Request(`${origin}${path}`, { headers }));

describe('the page among the API', () => {
  it.each([
    '/octo/app.js',
    '/octo/app.js/issues/1',
    '/octo/app.js/pull/2/files',
    '/octo/app.js/actions/runs/3',
    '/octo/app.js/blob/main/README.md',
  ])('answers at %s, where GitHub has a page', async (path) => {
    const answer = await get(path);
    expect(answer?.headers.get('content-type')).toContain('text/html');
    const policy = answer?.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toContain('unsafe');
  });

  it('answers at the root to browsers only', async () => {
    expect((await get('/', { accept: 'text/html,*/*' }))?.status).toBe(200);
    expect(await get('/', { accept: '*/*' })).toBeUndefined();
  });

  it.each([
    '/repos/octo/app.js/issues',
    '/octo/app.js.git/info/refs?service=git-upload-pack',
    '/octo/app.js/info/refs?service=git-upload-pack',
    '/octo/appxjs/issues',
    '/octo/other/issues',
    '/_sandbox/idle',
    '/user',
  ])('leaves %s to the API', async (path) => {
    expect(await get(path, { accept: 'text/html' })).toBeUndefined();
  });

  it('leaves everything that changes something to the API', async () => {
    expect(await page(new Request(`${ORIGIN}/octo/app.js/issues`, { method: 'POST' }))).toBeUndefined();
  });
});

describe('what the page is told', () => {
  it('is the repository and its people', async () => {
    const answer = await get('/_sandbox/page.json');
    expect(answer?.headers.get('cache-control')).toBe('no-store');
    expect(answer?.headers.get('access-control-allow-origin')).toBeNull();
    expect(await answer?.json()).toEqual({
      origin: ORIGIN,
      repo: 'octo/app.js',
      users: { ada: { token: 'ghp_1', permission: 'admin' } },
    });
  });

  it.each(['http://evil.example:4000', 'http://127.0.0.1.evil.example:4000', 'http://10.0.0.1:4000'])(
    'is told to nobody who asks for %s',
    async (origin) => {
      const answer = await get('/_sandbox/page.json', {}, origin);
      expect(answer?.status).toBe(403);
      expect(await answer?.text()).toMatch(/Expected the host 127\.0\.0\.1 or localhost, received/);
    },
  );

  it.each(['http://localhost:4000', 'http://[::1]:4000'])('is told to %s', async (origin) => {
    expect((await get('/_sandbox/page.json', {}, origin))?.status).toBe(200);
  });
});

describe('the files of the page', () => {
  it.each([
    'main.js',
    'styles/base.css',
    'views/issue.js',
    'lib/preact/hooks.js',
    'lib/@preact/signals.js',
    'lib/marked.js',
  ])('%s is served, and nothing is sent again that is known', async (name) => {
    const answer = await get(`/_sandbox/page/${name}`);
    expect(answer?.status).toBe(200);
    const etag = answer?.headers.get('etag') ?? '';
    expect((await get(`/_sandbox/page/${name}`, { 'if-none-match': etag }))?.status).toBe(304);
  });

  it('import their libraries by addresses', async () => {
    for (const name of ['main.js', 'ui.js', 'markdown.js', 'lib/@preact/signals.js', 'lib/preact/hooks.js']) {
      const source = (await (await get(`/_sandbox/page/${name}`))?.text()) ?? '';
      const wanted = [...source.matchAll(/\bfrom\s*["']([^"']+)["']/g)].map((found) => found[1]);
      expect(wanted.length).toBeGreaterThan(0);
      expect(wanted.filter((one) => !/^(\.{0,2}\/)/.test(one ?? ''))).toEqual([]);
    }
  });

  it('draw diagrams without an origin, so that they reach no token', async () => {
    const answer = await get('/_sandbox/page/diagram.html');
    expect(answer?.headers.get('content-security-policy')).toContain('sandbox allow-scripts');
    expect(answer?.headers.get('content-security-policy')).not.toContain('connect-src');
    expect((await get('/_sandbox/page/mermaid/mermaid.esm.min.mjs'))?.status).toBe(200);
  });

  it.each([
    '..%2f..%2fpackage.json',
    'views/..%2f..%2fserve.ts',
    'lib/../../package.json.js',
    'lib/constructor.js',
    'mermaid/..%2f..%2fpackage.json',
    'mermaid/chunks/mermaid.esm.min/..%2fx.mjs',
    'package.json',
  ])('nothing else is: %s', async (name) => {
    expect((await get(`/_sandbox/page/${name}`))?.status ?? 404).toBe(404);
  });
});
