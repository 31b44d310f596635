/** Shared by the routes: errors in GitHub's form, paging, bodies. */
import type { Context, Handler } from 'hono';
import type { SandboxEnv } from '../../contract.js';
import { isObject, type Json } from '../json.js';

export type Call = Context<SandboxEnv>;
type ErrorStatus = 400 | 403 | 404 | 409 | 410 | 422;

/** A request that is answered with an error. */
export class RestError extends Error {
  constructor(
    readonly status: ErrorStatus,
    message: string,
  ) {
    super(message);
  }
}

/** Turns a `RestError` that a handler throws into GitHub's error body. */
export function handled(handler: (c: Call) => Response | Promise<Response>): Handler<SandboxEnv> {
  return async (c) => {
    try {
      return await handler(c);
    } catch (error) {
      if (error instanceof RestError) {
        const { message, status } = error;
        return c.json(
          { message, documentation_url: 'https://docs.github.com/rest/actions', status: String(status) },
          status,
        );
      }
      throw error;
    }
  };
}

/** `owner/name` of the request's path. */
export function repositoryOf(c: Call): string {
  return `${c.req.param('owner')}/${c.req.param('repo')}`;
}

/** Login of the caller. */
export function loginOf(c: Call): string {
  const caller = c.get('caller');
  return caller.kind === 'anonymous' ? 'ghost' : caller.login;
}

/** The id in the request's path; 404 when it is no number. */
export function idParam(c: Call, name = 'id'): number {
  const id = Number(c.req.param(name));
  if (!Number.isInteger(id)) {
    throw new RestError(404, 'Not Found');
  }
  return id;
}

/** The JSON body; an empty one counts as `{}`. */
export async function readBody(c: Call): Promise<Json> {
  const text = await c.req.text();
  try {
    const body: unknown = text.trim() === '' ? {} : JSON.parse(text);
    if (isObject(body)) {
      return body;
    }
  } catch {
    throw new RestError(400, 'Problems parsing JSON');
  }
  throw new RestError(422, 'Invalid request. Expected a JSON object as body.');
}

/** One page of a list, with `Link` and `total_count`. */
export function page<T>(
  c: Call,
  apiUrl: string,
  key: string,
  all: readonly T[],
  show: (item: T) => unknown,
): Response {
  const size = bounded(c.req.query('per_page'), 30, 100);
  const number = bounded(c.req.query('page'), 1, Number.MAX_SAFE_INTEGER);
  const last = Math.max(1, Math.ceil(all.length / size));
  const links: string[] = [];
  const link = (rel: string, target: number) => {
    const url = new URL(c.req.url);
    url.searchParams.set('page', String(target));
    links.push(`<${new URL(apiUrl).origin}${url.pathname}${url.search}>; rel="${rel}"`);
  };
  if (number > 1) {
    link('prev', Math.min(number - 1, last));
    link('first', 1);
  }
  if (number < last) {
    link('next', number + 1);
    link('last', last);
  }
  if (links.length > 0) {
    c.header('Link', links.join(', '));
  }
  const items = all.slice((number - 1) * size, number * size).map(show);
  return c.json({ total_count: all.length, [key]: items });
}

function bounded(text: string | undefined, fallback: number, most: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 ? Math.min(value, most) : fallback;
}
