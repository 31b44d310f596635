import type { Github } from '../github.js';
import { forbidden } from '../http/errors.js';
import { type App, repositoryOf, required, somebody, text } from '../http/scope.js';
import { fullRepository } from '../shapes/repository.js';
import { publicUser } from '../shapes/user.js';

/** Users, and repositories as a whole. */
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

  app.get('/repos/:owner/:repo', (c) => {
    const caller = c.get('caller');
    const viewer = caller.kind === 'user' ? caller.login : undefined;
    return c.json(fullRepository(gh, repositoryOf(gh, c), viewer));
  });
}
