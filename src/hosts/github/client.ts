import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Clock } from '../../runtime/ports.js';
import { rememberAnswers } from './conditional.js';
import { type GithubError, toGithubError } from './github-error.js';
import { createServerClock, type ServerClock } from './server-clock.js';
import { createTransport, type RequestRecord } from './transport.js';
import { createSpacedQueue } from './write-spacing.js';

export interface ClientOptions {
  /** A token, or a function that brings a fresh one (tokens of an App installation end after an hour). */
  readonly token: string | (() => Promise<string>);
  /** `GITHUB_API_URL`: the REST root of github.com, of an Enterprise server, or of the sandbox. */
  readonly apiUrl: string;
  /** Milliseconds between two writes (three times that between creations); Octokit's own 1 s and 3 s when left out. */
  readonly writeSpacingMs?: number | undefined;
  /** Clients with the same one share their queues, as they share GitHub's limits; those without any share one as well. */
  readonly throttleId?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
  readonly timeoutMs?: number | undefined;
  /** Longest wait for a rate limit; beyond it the request fails and the schedule takes up the work later. */
  readonly maxRetryAfterSeconds?: number | undefined;
  /** What one second of waiting lasts; only tests shorten it. */
  readonly secondMs?: number | undefined;
}

type Api = Octokit['rest'];

/** The way to GitHub that all adapters share. Every failure is a `GithubError` that says what was attempted. */
export interface GithubClient {
  readonly octokit: Octokit;
  /** GitHub's time, as its answers tell it. */
  readonly clock: Clock;
  /** The data of one answer; `attempted` completes "Could not …". */
  ask<T>(attempted: string, call: (api: Api) => Promise<{ data: T }>): Promise<T>;
  /** The same, with null for what does not exist. */
  askMaybe<T>(attempted: string, call: (api: Api) => Promise<{ data: T }>): Promise<T | null>;
  /** For calls through `paginate`, which answer with the items themselves. */
  list<T>(attempted: string, call: (octokit: Octokit) => Promise<T[]>): Promise<T[]>;
}

const ThrottledOctokit = Octokit.plugin(throttling, retry);

const MAX_LIMIT_RETRIES = 3;

/** Creates the client: throttled writes, conditional reads, reads repeated on server errors, writes never blindly. */
export function createClient(options: ClientOptions): GithubClient {
  const clock = createServerClock();
  const octokit = createOctokit(options, clock);
  const ask = async <T>(attempted: string, call: (api: Api) => Promise<{ data: T }>): Promise<T> => {
    try {
      return (await call(octokit.rest)).data;
    } catch (error) {
      throw toGithubError(attempted, error);
    }
  };
  return {
    octokit,
    clock,
    ask,
    async askMaybe(attempted, call) {
      try {
        return await ask(attempted, call);
      } catch (error) {
        if ((error as GithubError).failure === 'missing') return null;
        throw error;
      }
    },
    async list(attempted, call) {
      try {
        return await call(octokit);
      } catch (error) {
        throw toGithubError(attempted, error);
      }
    },
  };
}

function createOctokit(options: ClientOptions, clock: ServerClock): Octokit {
  const { token, timeoutMs = 30_000, maxRetryAfterSeconds = 600, secondMs = 1000 } = options;
  const onLimit = (seconds: number, _request: unknown, _octokit: unknown, retries: number): boolean =>
    retries < MAX_LIMIT_RETRIES && seconds <= maxRetryAfterSeconds;
  const octokit = new ThrottledOctokit({
    ...(typeof token === 'string' ? { auth: token } : {}),
    baseUrl: options.apiUrl.replace(/\/+$/, ''),
    userAgent: options.userAgent ?? 'speckit-orchestrator',
    log: SILENT,
    request: {
      fetch: createTransport({
        timeoutMs,
        maxRetryAfterSeconds,
        secondMs,
        onRequest: options.onRequest ?? (() => undefined),
        clock,
      }),
    },
    throttle: {
      onRateLimit: onLimit,
      onSecondaryRateLimit: onLimit,
      retryAfterBaseValue: secondMs,
      ...(options.throttleId === undefined ? {} : { id: options.throttleId }),
      ...spacing(options.writeSpacingMs),
    },
    retry: { retryAfterBaseValue: secondMs, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
  });
  octokit.hook.before('request', async (request) => {
    // A write whose answer was lost may have been done: only its author can look and decide.
    if (request.method !== 'GET' && request.method !== 'HEAD')
      request.request = { ...request.request, retries: 0 };
    if (typeof token !== 'string') request.headers.authorization = `token ${await token()}`;
  });
  rememberAnswers(octokit);
  return octokit;
}

/** The plugin types its queues as Bottleneck's; it calls only `key().schedule()`, which ours have. */
function spacing(writeSpacingMs: number | undefined): object {
  if (writeSpacingMs === undefined) return {};
  return { write: createSpacedQueue(writeSpacingMs), notifications: createSpacedQueue(3 * writeSpacingMs) };
}

/** Expected 404s and 304s would fill the log of every run; failures are told by `GithubError` instead. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
