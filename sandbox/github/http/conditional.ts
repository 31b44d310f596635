import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { SandboxEnv } from '../../contract.js';

/** Gives JSON answers to GET an ETag, and answers 304 to a caller who has that very answer already. */
export const conditional: MiddlewareHandler<SandboxEnv> = async (c, next) => {
  await next();
  const type = c.res.headers.get('content-type') ?? '';
  if (c.req.method !== 'GET' || c.res.status !== 200 || !type.includes('json')) return;
  if (c.req.path.startsWith('/_sandbox/')) return;
  const body = await c.res.clone().arrayBuffer();
  const hash = createHash('sha256')
    .update(c.res.headers.get('link') ?? '')
    .update(Buffer.from(body));
  const etag = `W/"${hash.digest('hex')}"`;
  const known = (c.req.header('if-none-match') ?? '').split(',').map((it) => it.trim().replace(/^W\//, ''));
  if (known.includes(etag.slice(2)) || known.includes('*')) {
    const headers = new Headers(c.res.headers);
    headers.delete('content-type');
    headers.delete('content-length');
    headers.set('ETag', etag);
    c.res = undefined;
    c.res = new Response(null, { status: 304, headers });
    return;
  }
  c.res.headers.set('ETag', etag);
  c.res.headers.set('Cache-Control', 'private, max-age=60, s-maxage=60');
  c.res.headers.set('Vary', 'Accept, Authorization, Cookie, X-GitHub-OTP');
};
