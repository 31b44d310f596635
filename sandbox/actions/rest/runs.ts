/** `/repos/{owner}/{repo}/actions/runs` */
import type { Hono } from 'hono';
import type { SandboxEnv } from '../../contract.js';
import type { Engine } from '../runs/engine.js';
import type { RunRecord } from '../runs/records.js';
import { deleteArtifact } from '../standins/upload-artifact.js';
import type { Downloads } from './downloads.js';
import { findKnownWorkflow, findRun, sameRepository } from './find.js';
import { handled, idParam, loginOf, page, RestError } from './http.js';
import { workflowRunPayload } from './payloads.js';
import { filterRuns } from './run-filter.js';

const BASE = '/repos/:owner/:repo/actions';

/** Mounts lists, reading, cancelling, rerunning, deleting and logs of runs. */
export function mountRuns(app: Hono<SandboxEnv>, engine: Engine, downloads: Downloads): void {
  const { port, store } = engine;
  const show = (run: RunRecord) => workflowRunPayload(port, run);
  app.get(
    `${BASE}/runs`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const own = store.runs.all().filter((run) => sameRepository(run.repository, c));
      return page(c, port.apiUrl, 'workflow_runs', filterRuns(own, c.req.query()), show);
    }),
  );
  app.get(
    `${BASE}/workflows/:id/runs`,
    handled(async (c) => {
      c.get('demand')('actions', 'read');
      const workflow = await findKnownWorkflow(c, engine);
      const own = store.runs.all().filter((run) => run.workflowId === workflow.id);
      return page(c, port.apiUrl, 'workflow_runs', filterRuns(own, c.req.query()), show);
    }),
  );
  app.get(
    `${BASE}/runs/:id`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      return c.json(show(findRun(c, engine)));
    }),
  );
  app.get(
    `${BASE}/runs/:id/attempts/:attempt`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const run = findRun(c, engine);
      if (idParam(c, 'attempt') !== run.attempt) {
        throw new RestError(404, 'Not Found: this sandbox keeps the run itself of the latest attempt only.');
      }
      return c.json(show(run));
    }),
  );
  app.get(
    `${BASE}/runs/:id/logs`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      return c.redirect(downloads.address('run-logs', findRun(c, engine).id), 302);
    }),
  );
  mountChanges(app, engine);
}

function mountChanges(app: Hono<SandboxEnv>, engine: Engine): void {
  const { store } = engine;
  for (const force of [false, true]) {
    app.post(
      `${BASE}/runs/:id/${force ? 'force-cancel' : 'cancel'}`,
      handled((c) => {
        c.get('demand')('actions', 'write');
        if (!engine.cancel(findRun(c, engine), force)) {
          throw new RestError(409, 'Cannot cancel a workflow run that is completed.');
        }
        return c.json({}, 202);
      }),
    );
  }
  for (const scope of ['all', 'failed'] as const) {
    app.post(
      `${BASE}/runs/:id/${scope === 'all' ? 'rerun' : 'rerun-failed-jobs'}`,
      handled((c) => {
        c.get('demand')('actions', 'write');
        const run = findRun(c, engine);
        if (run.status !== 'completed') {
          throw new RestError(403, 'This workflow is already running');
        }
        engine.rerun(run, scope, loginOf(c));
        return c.json({}, 201);
      }),
    );
  }
  app.delete(
    `${BASE}/runs/:id`,
    handled((c) => {
      c.get('demand')('actions', 'write');
      const run = findRun(c, engine);
      if (run.status !== 'completed') {
        throw new RestError(403, 'Could not delete the workflow run: it is in progress. Cancel it first.');
      }
      for (const artifact of store.artifacts.all().filter((item) => item.runId === run.id)) {
        deleteArtifact(store, artifact.id);
      }
      deleteLogs(engine, run);
      store.runs.delete(run.id);
      return c.body(null, 204);
    }),
  );
  app.delete(
    `${BASE}/runs/:id/logs`,
    handled((c) => {
      c.get('demand')('actions', 'write');
      deleteLogs(engine, findRun(c, engine));
      return c.body(null, 204);
    }),
  );
}

function deleteLogs({ store }: Engine, run: RunRecord): void {
  for (const job of run.jobs) {
    store.deleteLog(job.id);
  }
}
