import type { Bot } from './bot.js';
import { followLostCommands } from './lost-commands.js';
import { sweepWorkflow } from './sweep-workflow.js';

/** A younger command is most likely in the hands of its own run; if both follow it, one of them finds it followed. */
const COMMAND_GRACE_MS = 10 * 60 * 1000;

/**
 * By schedule: finds everything that stalled and drives it on. Handles all that is due, since schedules are late or
 * dropped at times. One broken workflow does not keep the others waiting.
 */
export async function sweep(bot: Bot): Promise<void> {
  const failures = [await apart(bot, 'lost commands', () => followLostCommands(bot, COMMAND_GRACE_MS))];
  const finished = new Map<string, string>();
  for (const id of await bot.host.store.listOpen()) {
    const sweepOne = async () => {
      const version = await sweepWorkflow(bot, id);
      if (version !== null) finished.set(id, version);
    };
    failures.push(await apart(bot, `workflow ${id}`, sweepOne));
  }
  const note = () => bot.host.store.noteFinished(finished);
  if (finished.size > 0) failures.push(await apart(bot, 'finished workflows', note));
  const told = failures.filter((failure) => failure !== null);
  if (told.length > 0) throw new Error(told.join('\n'));
}

/** What went wrong, or null; the run fails with it in the end, so that it is not overlooked. */
async function apart(bot: Bot, what: string, work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    const failure = `${what} could not be swept: ${error instanceof Error ? error.message : String(error)}`;
    bot.runtime.log(failure);
    return failure;
  }
}
