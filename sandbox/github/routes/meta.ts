import type { RateLimits } from '../http/rate.js';
import type { App } from '../http/scope.js';

/** What GitHub tells about itself. */
export function mountMeta(app: App, rates: RateLimits): void {
  app.get('/rate_limit', (c) => {
    const core = rates.current(c.get('caller'));
    const unused = { limit: 30, used: 0, remaining: 30, reset: core.reset };
    return c.json({ resources: { core, search: unused, graphql: core }, rate: core });
  });
  app.get('/meta', (c) =>
    c.json({
      verifiable_password_authentication: false,
      hooks: ['127.0.0.0/8'],
      web: ['127.0.0.0/8'],
      api: ['127.0.0.0/8'],
      git: ['127.0.0.0/8'],
      actions: ['127.0.0.0/8'],
    }),
  );
}
