/** Hand-made exchanges with GitHub's shapes, to check the checker with. */
import type { Exchange } from '../../sandbox/contract.js';

const API = 'http://127.0.0.1:3000';

/** An exchange as the sandbox records it, with the given parts replaced. */
export function exchange(parts: Partial<Exchange>): Exchange {
  return {
    at: '2026-01-01T00:00:00Z',
    method: 'GET',
    url: '/rate_limit',
    caller: 'ada',
    callerKind: 'user',
    requestHeaders: { accept: 'application/vnd.github+json' },
    requestBody: undefined,
    status: 200,
    responseHeaders: { 'content-type': 'application/json; charset=utf-8' },
    responseBody: undefined,
    ...parts,
  };
}

/** GitHub's `simple-user`. */
export function user(login: string): Record<string, unknown> {
  const url = `${API}/users/${login}`;
  return {
    login,
    id: 7,
    node_id: 'U_7',
    avatar_url: `${API}/avatars/${login}`,
    gravatar_id: '',
    url,
    html_url: `${API}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    site_admin: false,
  };
}

/** GitHub's `issue-comment`. */
export function comment(id: number, body: string): Record<string, unknown> {
  const url = `${API}/repos/octo/app/issues/1`;
  return {
    id,
    node_id: `IC_${id}`,
    url: `${API}/repos/octo/app/issues/comments/${id}`,
    html_url: `${API}/octo/app/issues/1#issuecomment-${id}`,
    body,
    user: user('ada'),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    issue_url: url,
    author_association: 'MEMBER',
    performed_via_github_app: null,
  };
}

/** GitHub's `git-ref`. */
export function gitRef(name: string): Record<string, unknown> {
  const sha = 'a'.repeat(40);
  const git = `${API}/repos/octo/app/git`;
  return {
    ref: `refs/${name}`,
    node_id: 'R_1',
    url: `${git}/refs/${name}`,
    object: { type: 'commit', sha, url: `${git}/commits/${sha}` },
  };
}

/** The single-file answer of the contents API. */
export function contentFile(path: string): Record<string, unknown> {
  const url = `${API}/repos/octo/app/contents/${path}?ref=main`;
  const git = `${API}/repos/octo/app/git/blobs/${'b'.repeat(40)}`;
  return {
    type: 'file',
    encoding: 'base64',
    size: 5,
    name: path.split('/').at(-1),
    path,
    content: 'aGVsbG8=\n',
    sha: 'b'.repeat(40),
    url,
    git_url: git,
    html_url: `${API}/octo/app/blob/main/${path}`,
    download_url: `${API}/raw/octo/app/main/${path}`,
    _links: { self: url, git, html: `${API}/octo/app/blob/main/${path}` },
  };
}

/** GitHub's body of an error. */
export function problem(message: string): Record<string, unknown> {
  return { message, documentation_url: 'https://docs.github.com/rest', status: '404' };
}
