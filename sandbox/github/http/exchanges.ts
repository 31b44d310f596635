import type { MiddlewareHandler } from 'hono';
import type { Exchange, SandboxEnv } from '../../contract.js';

const maxBody = 256 * 1024;
const maxExchanges = 20_000;
const maxWithBodies = 3_000;

interface Stored {
  exchange: Exchange;
  drop(): void;
}

/** The log of REST exchanges: all of them up to a bound, and bodies of the latest ones. */
export class Exchanges {
  #stored: Stored[] = [];
  readonly #listener: ((exchange: Exchange) => void) | undefined;

  constructor(listener?: (exchange: Exchange) => void) {
    this.#listener = listener;
  }

  all(): readonly Exchange[] {
    return this.#stored.map((it) => it.exchange);
  }

  /** Records what passes through; the outermost middleware, so that it sees what the client sees. */
  middleware(): MiddlewareHandler<SandboxEnv> {
    return async (c, next) => {
      // Read before the handler does: a handler may leave the body alone, and hono keeps the text for those who do not.
      const request = isText(c.req.header('content-type')) ? await c.req.text() : undefined;
      await next();
      if (c.req.path.startsWith('/_sandbox/') || c.req.path === '/') return;
      const response = isText(c.res.headers.get('content-type')) ? await c.res.clone().text() : undefined;
      const caller = c.get('caller');
      const url = new URL(c.req.url);
      this.#add(
        {
          at: new Date().toISOString(),
          method: c.req.method,
          url: `${url.pathname}${url.search}`,
          caller: caller === undefined || caller.kind === 'anonymous' ? 'anonymous' : caller.login,
          callerKind: caller?.kind ?? 'anonymous',
          ...(caller?.kind === 'run' ? { runId: caller.runId } : {}),
          requestHeaders: withoutSecrets(c.req.header()),
          status: c.res.status,
          responseHeaders: Object.fromEntries(c.res.headers),
        },
        request,
        response,
      );
    };
  }

  #add(
    head: Omit<Exchange, 'requestBody' | 'responseBody'>,
    request: string | undefined,
    response: string | undefined,
  ): void {
    let sent = request !== undefined && request.length > maxBody ? truncated(request) : request;
    let received = response !== undefined && response.length > maxBody ? truncated(response) : response;
    // Parsed on demand: most exchanges are only counted.
    const exchange: Exchange = {
      ...head,
      get requestBody() {
        return parsed(sent);
      },
      get responseBody() {
        return parsed(received);
      },
    };
    const drop = (): void => {
      sent = truncated(sent);
      received = truncated(received);
    };
    this.#stored.push({ exchange, drop });
    this.#stored.at(-1 - maxWithBodies)?.drop();
    if (this.#stored.length > maxExchanges) this.#stored = this.#stored.slice(-maxExchanges / 2);
    this.#listener?.(exchange);
  }
}

function truncated(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text.startsWith('{"truncated":')
    ? text
    : JSON.stringify({ truncated: text.length });
}

function parsed(text: string | undefined): unknown {
  if (text === undefined || text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isText(type: string | null | undefined): boolean {
  return /json|text\/|x-www-form-urlencoded/.test(type ?? '');
}

function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name.toLowerCase() === 'authorization' ? '***' : value,
    ]),
  );
}
