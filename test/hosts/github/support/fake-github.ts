import { createHash } from 'node:crypto';
import nock from 'nock';
import { createClient } from '../../../../src/hosts/github/client.js';

export const API = 'https://github.test/api/v3';
export const REPO = { owner: 'octo', repo: 'shop' };

export interface Call {
  readonly method: string;
  /** Decoded, without the repository prefix: `/issues/7/comments`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

type Handler = (call: Call, match: RegExpExecArray) => Reply | 'lost' | undefined;

/**
 * GitHub's HTTP border for one repository, in memory. Tests add the routes that they need; the latest matching one that
 * answers wins, and `lost` breaks the connection.
 */
export class FakeGithub {
  readonly calls: Call[] = [];
  readonly #routes: { method: string; path: RegExp; handler: Handler }[] = [];

  constructor() {
    const scope = nock('https://github.test').persist();
    const answerTo = this.#answer.bind(this);
    for (const method of ['get', 'put', 'post', 'patch', 'delete'] as const) {
      scope[method](/.*/).reply(function (uri, body, respond) {
        const answer = answerTo(method.toUpperCase(), uri, body, this.req.headers);
        if (answer === 'lost') return respond(new Error('the connection broke'), [0]);
        const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
        const etag = `"${createHash('sha1').update(text).digest('hex')}"`;
        const asked = String(this.req.headers['if-none-match'] ?? '');
        if (method === 'get' && answer.status === 200 && asked === etag) {
          return respond(null, [304, '', { etag }]);
        }
        const type = { 'content-type': 'application/json; charset=utf-8' };
        respond(null, [
          answer.status,
          text,
          { ...type, ...(method === 'get' ? { etag } : {}), ...answer.headers },
        ]);
      });
    }
  }

  on(method: string, path: RegExp, handler: Handler): this {
    this.#routes.unshift({ method, path: new RegExp(`^${path.source}$`), handler });
    return this;
  }

  /** Answers `times` matching calls this way and then steps aside; the call itself has no effect. */
  fail(method: string, path: RegExp, reply: Reply | 'lost', times = 1): this {
    let left = times;
    return this.on(method, path, () => (left-- > 0 ? reply : undefined));
  }

  /** Lets one matching call take effect, and loses its answer. */
  loseAnswer(method: string, path: RegExp): this {
    let left = 1;
    return this.on(method, path, (call) => {
      if (left-- <= 0) return undefined;
      this.#route(call, 1);
      return 'lost';
    });
  }

  /** Lists `METHOD /path` of all calls, or of those with this method. */
  log(method?: string): string[] {
    const wanted = this.calls.filter((call) => method === undefined || call.method === method);
    return wanted.map((call) => `${call.method} ${call.path}`);
  }

  #answer(method: string, uri: string, body: unknown, headers: Record<string, unknown>): Reply | 'lost' {
    const url = new URL(uri, API);
    const call: Call = {
      method,
      path: decodeURIComponent(url.pathname).replace('/api/v3/repos/octo/shop', ''),
      query: url.searchParams,
      body: typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {},
      headers: headers as Record<string, string>,
    };
    this.calls.push(call);
    return this.#route(call, 0);
  }

  #route(call: Call, skip: number): Reply | 'lost' {
    const routes = this.#routes.filter((one) => one.method === call.method && one.path.test(call.path));
    for (const { path, handler } of routes.slice(skip)) {
      const match = path.exec(call.path);
      const reply = match === null ? undefined : handler(call, match);
      if (reply !== undefined) return reply;
    }
    return { status: 404, body: { message: 'Not Found' } };
  }
}

/** A client of the fake that waits for nothing. */
export function quickClient(options: { timeoutMs?: number; token?: () => Promise<string> } = {}) {
  return createClient({ token: 'secret', apiUrl: API, writeSpacingMs: 0, secondMs: 1, ...options });
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function made(body: unknown): Reply {
  return { status: 201, body };
}

export function refusal(status: number, message: string): Reply {
  return { status, body: { message } };
}
