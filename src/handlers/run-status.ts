import type { Bot } from './bot.js';

/** Instance, boot and end of the term, in seconds since the epoch, of a server that holds something. */
const SERVER = /^app\/([\w-]+)\/([\w-]+)\/(\d+)$/;

/**
 * Names a server of the App as the holder of effects. Nobody can be asked whether a server still runs, so what it holds
 * is free when the term in its name is over, or for another boot of the same instance at once.
 */
export function serverRunner(instance: string, boot: string, endsAt: Date): string {
  return `app/${instance}/${boot}/${Math.floor(endsAt.getTime() / 1000)}`;
}

/**
 * Whether the Actions run, or the server, that holds something is over, so that another may take it.
 *
 * @param runner `run/<id>/<attempt>`, or what `serverRunner` made; anything else cannot be asked about and counts as
 *   still going on
 */
export async function runHasEnded(bot: Bot, runner: string): Promise<boolean> {
  const server = SERVER.exec(runner);
  if (server !== null) return serverHasEnded(bot, server);
  const [, run, attempt] = /^run\/(\d+)\/(\d+)/.exec(runner) ?? [];
  if (run === undefined) return false;
  const status = await bot.host.facts.runStatus(Number(run));
  return status === null || status.finished || status.attempt > Number(attempt);
}

function serverHasEnded(bot: Bot, [, instance, boot, endsAt]: RegExpExecArray): boolean {
  if (Number(endsAt) * 1000 < Date.parse(bot.runtime.clock.now())) return true;
  const [, ownInstance, ownBoot] = SERVER.exec(bot.runtime.runner) ?? [];
  return ownInstance === instance && ownBoot !== boot;
}
