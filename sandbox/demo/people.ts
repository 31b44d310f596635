/** People who use GitHub's public REST API, and nothing else. */

export interface Person {
  readonly login: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  delete(path: string): Promise<void>;
}

/** Somebody with a token. Paths are relative to the API's root. */
export function person(apiUrl: string, login: string, token: string): Person {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(
        `${login}: expected success of ${method} ${path}, received ${response.status}: ${await response.text()}`,
      );
    }
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    login,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    delete: (path) => call('DELETE', path),
  };
}

/** The parts of GitHub's answers that the demo reads. */
export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly body: string | null;
  readonly pull_request?: unknown;
}
export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly created_at: string;
  readonly user: { readonly login: string };
}
export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly head: { readonly ref: string; readonly sha: string };
}
