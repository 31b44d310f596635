import { z } from 'zod';
import { demandAdmin, effectiveRole, hasRole, isIntegration, roleOf } from '../access/permissions.js';
import type { Github } from '../github.js';
import { readBody } from '../http/body.js';
import { forbidden, notFound } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, repositoryOf, required, somebody, text } from '../http/scope.js';
import type { Permission, RepositoryRecord } from '../model.js';
import { rolePermissions } from '../shapes/repository.js';
import { simpleUser } from '../shapes/user.js';

const grant = z.object({ permission: z.enum(['pull', 'triage', 'push', 'maintain', 'admin']).optional() });
const roles = {
  pull: 'read',
  triage: 'triage',
  push: 'write',
  maintain: 'maintain',
  admin: 'admin',
} as const;

/** Who may do what in a repository. */
export function mountCollaborators(app: App, gh: Github): void {
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
  app.put('/repos/:owner/:repo/collaborators/:login', async (c) => {
    const repository = repositoryOf(gh, c);
    demandAdmin(repository, somebody(c));
    const { login } = required(gh.store.user(text(c, 'login')));
    const { permission = 'push' } = await readBody(c, grant);
    // Nobody is invited: as for members of the organization, the role is there at once.
    repository.collaborators[login] = roles[permission];
    gh.store.touch();
    return c.body(null, 204);
  });
  app.delete('/repos/:owner/:repo/collaborators/:login', (c) => {
    const repository = repositoryOf(gh, c);
    demandAdmin(repository, somebody(c));
    const login = gh.store.user(text(c, 'login'))?.login ?? '';
    delete repository.collaborators[login];
    gh.store.touch();
    return c.body(null, 204);
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
  if (isIntegration(caller) || hasRole(repository, caller.login, 'write')) return;
  throw forbidden('Must have push access to view repository collaborators.');
}
