import type { Octokit } from '@octokit/rest';
import { isHttpError } from './github-error.js';

type Endpoint = Parameters<Octokit['request']['endpoint']>[0];

interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** Enough for one delivery many times over; a bound so that a server that runs for weeks does not grow. */
const MAX_ENTRIES = 500;

/** Git objects named by their own hash never change. */
const IMMUTABLE = /\/git\/(blobs|trees|commits)\/[0-9a-f]{40,64}(\?|$)/;

/**
 * Remembers answers of GETs in this process: they are asked for again with their ETag (a 304 is free of the rate
 * limit), git objects are not asked for again at all, and equal requests at the same time share one exchange.
 */
export function rememberAnswers(octokit: Octokit): void {
  const answers = new Map<string, Answer>();
  const underWay = new Map<string, Promise<Answer>>();

  octokit.hook.wrap('request', async (request, options) => {
    // Hooks further in see this very object, whatever is passed on: headers have to be added to it.
    const send = async (headers: Record<string, string>): Promise<Answer> => {
      Object.assign(options.headers, headers);
      return requireReadable(await request(options), options.method);
    };
    if (options.method !== 'GET') return (await send({})) as never;

    const { url, headers } = octokit.request.endpoint(options as unknown as Endpoint);
    const key = `${String(headers.accept)} ${url}`;
    const shared = underWay.get(key);
    const running = shared ?? get(key, url, send);
    if (shared === undefined) underWay.set(key, running);
    try {
      // Octokit's pagination edits the answers that it gets, hence a copy for each caller.
      return structuredClone(await running) as never;
    } finally {
      underWay.delete(key);
    }
  });

  async function get(
    key: string,
    url: string,
    send: (headers: Record<string, string>) => Promise<Answer>,
  ): Promise<Answer> {
    const known = answers.get(key);
    if (known !== undefined && IMMUTABLE.test(url)) return known;
    const etag = known?.headers.etag;
    try {
      const answer = await send(typeof etag === 'string' ? { 'if-none-match': etag } : {});
      remember(key, url, answer);
      return answer;
    } catch (error) {
      if (known !== undefined && isHttpError(error) && error.status === 304) return known;
      throw error;
    }
  }

  function remember(key: string, url: string, answer: Answer): void {
    answers.delete(key);
    if (answer.status !== 200 || (answer.headers.etag === undefined && !IMMUTABLE.test(url))) return;
    answers.set(key, answer);
    const oldest = answers.keys().next();
    if (answers.size > MAX_ENTRIES && oldest.done !== true) answers.delete(oldest.value);
  }
}

/** Octokit hands over malformed JSON, and the pages of a proxy, as text; here that is the failure that it is. */
function requireReadable(answer: Answer, method: string): Answer {
  if (typeof answer.data !== 'string' || answer.data === '') return answer;
  throw new Error(`an answer to ${method} ${answer.url} that is not JSON`);
}
