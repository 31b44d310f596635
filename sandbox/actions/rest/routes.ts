/** Puts the Actions REST API onto the sandbox's app. */
import type { Hono } from 'hono';
import type { SandboxEnv } from '../../contract.js';
import type { Engine } from '../runs/engine.js';
import { mountArtifacts } from './artifacts.js';
import { mountDispatches } from './dispatches.js';
import { createDownloads } from './downloads.js';
import { mountEnvironments } from './environments.js';
import { mountJobs } from './jobs.js';
import { mountRuns } from './runs.js';
import { mountSettings } from './settings.js';
import { mountWorkflows } from './workflows.js';

/** Mounts `/repos/:owner/:repo/actions/**`, the dispatch routes and the downloads that they redirect to. */
export function mountRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  const downloads = createDownloads(app, engine);
  mountWorkflows(app, engine);
  mountDispatches(app, engine);
  mountRuns(app, engine, downloads);
  mountJobs(app, engine, downloads);
  mountArtifacts(app, engine, downloads);
  mountSettings(app, engine);
  mountEnvironments(app, engine);
}
