import { createHash } from 'node:crypto';
import { type Asset, readAsset } from './assets.js';

export interface PageFacts {
  readonly apiUrl: string;
  /** `owner/name` of the repository that the page shows. */
  readonly repo: string;
  readonly users: () => Readonly<Record<string, { readonly token: string; readonly permission: string }>>;
}

/** Answers what belongs to the page; undefined leaves the request to the API. */
type PageHandler = (request: Request) => Promise<Response | undefined>;

const ASSETS = '/_sandbox/page/';

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Diagrams are drawn in a frame of their own, whose sandbox gives it no origin: it can reach neither the page nor its
 * tokens. Mermaid styles by `<style>` elements, which only this frame may have.
 */
const DIAGRAM_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; font-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts";

/**
 * The page that people use instead of github.com. It answers at the root and at the addresses that GitHub has for the
 * same things, so that links in comments lead to it.
 */
export function createPage(facts: PageFacts): PageHandler {
  const places = placesOf(facts.repo);
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    const url = new URL(request.url);
    const isPage =
      url.pathname === '/'
        ? wantsHtml(request)
        : places.test(url.pathname) && !url.searchParams.has('service');
    if (!isPage && url.pathname !== '/_sandbox/page.json' && !url.pathname.startsWith(ASSETS))
      return undefined;
    if (!isLoopback(url.hostname)) return refusal(url.hostname);
    if (url.pathname === '/_sandbox/page.json') return pageData(facts);
    const asset = await readAsset(isPage ? 'index.html' : url.pathname.slice(ASSETS.length));
    return asset === undefined ? new Response('Not Found', { status: 404 }) : answer(request, asset);
  };
}

/** Everything below a repository that GitHub shows to people, git's own addresses left out. */
function placesOf(repo: string): RegExp {
  const name = repo.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^/${name}(/((issues|pulls?|actions|blob|tree|commit|compare|workflows)(/.*)?)?)?$`);
}

function wantsHtml(request: Request): boolean {
  return (request.headers.get('accept') ?? '').includes('text/html');
}

/** A name that somebody else's DNS points at this machine must not get the tokens. */
function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
}

function refusal(hostname: string): Response {
  const message =
    'The sandbox shows its page, which holds the tokens of its people, on this machine only. Expected the host ' +
    `127.0.0.1 or localhost, received ${hostname}. Open it by one of those, over a tunnel if need be.`;
  return new Response(`${message}\n`, { status: 403, headers: { 'Content-Type': 'text/plain' } });
}

function pageData({ apiUrl, repo, users }: PageFacts): Response {
  const headers = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
  return Response.json({ origin: apiUrl, repo, users: users() }, { headers });
}

function answer(request: Request, asset: Asset): Response {
  const etag = `"${createHash('sha256').update(asset.body).digest('base64url')}"`;
  const headers = new Headers({
    ETag: etag,
    'Cache-Control': asset.lasting ? 'max-age=86400' : 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  if (asset.name.endsWith('.html')) {
    headers.set('Content-Security-Policy', asset.name === 'diagram.html' ? DIAGRAM_POLICY : PAGE_POLICY);
  } else {
    // The diagram's frame has no origin, so its own scripts are a foreign origin's to it. There are no secrets in them.
    headers.set('Access-Control-Allow-Origin', '*');
  }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  headers.set('Content-Type', asset.type);
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(asset.body), { headers });
}
