/** Jobs of runs. */
import type { Hono } from 'hono';
import type { SandboxEnv } from '../../contract.js';
import type { Engine } from '../runs/engine.js';
import { currentJobs } from '../runs/records.js';
import type { Downloads } from './downloads.js';
import { findJob, findRun } from './find.js';
import { handled, idParam, loginOf, page, RestError } from './http.js';
import { jobPayload } from './payloads.js';

const BASE = '/repos/:owner/:repo/actions';

/** Mounts lists, reading, logs and rerunning of jobs. */
export function mountJobs(app: Hono<SandboxEnv>, engine: Engine, downloads: Downloads): void {
  const { port } = engine;
  app.get(
    `${BASE}/runs/:id/jobs`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const run = findRun(c, engine);
      const jobs = c.req.query('filter') === 'all' ? run.jobs : currentJobs(run);
      return page(c, port.apiUrl, 'jobs', jobs, (job) => jobPayload(port, run, job));
    }),
  );
  app.get(
    `${BASE}/runs/:id/attempts/:attempt/jobs`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const run = findRun(c, engine);
      const attempt = idParam(c, 'attempt');
      const jobs = run.jobs.filter((job) => job.attempt === attempt);
      return page(c, port.apiUrl, 'jobs', jobs, (job) => jobPayload(port, run, job));
    }),
  );
  app.get(
    `${BASE}/jobs/:id`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const { run, job } = findJob(c, engine);
      return c.json(jobPayload(port, run, job));
    }),
  );
  app.get(
    `${BASE}/jobs/:id/logs`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const { job } = findJob(c, engine);
      if (engine.store.readLog(job.id) === undefined) {
        throw new RestError(404, 'Not Found');
      }
      return c.redirect(downloads.address('job-log', job.id), 302);
    }),
  );
  app.post(
    `${BASE}/jobs/:id/rerun`,
    handled((c) => {
      c.get('demand')('actions', 'write');
      const { run, job } = findJob(c, engine);
      if (run.status !== 'completed') {
        throw new RestError(403, 'The workflow run containing this job is already running');
      }
      engine.rerun(run, { job }, loginOf(c));
      return c.json({}, 201);
    }),
  );
}
