import { GithubError } from '../hosts/github/github-error.js';
import { GoneError } from './identity.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import type { Queue } from './queue.js';
import type { Delivery, Spool, Spooled } from './spool.js';
import { type Reached, type Task, triage } from './triage.js';
import { carryOut, type Workplace } from './work.js';

export interface WorkbenchOptions extends Workplace {
  readonly queue: Queue;
  readonly spool: Spool;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Where accepted deliveries become work, in the order of their arrival per repository. */
export interface Workbench {
  /** Takes charge of a delivery: resolves when it is on disk. */
  accept(delivery: Delivery, tasks: readonly Task[]): Promise<void>;
  /** Goes on with what an earlier process had accepted. */
  resume(leftovers: readonly Spooled[]): void;
  /** Puts a repository in line to be swept, once at a time. */
  sweep(repository: Reached): void;
}

/** Creates the workbench. */
export function createWorkbench(options: WorkbenchOptions): Workbench {
  const { queue, spool } = options;
  const inLine = new Set<number>();

  const add = (delivery: Delivery, tasks: readonly Task[], kept: Promise<string>): void => {
    let left = tasks.length;
    const begin = (task: Task, tries: number): void => {
      queue.add(keyOf(task), async () => {
        const file = await kept;
        const outcome = await perform(options, delivery.name, task, { delivery: delivery.id });
        const pause = outcome === 'later' ? PAUSES_MS[tries] : undefined;
        if (pause !== undefined) {
          // Still in the spool meanwhile, so that a shutdown does not have to wait for it.
          setTimeout(() => begin(again(task), tries + 1), pause).unref();
          return;
        }
        left -= 1;
        // Also after a failure: the sweep finds what it left, and a delivery that always fails must not come back.
        if (left === 0) await spool.done(file);
      });
    };
    for (const task of tasks) begin(task, 0);
  };

  return {
    async accept(delivery, tasks) {
      const kept = spool.keep(delivery);
      // In line at once, so that the order is that of arrival and the limit counts it.
      add(delivery, tasks, kept);
      await kept;
    },
    resume(leftovers) {
      for (const { file, delivery } of leftovers) {
        const tasks = understand(delivery);
        if (tasks.length === 0) void spool.done(file);
        else add(delivery, tasks, Promise.resolve(file));
      }
    },
    sweep(repository) {
      if (inLine.has(repository.id)) return;
      inLine.add(repository.id);
      const task: Task = { kind: 'sweep', repository };
      queue.add(keyOf(task), async () => {
        inLine.delete(repository.id);
        await perform(options, 'sweep', task, {});
      });
    },
  };
}

/** Until an outage or a rate limit of GitHub is over; the sweep comes after that. */
const PAUSES_MS = [30_000, 2 * 60_000, 10 * 60_000];

function again(task: Task): Task {
  return task.kind === 'event' ? { ...task, again: true } : task;
}

/** What an older version had accepted may be nothing to this one. */
function understand({ name, payload }: Delivery): readonly Task[] {
  try {
    return triage(name, payload).tasks;
  } catch {
    return [];
  }
}

async function perform(
  options: WorkbenchOptions,
  event: string,
  task: Task,
  about: Readonly<Record<string, unknown>>,
): Promise<'over' | 'later'> {
  const log = options.log.child({ event, ...about, ...('repository' in task ? nameOf(task) : {}) });
  const started = performance.now();
  const told = (outcome: 'done' | 'failed' | 'gone'): void =>
    options.metrics.handled(event, outcome, (performance.now() - started) / 1000);
  try {
    await carryOut(options, task);
    told('done');
    log.info('done');
    return 'over';
  } catch (error) {
    if (error instanceof GoneError) {
      options.identity().forget(installationOf(task));
      options.workshop.forget(installationOf(task), null);
      told('gone');
      log.info(error.message);
      return 'over';
    }
    told('failed');
    // The token was taken back before its time: the next piece of work gets a fresh one.
    if ((error as { status?: unknown }).status === 401) options.identity().forget(installationOf(task));
    log.error({ err: error }, 'failed; what is left is tried again, or found by the sweep');
    return isPassing(error) ? 'later' : 'over';
  }
}

/** GitHub was down or asked to wait: the same work may well succeed later. */
function isPassing(error: unknown): boolean {
  return error instanceof GithubError && (error.failure === 'unclear' || error.failure === 'limited');
}

function keyOf(task: Task): string {
  return 'repository' in task && task.repository !== null
    ? `repository/${typeof task.repository === 'number' ? task.repository : task.repository.id}`
    : `installation/${installationOf(task)}`;
}

function nameOf({ repository }: { repository: Reached | number | null }): object {
  return typeof repository === 'object' && repository !== null ? { repository: repository.full_name } : {};
}

function installationOf(task: Task): number {
  return 'installation' in task ? task.installation : task.repository.installation;
}
