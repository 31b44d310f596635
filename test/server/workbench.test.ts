import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { GithubError } from '../../src/hosts/github/github-error.js';
import { GoneError, type Identity } from '../../src/server/identity.js';
import { createLogger } from '../../src/server/logger.js';
import { createMetrics } from '../../src/server/metrics.js';
import { createQueue } from '../../src/server/queue.js';
import { openSpool, type Spool } from '../../src/server/spool.js';
import type { Task } from '../../src/server/triage.js';
import { createWorkbench } from '../../src/server/workbench.js';

const repository = { installation: 7, id: 1, full_name: 'octo/greeter' };
const delivery = { id: '1', name: 'repository', payload: {} };
const task: Task = { kind: 'sweep', repository };

describe('work that fails', () => {
  let directory: string;
  let spool: Spool;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'speckit-bench-'));
    spool = await openSpool(directory);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
  });
  afterEach(async () => {
    jest.useRealTimers();
    await rm(directory, { recursive: true, force: true });
  });

  /** A bench whose work ends with these errors, one after the other. */
  function bench(errors: Error[]) {
    const queue = createQueue({ limit: 5, concurrency: 2 });
    const identity = { login: 'speckit[bot]', forget: () => undefined } as unknown as Identity;
    const made = createWorkbench({
      queue,
      spool,
      metrics: createMetrics(() => queue.depth()),
      log: createLogger('silent', []),
      identity: () => identity,
      workshop: {
        async botFor() {
          throw errors.shift() ?? new GoneError('gone');
        },
        forget: () => undefined,
      },
      sweepInstallation: async () => undefined,
    });
    return { made, queue };
  }

  const down = () => new GithubError('unclear', 502, 'Bad Gateway', 'GitHub is down');

  it('because GitHub is down is tried again later, from the spool', async () => {
    const errors = [down(), down()];
    const { made, queue } = bench(errors);
    await made.accept(delivery, [task]);
    for (const left of [1, 0]) {
      await queue.whenIdle();
      expect(errors).toHaveLength(left);
      expect(await spool.leftovers()).toHaveLength(1);
      jest.runOnlyPendingTimers();
    }
    await queue.whenIdle();
    expect(await spool.leftovers()).toEqual([]);
  });

  it('is left to the sweep after the last try, or at once where a try would end the same', async () => {
    const often = bench([down(), down(), down(), down(), down()]);
    await often.made.accept(delivery, [task]);
    for (let turn = 0; turn < 6; turn += 1) {
      await often.queue.whenIdle();
      jest.runOnlyPendingTimers();
    }
    await often.queue.whenIdle();
    expect(await spool.leftovers()).toEqual([]);
    const hopeless = bench([new Error('a bug')]);
    await hopeless.made.accept(delivery, [task]);
    await hopeless.queue.whenIdle();
    expect(await spool.leftovers()).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
