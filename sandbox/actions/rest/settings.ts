/** Settings of a repository's Actions, and the names of its secrets and variables. */
import type { Hono } from 'hono';
import type { SandboxEnv } from '../../contract.js';
import type { Engine } from '../runs/engine.js';
import { handled, page, RestError, readBody, repositoryOf } from './http.js';

const BASE = '/repos/:owner/:repo/actions';

/** Mounts workflow permissions, secrets and variables. */
export function mountSettings(app: Hono<SandboxEnv>, engine: Engine): void {
  const { port, now } = engine;
  const startedAt = now();
  const times = { created_at: startedAt, updated_at: startedAt };
  app.get(
    `${BASE}/permissions/workflow`,
    handled((c) => {
      c.get('demand')('administration', 'read');
      return c.json(port.workflowPermissions(repositoryOf(c)));
    }),
  );
  app.put(
    `${BASE}/permissions/workflow`,
    handled(async (c) => {
      c.get('demand')('administration', 'write');
      const repository = repositoryOf(c);
      const current = port.workflowPermissions(repository);
      const body = await readBody(c);
      const level = body.default_workflow_permissions ?? current.default_workflow_permissions;
      const approve = body.can_approve_pull_request_reviews ?? current.can_approve_pull_request_reviews;
      if ((level !== 'read' && level !== 'write') || typeof approve !== 'boolean') {
        throw new RestError(
          422,
          "Invalid request. Expected default_workflow_permissions 'read' or 'write' and can_approve_pull_request_reviews true or false.",
        );
      }
      port.setWorkflowPermissions(repository, {
        default_workflow_permissions: level,
        can_approve_pull_request_reviews: approve,
      });
      return c.body(null, 204);
    }),
  );
  app.get(
    `${BASE}/secrets`,
    handled((c) => {
      c.get('demand')('secrets', 'write');
      const names = Object.keys(port.secrets(repositoryOf(c))).toSorted();
      return page(c, port.apiUrl, 'secrets', names, (name) => ({ name, ...times }));
    }),
  );
  app.get(
    `${BASE}/variables`,
    handled((c) => {
      c.get('demand')('variables', 'write');
      const entries = Object.entries(port.variables(repositoryOf(c)));
      return page(c, port.apiUrl, 'variables', entries, ([name, value]) => ({ name, value, ...times }));
    }),
  );
}
