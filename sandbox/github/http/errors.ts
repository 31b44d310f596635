const documentation = 'https://docs.github.com/rest';

/** One entry of `errors` in a 422 answer. */
export interface FieldError {
  readonly resource: string;
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom';
  readonly field?: string;
  readonly value?: string | null;
  readonly message?: string;
}

/** A request that is answered with an error, in GitHub's form. */
export class HttpError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 415 | 422 | 500 | 503,
    message: string,
    readonly errors?: readonly (FieldError | string)[],
  ) {
    super(message);
    this.name = 'HttpError';
  }

  /** The JSON body. */
  body(): Record<string, unknown> {
    return {
      message: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
      documentation_url: documentation,
      status: String(this.status),
    };
  }
}

export const notFound = (message = 'Not Found'): HttpError => new HttpError(404, message);
export const forbidden = (message: string): HttpError => new HttpError(403, message);
export const unauthenticated = (): HttpError => new HttpError(401, 'Requires authentication');
export const badCredentials = (): HttpError => new HttpError(401, 'Bad credentials');
export const conflict = (message: string): HttpError => new HttpError(409, message);

/** 422 about the meaning of fields. */
export const validationFailed = (...errors: readonly FieldError[]): HttpError =>
  new HttpError(422, 'Validation Failed', errors);

/** 422 whose reason is one sentence. */
export const unprocessable = (message: string, errors?: readonly string[]): HttpError =>
  new HttpError(422, message, errors);
