import { randomUUID } from 'node:crypto';
import type { Bot } from '../handlers/bot.js';
import { configReader } from '../handlers/load-config.js';
import { rendererFor } from '../handlers/renderer.js';
import { serverRunner } from '../handlers/run-status.js';
import { createGithubHost, type GithubHost } from '../hosts/github/host.js';
import type { Telemetry } from '../runtime/telemetry.js';
import { ACTIONS_LOGIN, type Identity } from './identity.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import type { ServerSettings } from './settings.js';
import type { Reached } from './triage.js';

/** How long one piece of work may hold what it has begun; afterwards another server may take that over. */
const TERM_MS = 30 * 60 * 1000;

/** Clients that are kept for their memory of answers; more repositories than this are served as well. */
const MAX_KEPT = 300;

/** Makes the bot of a repository, with tokens that reach this repository alone. */
export interface Workshop {
  /** A bot for one piece of work. To be called by one at a time per repository. */
  botFor(identity: Identity, repository: Reached): Promise<Bot>;
  forget(installation: number, repository: number | null): void;
}

export interface WorkshopOptions {
  readonly settings: ServerSettings;
  /** Of the spool: the same after a restart, so that what an earlier process held is free at once. */
  readonly instance: string;
  readonly shippedWorkflow: () => Promise<string | null>;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly telemetry?: Telemetry;
}

interface Kept {
  readonly repository: Reached;
  readonly host: GithubHost;
  readonly term: { endsAt: Date };
}

/** Creates the workshop. All that it keeps could be lost at any time without harm. */
export function createWorkshop(options: WorkshopOptions): Workshop {
  const boot = randomUUID();
  const kept = new Map<number, Kept>();

  const keep = (identity: Identity, repository: Reached): Kept => {
    const known = kept.get(repository.id);
    kept.delete(repository.id);
    const one =
      known !== undefined && isSame(known.repository, repository) ? known : open(identity, repository);
    kept.set(repository.id, one);
    const oldest = kept.keys().next();
    if (kept.size > MAX_KEPT && oldest.done !== true) kept.delete(oldest.value);
    return one;
  };

  const open = (identity: Identity, repository: Reached): Kept => {
    const term = { endsAt: new Date(0) };
    const { settings, metrics, shippedWorkflow } = options;
    const host = createGithubHost({
      token: async () => {
        // Whoever takes the work over after its term must not find us still writing.
        if (Date.now() > term.endsAt.getTime()) throw new Error('the time for this piece of work is over');
        return identity.tokenFor(repository);
      },
      apiUrl: settings.apiUrl,
      // Limits are those of an installation: one that is busy must not slow the others down.
      throttleId: `installation-${repository.installation}`,
      repository: repository.full_name,
      botLogin: [identity.login, ACTIONS_LOGIN],
      defaultBranch: repository.default_branch,
      writeSpacingMs: settings.writeSpacingMs,
      shippedWorkflow,
      log: (message) => options.log.warn({ repository: repository.full_name }, message),
      onRequest: ({ method, status }) => metrics.request(method, status),
      renderer: rendererFor({ serverUrl: settings.serverUrl, repository: repository.full_name }),
    });
    return { repository, host, term };
  };

  return {
    async botFor(identity, repository) {
      // Asked for first: without a token every answer would look like "not found".
      await identity.tokenFor(repository);
      const { host, term } = keep(identity, repository);
      term.endsAt = new Date(Date.now() + TERM_MS);
      return assemble(options, identity, repository, host, serverRunner(options.instance, boot, term.endsAt));
    },
    forget(installation, repository) {
      for (const [id, one] of kept) {
        const isMeant =
          repository === null ? one.repository.installation === installation : id === repository;
        if (isMeant) kept.delete(id);
      }
    },
  };
}

function assemble(
  { settings, log, telemetry }: WorkshopOptions,
  identity: Identity,
  repository: Reached,
  host: GithubHost,
  runner: string,
): Bot {
  const [owner = '', repo = ''] = repository.full_name.split('/');
  const own = log.child({ repository: repository.full_name });
  return {
    host,
    runtime: {
      store: host.store,
      effects: host.effects,
      dashboard: host.dashboard,
      clock: host.client.clock,
      runner,
      log: (message) => own.info(message),
      ...(telemetry === undefined ? {} : { telemetry }),
    },
    repository: { owner, repo },
    login: identity.login,
    otherLogins: [ACTIONS_LOGIN],
    serverUrl: settings.serverUrl,
    backend: settings.backend,
    config: configReader(host.client, { owner, repo }),
  };
}

function isSame(one: Reached, other: Reached): boolean {
  return (
    one.full_name === other.full_name &&
    one.installation === other.installation &&
    // Lists and payloads of some events leave it out.
    (other.default_branch === undefined || one.default_branch === other.default_branch)
  );
}
