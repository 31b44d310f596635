import type { Bot } from './bot.js';

/**
 * Whether the Actions run that holds something is over, so that another may take it.
 *
 * @param runner `run/<id>/<attempt>`; anything else cannot be asked about and counts as still going on
 */
export async function runHasEnded(bot: Bot, runner: string): Promise<boolean> {
  const [, run, attempt] = /^run\/(\d+)\/(\d+)/.exec(runner) ?? [];
  if (run === undefined) return false;
  const status = await bot.host.facts.runStatus(Number(run));
  return status === null || status.finished || status.attempt > Number(attempt);
}
