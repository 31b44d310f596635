import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Caller, SandboxEnv } from '../../contract.js';

interface Budget {
  readonly limit: number;
  used: number;
  /** Seconds since the epoch. */
  reset: number;
}

export interface Rate {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly reset: number;
}

/**
 * Counts requests per caller and hour and reports them as GitHub does. It never refuses: a test that calls more than
 * GitHub would allow should fail because of what it counts, not because the sandbox stopped answering.
 */
export class RateLimits {
  readonly #budgets = new Map<string, Budget>();

  /** What the caller has used so far in this hour. */
  current(caller: Caller): Rate {
    const { limit, used, reset } = this.#budget(caller);
    return { limit, used, remaining: Math.max(0, limit - used), reset };
  }

  /** Counts each answer except 304, and adds GitHub's common headers. */
  middleware(): MiddlewareHandler<SandboxEnv> {
    return async (c, next) => {
      await next();
      const caller: Caller = c.get('caller') ?? { kind: 'anonymous' };
      const free =
        c.res.status === 304 || c.req.path === '/rate_limit' || c.req.path.startsWith('/_sandbox/');
      if (!free) this.#budget(caller).used += 1;
      const rate = this.current(caller);
      const headers = c.res.headers;
      headers.set('X-GitHub-Request-Id', requestId());
      headers.set('X-GitHub-Media-Type', 'github.v3; format=json');
      headers.set('X-GitHub-Api-Version-Selected', c.req.header('x-github-api-version') ?? '2022-11-28');
      headers.set('X-RateLimit-Limit', String(rate.limit));
      headers.set('X-RateLimit-Remaining', String(rate.remaining));
      headers.set('X-RateLimit-Used', String(rate.used));
      headers.set('X-RateLimit-Reset', String(rate.reset));
      headers.set('X-RateLimit-Resource', c.req.path === '/graphql' ? 'graphql' : 'core');
      if (caller.kind === 'user') headers.set('X-OAuth-Scopes', 'repo, workflow');
    };
  }

  #budget(caller: Caller): Budget {
    const seconds = Math.floor(Date.now() / 1000);
    const key = budgetOf(caller);
    const known = this.#budgets.get(key);
    if (known && known.reset > seconds) return known;
    const limit = { user: 5000, run: 1000, installation: 5000, app: 5000, anonymous: 60 }[caller.kind];
    const budget = { limit, used: 0, reset: seconds + 3600 };
    this.#budgets.set(key, budget);
    return budget;
  }
}

/** Who shares a budget: the runs of a repository, and all tokens of an installation. */
function budgetOf(caller: Caller): string {
  switch (caller.kind) {
    case 'run':
      return `run ${caller.repository}`;
    case 'installation':
      return `installation ${caller.installationId}`;
    case 'app':
      return `app ${caller.appId}`;
    case 'user':
      return caller.login;
    case 'anonymous':
      return '';
  }
}

function requestId(): string {
  const hex = randomUUID().replaceAll('-', '').toUpperCase();
  return [hex.slice(0, 4), hex.slice(4, 10), hex.slice(10, 16), hex.slice(16, 22), hex.slice(22, 30)].join(
    ':',
  );
}
