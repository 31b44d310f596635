import { type Github, now } from '../github.js';
import { simpleUser } from '../shapes/user.js';
import type { AppSetting, Installation } from './registry.js';
import { briefRepositories, installationPayload } from './shapes.js';

/** Makes an App known, with the bot that it writes as. */
export function registerApp(gh: Github, app: AppSetting): void {
  gh.apps.register(app);
  const login = `${app.slug}[bot]`;
  if (gh.store.user(login)) return;
  const id = gh.store.nextId();
  gh.store.data.users.push({ id, login, name: null, type: 'Bot', token: null, createdAt: now() });
}

/** Installs an App on repositories of an owner, as a person does on GitHub's pages. */
export function install(
  gh: Github,
  app: AppSetting,
  owner: string,
  repositories: readonly number[],
): Installation {
  const at = now();
  const installation: Installation = {
    id: gh.store.nextId(),
    app,
    owner,
    repositories: [...repositories],
    createdAt: at,
    updatedAt: at,
    suspendedAt: null,
  };
  gh.apps.installations.push(installation);
  tell(gh, installation, 'created', { repositories: briefRepositories(gh, repositories) });
  return installation;
}

/** Takes an installation away, with all of its tokens. */
export function uninstall(gh: Github, installation: Installation): void {
  const all = gh.apps.installations;
  all.splice(all.indexOf(installation), 1);
  tell(gh, installation, 'deleted', { repositories: briefRepositories(gh, installation.repositories) });
}

/** Suspends an installation, or lets it go on. */
export function suspend(gh: Github, installation: Installation, suspended: boolean): void {
  installation.suspendedAt = suspended ? now() : null;
  installation.updatedAt = now();
  tell(gh, installation, suspended ? 'suspend' : 'unsuspend', {});
}

/** Lets an installation reach other repositories than before. */
export function select(gh: Github, installation: Installation, repositories: readonly number[]): void {
  const before = installation.repositories;
  installation.repositories = [...repositories];
  installation.updatedAt = now();
  const added = repositories.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !repositories.includes(id));
  const payload = (action: string) =>
    installationPayload(gh, installation, action, {
      repository_selection: 'selected',
      repositories_added: briefRepositories(gh, added),
      repositories_removed: briefRepositories(gh, removed),
      requester: null,
    });
  const name = 'installation_repositories';
  if (added.length > 0) gh.hooks.tellApp(installation, name, 'added', payload('added'));
  if (removed.length > 0) gh.hooks.tellApp(installation, name, 'removed', payload('removed'));
}

function tell(
  gh: Github,
  installation: Installation,
  action: string,
  more: Readonly<Record<string, unknown>>,
): void {
  const payload = installationPayload(gh, installation, action, { ...more, requester: null });
  gh.hooks.tellApp(installation, 'installation', action, {
    ...payload,
    sender: simpleUser(gh, installation.owner),
  });
}
