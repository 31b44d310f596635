import type { Github } from '../github.js';
import { forbidden, notFound } from '../http/errors.js';
import { type App, repositoryOf, required, somebody, text } from '../http/scope.js';
import { fullRepository } from '../shapes/repository.js';
import { organization, publicUser } from '../shapes/user.js';

/** Users, organizations, and repositories as a whole. */
export function mountUsers(app: App, gh: Github): void {
  app.get('/user', (c) => {
    const caller = somebody(c);
    if (caller.kind !== 'user') throw forbidden('Resource not accessible by integration');
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

  app.get('/orgs/:org/teams/:team/memberships/:login', (c) => {
    const caller = somebody(c);
    // A run's token reaches its repository, never the organization around it.
    const mayAsk = caller.kind === 'installation' && caller.permissions.members !== undefined;
    if (caller.kind !== 'user' && !mayAsk) throw forbidden('Resource not accessible by integration');
    const org = required(gh.store.user(text(c, 'org')));
    const login = gh.teams[text(c, 'team')]?.find(
      (it) => it.toLowerCase() === text(c, 'login').toLowerCase(),
    );
    const members = `${gh.origin}/orgs/${org.login}/teams/${text(c, 'team')}/memberships`;
    return c.json({ url: `${members}/${required(login)}`, role: 'member', state: 'active' });
  });

  app.get('/repos/:owner/:repo', (c) => {
    const caller = c.get('caller');
    const viewer = caller.kind === 'user' ? caller.login : undefined;
    return c.json(fullRepository(gh, repositoryOf(gh, c), viewer));
  });
}
