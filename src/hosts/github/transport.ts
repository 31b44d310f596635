import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerClock } from './server-clock.js';

/** One HTTP exchange as it went over the wire, for request counts and logs. */
export interface RequestRecord {
  readonly method: string;
  readonly url: string;
  /** Null when no answer arrived. */
  readonly status: number | null;
  readonly duration_ms: number;
}

export interface TransportOptions {
  readonly timeoutMs: number;
  /** What one second of `Retry-After` lasts; only tests shorten it. */
  readonly secondMs: number;
  readonly maxRetryAfterSeconds: number;
  readonly onRequest: (record: RequestRecord) => void;
  readonly clock: ServerClock;
}

/** How often a request is repeated that was declined with "too many requests". */
const MAX_LIMIT_RETRIES = 3;

/**
 * Makes the `fetch` that Octokit uses: each try has its own time limit (Octokit's covers the waiting in queues too), and
 * the body is read to its end here, so that a broken connection is an error and not an empty answer.
 */
export function createTransport(options: TransportOptions): typeof fetch {
  return async (input, init) => {
    for (let attempt = 0; ; attempt += 1) {
      const response = await exchange(input, init, options);
      const wait = await plainLimitSeconds(response);
      if (wait === null || attempt >= MAX_LIMIT_RETRIES || wait > options.maxRetryAfterSeconds)
        return response;
      await sleep(wait * options.secondMs);
    }
  };
}

async function exchange(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  options: TransportOptions,
): Promise<Response> {
  const started = performance.now();
  const sentAt = Date.now();
  const url = input instanceof Request ? input.url : String(input);
  const tell = (status: number | null) =>
    options.onRequest({
      method: init?.method ?? 'GET',
      url,
      status,
      duration_ms: Math.round(performance.now() - started),
    });
  try {
    const response = await fetch(input, { ...init, signal: AbortSignal.timeout(options.timeoutMs) });
    options.clock.learn(response.headers, sentAt, Date.now());
    const whole = await readWhole(response);
    tell(response.status);
    return whole;
  } catch (error) {
    tell(null);
    throw error;
  }
}

/** Statuses whose answers have no body; `Response` refuses to be built with one. */
const WITHOUT_BODY = new Set([204, 205, 304]);

async function readWhole(response: Response): Promise<Response> {
  const bytes = await response.arrayBuffer();
  const whole = new Response(WITHOUT_BODY.has(response.status) ? null : bytes, {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
  Object.defineProperty(whole, 'url', { value: response.url });
  return whole;
}

/**
 * Octokit's throttling recognises GitHub's own wording of limits. A bare 429 with `Retry-After`, as proxies send it,
 * means the same (nothing was done), so it is waited for here; null when there is nothing to wait for.
 */
async function plainLimitSeconds(response: Response): Promise<number | null> {
  if (response.status !== 429 || response.headers.get('x-ratelimit-remaining') === '0') return null;
  if (/\bsecondary rate\b/i.test(await response.clone().text())) return null;
  const seconds = Number(response.headers.get('retry-after'));
  return seconds > 0 ? seconds : null;
}
