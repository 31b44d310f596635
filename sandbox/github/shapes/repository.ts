import { hasRole } from '../access/permissions.js';
import { fullName, type Github } from '../github.js';
import type { RepositoryRecord } from '../model.js';
import { nodeId, type Schemas } from './ids.js';
import { simpleUser } from './user.js';

/** REST address of a repository. */
export function repositoryUrl(gh: Github, repository: RepositoryRecord): string {
  return `${gh.origin}/repos/${fullName(repository)}`;
}

/** Web address of a repository. */
export function repositoryHtmlUrl(gh: Github, repository: RepositoryRecord): string {
  return `${gh.origin}/${fullName(repository)}`;
}

/** The repository object that other answers and webhook payloads hold. */
export function repositoryShape(gh: Github, repository: RepositoryRecord) {
  const openIssues = repository.issues.filter((it) => it.state === 'open' && !it.deleted).length;
  const htmlUrl = repositoryHtmlUrl(gh, repository);
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.visibility === 'private',
    owner: simpleUser(gh, repository.owner),
    html_url: htmlUrl,
    description: repository.description,
    fork: false,
    ...links(repositoryUrl(gh, repository)),
    git_url: `${htmlUrl}.git`,
    ssh_url: `git@${new URL(gh.origin).hostname}:${fullName(repository)}.git`,
    clone_url: `${htmlUrl}.git`,
    svn_url: htmlUrl,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues: openIssues,
    open_issues_count: openIssues,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    visibility: repository.visibility,
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
  } satisfies Schemas['repository'];
}

/** A repository as `GET /repos/{owner}/{repo}` gives it; people also see what they may do there. */
export function fullRepository(
  gh: Github,
  repository: RepositoryRecord,
  viewer: string | undefined,
): Schemas['full-repository'] {
  return {
    ...repositoryShape(gh, repository),
    subscribers_count: 0,
    network_count: 0,
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: false,
    squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
    squash_merge_commit_message: 'COMMIT_MESSAGES',
    merge_commit_title: 'MERGE_MESSAGE',
    merge_commit_message: 'PR_TITLE',
    organization: simpleUser(gh, repository.owner),
    ...(viewer === undefined ? {} : { permissions: rolePermissions(repository, viewer) }),
  };
}

/** The `permissions` object of a person on a repository. */
export function rolePermissions(
  repository: RepositoryRecord,
  login: string,
): { admin: boolean; maintain: boolean; push: boolean; triage: boolean; pull: boolean } {
  return {
    admin: hasRole(repository, login, 'admin'),
    maintain: hasRole(repository, login, 'maintain'),
    push: hasRole(repository, login, 'write'),
    triage: hasRole(repository, login, 'triage'),
    pull: hasRole(repository, login, 'read'),
  };
}

function links(url: string) {
  return {
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}
