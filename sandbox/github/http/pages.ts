import type { Context } from 'hono';
import type { SandboxEnv } from '../../contract.js';

export interface PageQuery {
  readonly page: number;
  readonly perPage: number;
}

/** `page` and `per_page` of a request, within GitHub's bounds. */
export function pageQuery(c: Context<SandboxEnv>): PageQuery {
  const number = (name: string, fallback: number, most: number): number => {
    const value = Number(c.req.query(name));
    return Number.isInteger(value) && value >= 1 ? Math.min(value, most) : fallback;
  };
  return { page: number('page', 1, Number.MAX_SAFE_INTEGER), perPage: number('per_page', 30, 100) };
}

/** The page of a list that the request asks for; sets the `Link` header. */
export function paginate<T>(c: Context<SandboxEnv>, origin: string, items: readonly T[]): readonly T[] {
  const { page, perPage } = pageQuery(c);
  linkHeader(c, origin, items.length);
  return items.slice((page - 1) * perPage, page * perPage);
}

/** Sets the `Link` header for a list of this many items. */
export function linkHeader(c: Context<SandboxEnv>, origin: string, total: number): void {
  const { page, perPage } = pageQuery(c);
  const last = Math.max(1, Math.ceil(total / perPage));
  const links: string[] = [];
  const add = (rel: string, to: number): void => {
    const url = new URL(c.req.url);
    url.searchParams.set('page', String(to));
    links.push(`<${origin}${url.pathname}${url.search}>; rel="${rel}"`);
  };
  if (page > 1) add('prev', Math.min(page - 1, last));
  if (page < last) add('next', page + 1);
  if (page < last) add('last', last);
  if (page > 1) add('first', 1);
  if (links.length > 0) c.header('Link', links.join(', '));
}
