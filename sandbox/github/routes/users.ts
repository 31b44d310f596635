import { effectiveRole, hasRole, roleOf } from '../access/permissions.js';
import type { Github } from '../github.js';
import { HttpError, notFound } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, repositoryOf, required, somebody, text } from '../http/scope.js';
import type { Permission, RepositoryRecord } from '../model.js';
import { fullRepository, rolePermissions } from '../shapes/repository.js';
import { organization, publicUser, simpleUser } from '../shapes/user.js';

/** Users, repositories and who may do what in them. */
export function mountUsers(app: App, gh: Github): void {
  app.get('/user', (c) => {
    const caller = somebody(c);
    if (caller.kind === 'run') throw new HttpError(403, 'Resource not accessible by integration');
    const user = required(gh.store.user(caller.login));
    return c.json({
      ...publicUser(gh, user),
      private_gists: 0,
      total_private_repos: 0,
      owned_private_repos: 0,
      disk_usage: 0,
      collaborators: 0,
      two_factor_authentication: true,
    });
  });
  app.get('/users/:login', (c) => c.json(publicUser(gh, required(gh.store.user(text(c, 'login'))))));
  app.get('/orgs/:login', (c) => {
    const user = gh.store.user(text(c, 'login'));
    if (user?.type !== 'Organization') throw notFound();
    return c.json({ ...publicUser(gh, user), ...organization(gh, user.login) });
  });

  app.get('/repos/:owner/:repo', (c) => {
    const caller = c.get('caller');
    const viewer = caller.kind === 'user' ? caller.login : undefined;
    return c.json(fullRepository(gh, repositoryOf(gh, c), viewer));
  });
  app.get('/repos/:owner/:repo/collaborators', (c) => {
    const repository = repositoryOf(gh, c);
    demandPush(repository, c);
    const people = Object.entries(repository.collaborators).filter(([, role]) => role !== 'none');
    const shown = paginate(c, gh.origin, people);
    return c.json(shown.map(([login, role]) => collaborator(gh, repository, login, role)));
  });
  app.get('/repos/:owner/:repo/collaborators/:login', (c) => {
    const repository = repositoryOf(gh, c);
    demandPush(repository, c);
    if (roleOf(repository, text(c, 'login')) === 'none') throw notFound();
    return c.body(null, 204);
  });
  app.get('/repos/:owner/:repo/collaborators/:login/permission', (c) => {
    const repository = repositoryOf(gh, c);
    somebody(c);
    const user = gh.store.user(text(c, 'login'));
    if (!user) throw notFound(`${text(c, 'login')} is not a user`);
    const role = effectiveRole(repository, user.login);
    return c.json({
      permission: legacyRole(role),
      user: collaborator(gh, repository, user.login, role),
      role_name: role,
    });
  });
}

function collaborator(gh: Github, repository: RepositoryRecord, login: string, role: Permission) {
  return { ...simpleUser(gh, login), permissions: rolePermissions(repository, login), role_name: role };
}

/** `permission` knows four values; `role_name` has the exact one. */
function legacyRole(role: Permission): string {
  return role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;
}

function demandPush(repository: RepositoryRecord, c: C): void {
  const caller = somebody(c);
  if (caller.kind === 'run' || hasRole(repository, caller.login, 'write')) return;
  throw new HttpError(403, 'Must have push access to view repository collaborators.');
}
