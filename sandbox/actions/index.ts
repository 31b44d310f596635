/** The Actions half of the sandbox: runs, jobs, artifacts, their REST API, and the runner. */
import type { ActionsPort, GithubPort } from '../contract.js';
import type { ActionsOptions } from './options.js';
import { mountRoutes } from './rest/routes.js';
import { createEngine } from './runs/engine.js';

export type { ActionsOptions } from './options.js';

/** Creates the Actions half over the GitHub half; data of an earlier process in `dataDir` is taken over. */
export function createActions(
  port: GithubPort,
  options: ActionsOptions,
): ActionsPort & { whenIdle(): Promise<void> } {
  const engine = createEngine(port, options);
  return {
    notify: engine.notify,
    mount: (app) => mountRoutes(app, engine),
    runSchedules: engine.runSchedules,
    isIdle: engine.tracker.isIdle,
    whenIdle: engine.tracker.whenIdle,
    stop: engine.stop,
  };
}
