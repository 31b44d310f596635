import type { Telemetry } from '../runtime/telemetry.js';
import { type DoorOptions, receive } from './door.js';
import { createProbot, type Identity } from './identity.js';
import { introduce } from './introduce.js';
import { type Listening, listen } from './listen.js';
import { createLogger, type Logger } from './logger.js';
import { createMetrics } from './metrics.js';
import { createQueue } from './queue.js';
import type { ServerSettings } from './settings.js';
import { openSpool } from './spool.js';
import { createSweeper } from './sweeper.js';
import { createWorkbench } from './workbench.js';
import { createWorkshop } from './workshop.js';

export interface ServerOptions {
  /** The Actions workflow that this version ships, for comparison with the installed one. */
  readonly shippedWorkflow: () => Promise<string | null>;
  /** Where log lines go; standard output when left out. */
  readonly write?: (line: string) => void;
  /** Watches what workflows do, beside the log and the figures at /metrics. */
  readonly telemetry?: Telemetry;
}

/** The App's server. */
export interface AppServer {
  readonly port: number;
  readonly log: Logger;
  /** Resolves once GitHub has told who we are and what an earlier process left is in line; rejects when it refuses us. */
  readonly ready: Promise<void>;
  /** Puts all repositories in line to be swept. */
  sweep(): Promise<void>;
  /** Resolves when nothing that was accepted waits or runs. */
  idle(): Promise<void>;
  /** Takes nothing more, waits for what was accepted as long as the settings say, and ends. True when all was done. */
  stop(): Promise<boolean>;
}

type Phase = 'starting' | 'serving' | 'draining';

/**
 * Starts the server: it listens at once, and takes deliveries as soon as it knows who it is. Nothing in its memory is
 * needed for correctness; state is on GitHub, and accepted deliveries are in the spool.
 */
export async function startServer(settings: ServerSettings, options: ServerOptions): Promise<AppServer> {
  const log = createLogger(settings.logLevel, [settings.privateKey, settings.webhookSecret], options.write);
  const spool = await openSpool(settings.spool);
  const queue = createQueue({ limit: settings.queueLimit, concurrency: settings.concurrency });
  const metrics = createMetrics(() => queue.depth());
  let phase: Phase = 'starting';
  let identity: Identity | undefined;
  const whoWeAre = (): Identity => {
    if (identity === undefined) throw new Error('expected to know who we are before work begins');
    return identity;
  };
  const bench = createWorkbench({
    queue,
    spool,
    metrics,
    log,
    identity: whoWeAre,
    workshop: createWorkshop({ ...options, settings, metrics, log, instance: spool.instance }),
    sweepInstallation: (installation) => sweeper.sweepInstallation(installation),
  });
  const sweeper = createSweeper({
    identity: whoWeAre,
    metrics,
    log,
    intervalMs: settings.sweepIntervalMs,
    enqueue: (repository) => bench.sweep(repository),
  });
  const door: DoorOptions = {
    secret: settings.webhookSecret,
    metrics,
    log,
    closed: () => (phase !== 'serving' ? 'not_ready' : queue.isFull() ? 'full' : null),
    accept: (delivery, tasks) => bench.accept(delivery, tasks),
  };
  const listening: Listening = await listen(settings, {
    webhook: (request, response) => receive(request, response, door),
    metrics: metrics.registry,
    isReady: () => phase === 'serving',
    log,
  }).catch(async (error: unknown) => {
    await spool.close();
    throw error;
  });

  const begin = async (): Promise<void> => {
    log.info({ port: listening.port, api: settings.apiUrl }, 'listening; asking GitHub who we are');
    // Listed before the door opens: what comes in now is ours, not left over.
    const leftovers = await spool.leftovers();
    identity = await introduce(createProbot(settings, log), log, () => phase === 'draining');
    if (phase === 'draining') return;
    bench.resume(leftovers);
    phase = 'serving';
    sweeper.start();
    log.info({ login: identity.login, port: listening.port, resumed: leftovers.length }, 'serving');
  };

  const idle = async (): Promise<void> => {
    await sweeper.whenIdle();
    await queue.whenIdle();
  };

  return {
    port: listening.port,
    log,
    ready: begin(),
    sweep: () => sweeper.sweep(),
    idle,
    async stop() {
      phase = 'draining';
      sweeper.stop();
      log.info(queue.depth(), 'draining');
      const isDone = await within(settings.drainMs, idle());
      queue.pause();
      await listening.close();
      if (isDone) await spool.close();
      log.info(queue.depth(), isDone ? 'stopped' : 'stopped; what is left is done at the next start');
      return isDone;
    },
  };
}

/** Whether something happens in time. */
async function within(ms: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const outcome = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return outcome;
}
