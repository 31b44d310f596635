import type { Identity } from './identity.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import { redeliverFailed } from './redeliver.js';
import type { Reached } from './triage.js';

export interface SweeperOptions {
  readonly identity: () => Identity;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly intervalMs: number;
  /** Has one repository swept in its turn; those that wait already are not put in line again. */
  readonly enqueue: (repository: Reached) => void;
}

/** Looks after everything that no delivery tells of. */
export interface Sweeper {
  /** All installations at once, and deliveries that failed. */
  sweep(): Promise<void>;
  sweepInstallation(installation: number): Promise<void>;
  /** Sweeps now, and then by the timer. */
  start(): void;
  /** Resolves when no sweep is being planned. */
  whenIdle(): Promise<void>;
  stop(): void;
}

/** Creates the sweeper. Each run handles all that is due, so a late or lost one does no harm. */
export function createSweeper(options: SweeperOptions): Sweeper {
  const { identity, metrics, log } = options;
  let timer: NodeJS.Timeout | undefined;
  let under: Promise<void> | undefined;

  const sweepInstallation = async (installation: number): Promise<void> => {
    for (const one of await identity().repositoriesOf(installation)) {
      if (one.archived || one.disabled) continue;
      const { id, full_name, default_branch } = one;
      options.enqueue({ installation, id, full_name, default_branch });
    }
  };

  const all = async (): Promise<void> => {
    const started = performance.now();
    let failures = 0;
    const apart = async (what: string, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        failures += 1;
        log.error({ err: error }, `${what} could not be swept`);
      }
    };
    await apart('failed deliveries', () => redeliverFailed(identity().octokit, new Date(), metrics));
    await apart('installations', async () => {
      const found = await identity().octokit.paginate('GET /app/installations', { per_page: 100 });
      for (const one of found) {
        if (one.suspended_at !== null) continue;
        await apart(`installation ${one.id}`, () => sweepInstallation(one.id));
      }
    });
    metrics.swept(failures === 0 ? 'done' : 'failed', (performance.now() - started) / 1000);
    log.info({ failures }, 'swept all installations');
  };

  const sweep = (): Promise<void> => {
    // One that takes longer than the interval is not overtaken by the next.
    under ??= all().finally(() => {
      under = undefined;
    });
    return under;
  };

  return {
    sweep,
    sweepInstallation,
    start() {
      void sweep();
      timer = setInterval(() => void sweep(), options.intervalMs);
    },
    whenIdle: () => under ?? Promise.resolve(),
    stop() {
      clearInterval(timer);
    },
  };
}
