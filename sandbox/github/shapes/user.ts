import { roleOf } from '../access/permissions.js';
import type { Github } from '../github.js';
import { toIso } from '../github.js';
import type { RepositoryRecord, UserRecord } from '../model.js';
import { nodeId, type Schemas } from './ids.js';

const ghost: UserRecord = {
  id: 10137,
  login: 'ghost',
  name: 'Deleted user',
  type: 'User',
  token: null,
  createdAt: toIso(new Date(0)),
};

/** The user object that is part of most answers. */
export function simpleUser(gh: Github, login: string): Schemas['simple-user'] & { user_view_type: string } {
  const user = gh.store.user(login) ?? ghost;
  const url = `${gh.origin}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.type === 'Bot' ? 'BOT' : user.type === 'Organization' ? 'O' : 'U', user.id),
    avatar_url: `${gh.origin}/avatars/u/${user.id}?v=4`,
    gravatar_id: '',
    url,
    html_url:
      user.type === 'Bot'
        ? `${gh.origin}/apps/${user.login.replace(/\[bot\]$/, '')}`
        : `${gh.origin}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** A user as `GET /users/{username}` gives it. */
export function publicUser(gh: Github, user: UserRecord): Schemas['public-user'] {
  return {
    ...simpleUser(gh, user.login),
    name: user.name,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: gh.store.data.repositories.filter((it) => it.owner === user.login).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  };
}

/** The organization object of webhook payloads. */
export function organization(gh: Github, login: string): Schemas['organization-simple'] {
  const user = gh.store.user(login) ?? ghost;
  const url = `${gh.origin}/orgs/${user.login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId('O', user.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${gh.origin}/avatars/u/${user.id}?v=4`,
    description: null,
  };
}

/** How a person stands to a repository, as comments and issues show it. Not a permission. */
export function association(repository: RepositoryRecord, login: string): Schemas['author-association'] {
  if (repository.owner.toLowerCase() === login.toLowerCase()) return 'OWNER';
  if (roleOf(repository, login) !== 'none') return 'COLLABORATOR';
  const merged = repository.issues.some((it) => it.user === login && it.pull && it.pull.mergedAt !== null);
  return merged ? 'CONTRIBUTOR' : 'NONE';
}

/** The app behind `GITHUB_TOKEN`, which is what makes check runs and what its comments are performed via. */
export function actionsApp(gh: Github): NonNullable<Schemas['nullable-integration']> {
  const created = toIso(new Date(Date.UTC(2018, 6, 30, 9, 30, 17)));
  return {
    id: 15368,
    client_id: 'Iv1.05c79e9ad1f6bdfa',
    slug: 'github-actions',
    node_id: nodeId('A', 15368),
    owner: simpleUser(gh, 'github'),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: `${gh.origin}/features/actions`,
    html_url: `${gh.origin}/apps/github-actions`,
    created_at: created,
    updated_at: created,
    permissions: {
      actions: 'write',
      checks: 'write',
      contents: 'write',
      issues: 'write',
      metadata: 'read',
      pull_requests: 'write',
      statuses: 'write',
    },
    events: [
      'check_run',
      'check_suite',
      'create',
      'delete',
      'issue_comment',
      'issues',
      'pull_request',
      'push',
    ],
  };
}
