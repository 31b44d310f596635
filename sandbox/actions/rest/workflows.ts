/** `/repos/{owner}/{repo}/actions/workflows` */
import type { Hono } from 'hono';
import type { SandboxEnv } from '../../contract.js';
import type { Engine } from '../runs/engine.js';
import type { WorkflowRecord } from '../runs/records.js';
import { findKnownWorkflow, knownWorkflows } from './find.js';
import { type Call, handled, page } from './http.js';
import { workflowPayload } from './payloads.js';

/** Mounts list, get, enable and disable. */
export function mountWorkflows(app: Hono<SandboxEnv>, engine: Engine): void {
  const { port, store } = engine;
  const base = '/repos/:owner/:repo/actions/workflows';
  const show = (workflow: WorkflowRecord) => workflowPayload(port, workflow);
  app.get(
    base,
    handled(async (c) => {
      c.get('demand')('actions', 'read');
      return page(c, port.apiUrl, 'workflows', await knownWorkflows(c, engine), show);
    }),
  );
  app.get(
    `${base}/:id`,
    handled(async (c) => {
      c.get('demand')('actions', 'read');
      return c.json(show(await findKnownWorkflow(c, engine)));
    }),
  );
  const setState = (state: WorkflowRecord['state']) =>
    handled(async (c: Call) => {
      c.get('demand')('actions', 'write');
      const workflow = await findKnownWorkflow(c, engine);
      workflow.state = state;
      workflow.updatedAt = engine.now();
      store.workflows.save(workflow);
      return c.body(null, 204);
    });
  app.put(`${base}/:id/enable`, setState('active'));
  app.put(`${base}/:id/disable`, setState('disabled_manually'));
}
