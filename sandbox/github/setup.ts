import { newToken, runLogin } from './access/tokens.js';
import { install, registerApp } from './apps/installing.js';
import type { AppSetting } from './apps/registry.js';
import { prepareBare, seed } from './git/bare.js';
import { type Github, now } from './github.js';
import type { Permission, RepositoryRecord } from './model.js';
import { createOrganization, type OrganizationSetting } from './orgs/membership.js';
import { addHook } from './routes/hooks.js';
import { personOf } from './routes/merges.js';

export interface WebhookSetting {
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
}

export interface SetupOptions {
  readonly repository: string;
  readonly seedRepo: string | undefined;
  readonly users: Readonly<Record<string, Permission>>;
  readonly visibility: 'public' | 'private';
  readonly actionsCanOpenPullRequests: boolean;
  readonly webhooks: readonly WebhookSetting[];
  readonly apps: readonly AppSetting[];
  readonly organizations: Readonly<Record<string, OrganizationSetting>>;
}

const defaultBranch = 'main';
const defaultLabels: readonly (readonly [string, string, string])[] = [
  ['bug', 'd73a4a', "Something isn't working"],
  ['documentation', '0075ca', 'Improvements or additions to documentation'],
  ['duplicate', 'cfd3d7', 'This issue or pull request already exists'],
  ['enhancement', 'a2eeef', 'New feature or request'],
  ['good first issue', '7057ff', 'Good for newcomers'],
  ['help wanted', '008672', 'Extra attention is needed'],
  ['invalid', 'e4e669', "This doesn't seem right"],
  ['question', 'd876e3', 'Further information is requested'],
  ['wontfix', 'ffffff', 'This will not be worked on'],
];

/** Brings users, the repository and its webhooks into being; what is there already stays as it is. */
export async function setUp(gh: Github, options: SetupOptions): Promise<RepositoryRecord> {
  const [owner = '', name = '', ...more] = options.repository.split('/');
  if (owner === '' || name === '' || more.length > 0) {
    throw new Error(`repository: expected "owner/name", received "${options.repository}"`);
  }
  addUser(gh, runLogin, 'Bot', 41_898_282);
  addUser(gh, 'github', 'Organization', 9919);
  for (const login of Object.keys(options.users)) addUser(gh, login, 'User');
  if (!gh.store.user(owner)) addUser(gh, owner, 'Organization');
  if (gh.store.user(owner)?.type === 'Organization') createOrganization(gh, owner, peopleOf(options.users));
  for (const [login, people] of Object.entries(options.organizations)) {
    addUser(gh, login, 'Organization');
    createOrganization(gh, login, people);
  }
  const present = gh.store.repository(owner, name);
  if (present) await prepareBare(gh.bare(present), present.defaultBranch);
  const repository = present ?? (await createRepository(gh, owner, name, options));
  for (const hook of options.webhooks) {
    const known = repository.hooks.find((it) => it.url === hook.url);
    if (known) Object.assign(known, { secret: hook.secret, events: [...hook.events], active: true });
    else addHook(gh, repository, hook.url, hook.secret, hook.events);
  }
  for (const app of options.apps) {
    registerApp(gh, app);
    if (app.installed ?? true) install(gh, app, repository.owner, [repository.id]);
  }
  await gh.store.flush();
  return repository;
}

async function createRepository(
  gh: Github,
  owner: string,
  name: string,
  options: SetupOptions,
): Promise<RepositoryRecord> {
  const at = now();
  const people = Object.entries(options.users).filter(([, role]) => role !== 'none');
  const repository: RepositoryRecord = {
    id: gh.store.nextId(),
    owner,
    name,
    description: null,
    visibility: options.visibility,
    defaultBranch,
    createdAt: at,
    updatedAt: at,
    pushedAt: at,
    nextNumber: 1,
    collaborators: Object.fromEntries(people),
    workflowPermissions: {
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: options.actionsCanOpenPullRequests,
    },
    labels: defaultLabels.map(([label, color, description]) => ({
      id: gh.store.nextId(),
      name: label,
      color,
      description,
      default: true,
    })),
    milestones: [],
    issues: [],
    comments: [],
    reactions: [],
    reviews: [],
    reviewComments: [],
    checkSuites: [],
    checkRuns: [],
    statuses: [],
    hooks: [],
    deliveries: [],
  };
  const [author = owner] = people.map(([login]) => login);
  await prepareBare(gh.bare(repository), defaultBranch);
  await seed(
    gh.bare(repository),
    defaultBranch,
    options.seedRepo,
    name,
    personOf(gh, { kind: 'user', login: author }),
  );
  // Known only once it is complete: a start that fails midway begins anew the next time.
  gh.store.data.repositories.push(repository);
  return repository;
}

/** Administrators own the organization, and whoever has a role is in it. */
function peopleOf(users: SetupOptions['users']): OrganizationSetting {
  const having = (wanted: (role: Permission) => boolean): string[] =>
    Object.entries(users).flatMap(([login, role]) => (wanted(role) ? [login] : []));
  return {
    owners: having((role) => role === 'admin'),
    members: having((role) => role !== 'admin' && role !== 'none'),
  };
}

function addUser(gh: Github, login: string, type: 'User' | 'Bot' | 'Organization', id?: number): void {
  if (gh.store.user(login)) return;
  gh.store.data.users.push({
    id: id ?? gh.store.nextId(),
    login,
    name: type === 'User' ? login.charAt(0).toUpperCase() + login.slice(1) : null,
    type,
    token: type === 'User' ? newToken('ghp') : null,
    createdAt: now(),
  });
}
