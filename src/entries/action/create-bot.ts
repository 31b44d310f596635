import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bot } from '../../handlers/bot.js';
import { configReader } from '../../handlers/load-config.js';
import { rendererFor } from '../../handlers/renderer.js';
import { isServed, readAppPresence } from '../../hosts/github/app-presence.js';
import { createGithubHost } from '../../hosts/github/host.js';
import { parseRepository } from '../../hosts/github/repository.js';
import { packageRoot } from '../cli/package-root.js';
import type { ActionEnvironment } from './environment.js';
import { say } from './say.js';

/**
 * Joins the host's adapters with this run's identity.
 *
 * @param otherLogins under which the product writes in this repository besides
 */
export function createBot(
  environment: ActionEnvironment,
  defaultBranch: string | undefined,
  otherLogins: readonly string[] = [],
): Bot {
  const { repository, serverUrl, botLogin, apiUrl, token, writeSpacingMs, presentSecrets } = environment;
  const host = createGithubHost({
    token,
    apiUrl,
    repository,
    botLogin: [botLogin, ...otherLogins],
    defaultBranch,
    writeSpacingMs,
    presentSecrets,
    teamsToken: environment.teamsToken,
    shippedWorkflow,
    // Check runs belong to the App that made them: those of Actions would stand beside those of our App, out of date.
    leavesChecks: async (client) =>
      isServed(await readAppPresence(client, parseRepository(repository)), client.clock.now()),
    log: say,
    renderer: rendererFor({ serverUrl, repository }),
  });
  const [owner = '', repo = ''] = repository.split('/');
  return {
    host,
    runtime: {
      store: host.store,
      effects: host.effects,
      dashboard: host.dashboard,
      clock: host.client.clock,
      runner: `run/${environment.runId}/${environment.runAttempt}`,
      log: say,
      pause: (milliseconds) => sleep(milliseconds),
      ...(environment.telemetry === undefined ? {} : { telemetry: environment.telemetry }),
    },
    repository: { owner, repo },
    login: botLogin,
    otherLogins,
    serverUrl,
    backend: environment.backend,
    config: configReader(host.client, { owner, repo }),
  };
}

/** GitHub checks out the whole repository of an action, so what it ships lies beside it; null in an odd installation. */
async function shippedWorkflow(): Promise<string | null> {
  return readFile(join(packageRoot(), '.github/workflows/speckit.yml'), 'utf8').catch(() => null);
}
