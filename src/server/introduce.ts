import { setTimeout as sleep } from 'node:timers/promises';
import type { Probot } from 'probot';
import { type Identity, identify } from './identity.js';
import type { Logger } from './logger.js';

const PAUSE_MS = 5_000;

/**
 * Asks GitHub who we are until it answers: an outage at the start is not the end.
 *
 * @throws Error when GitHub refuses the App's key, which no waiting mends
 */
export async function introduce(probot: Probot, log: Logger, isOver: () => boolean): Promise<Identity> {
  for (;;) {
    try {
      return await identify(probot);
    } catch (error) {
      const { status, message } = error as { status?: number; message?: string };
      if (isOver() || status === 401 || status === 403 || status === 404 || status === undefined) {
        throw new Error(
          `expected GitHub to accept the App, received ${status ?? 'no answer'} (${message}). Check APP_ID, PRIVATE_KEY and GHE_HOST.`,
          { cause: error },
        );
      }
      log.warn({ status }, 'GitHub does not tell who we are yet');
      await sleep(PAUSE_MS);
    }
  }
}
