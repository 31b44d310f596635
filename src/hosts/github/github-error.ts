import { adviceFor, isRateLimited } from './advice.js';

/**
 * What is known after a failed request.
 * `missing`: nothing there, or not visible to this token. `refused`: understood and declined; the same request will be
 * declined again. `conflict`: somebody else was first. `limited`: declined for now, a later try may pass. `unclear`: the
 * answer was lost or unreadable, so the request may or may not have had its effect.
 */
export type GithubFailure = 'missing' | 'refused' | 'conflict' | 'limited' | 'unclear';

/** A failed request, told so that a person knows what to do about it (rule E1). */
export class GithubError extends Error {
  override readonly name = 'GithubError';
  readonly failure: GithubFailure;
  /** HTTP status; null when no answer arrived. */
  readonly status: number | null;
  /** GitHub's own words. */
  readonly detail: string;

  constructor(
    failure: GithubFailure,
    status: number | null,
    detail: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.failure = failure;
    this.status = status;
    this.detail = detail;
  }
}

/** True when asking again is of no use. */
export function isForGood(error: GithubError): boolean {
  return error.failure === 'refused' || error.failure === 'missing';
}

/** Wraps whatever a request threw; `attempted` completes the sentence "Could not …". */
export function toGithubError(attempted: string, error: unknown): GithubError {
  if (error instanceof GithubError) return error;
  const received = read(error);
  const failure = classify(received);
  const answer =
    received.status === null ? `no answer (${received.detail})` : `${received.status} ${received.detail}`;
  const message = `Could not ${attempted}: expected GitHub to accept it, received ${answer}. ${adviceFor(failure, received)}`;
  return new GithubError(failure, received.status, received.detail, message, error);
}

/** An answer that arrived but does not say what GitHub's documentation promises. */
export function unreadableAnswer(attempted: string, expected: string, received: string): GithubError {
  const message = `Could not ${attempted}: expected ${expected}, received ${received}. Try again; if it stays, check the API URL and any proxy in between.`;
  return new GithubError('unclear', null, received, message);
}

/** The parts of a failed answer that decide what it means. */
export interface Received {
  readonly status: number | null;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

function read(error: unknown): Received {
  const detail = error instanceof Error ? error.message : String(error);
  // Octokit invents a 500 for requests that got no answer at all.
  if (!isHttpError(error) || error.response === undefined) return { status: null, detail, headers: {} };
  return { status: error.status, detail, headers: error.response.headers };
}

/** What Octokit throws for a request that failed. */
interface HttpError extends Error {
  readonly status: number;
  readonly response?: { readonly headers: Received['headers'] };
}

/** Recognises Octokit's error by its shape, as its class may be loaded more than once. */
export function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error;
}

function classify(received: Received): GithubFailure {
  const { status } = received;
  if (status === null || status >= 500 || status === 408 || status < 400) return 'unclear';
  if (isRateLimited(received)) return 'limited';
  if (status === 404 || status === 410) return 'missing';
  return status === 409 ? 'conflict' : 'refused';
}
