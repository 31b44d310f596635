import { handleEvent } from '../../handlers/handle-event.js';
import { isServed, readAppPresence } from '../../hosts/github/app-presence.js';
import { type HostEvent, readEvent } from '../../hosts/github/payload.js';
import { createBot } from './create-bot.js';
import type { ActionEnvironment } from './environment.js';
import { say } from './say.js';

/** Mode `orchestrate`: reads the event that started this run and does what it asks for. */
export async function orchestrate(environment: ActionEnvironment): Promise<void> {
  const event = readEvent(environment.eventName, environment.payload);
  if (event.kind === 'ignored') return say(event.reason);
  if (event.kind === 'assignment') {
    throw new Error('expected an event, received an assignment: it belongs to the jobs agent and land');
  }
  const bot = createBot(environment, defaultBranch(event));
  const app = await readAppPresence(bot.host.client, bot.repository);
  // The sweep goes on: it finds what an App that is down was told in vain.
  if (event.kind !== 'sweep' && isServed(app, bot.runtime.clock.now())) {
    return say(`${app.login} serves this repository until ${app.serves_until}: it handles this event.`);
  }
  // What the App wrote is ours as well, however long ago that was.
  return handleEvent(app === null ? bot : createBot(environment, defaultBranch(event), [app.login]), event);
}

/** Mode `wake`: hands a review on to a run of the default branch, which reads the reviews itself (rule G2). */
export async function wake(environment: ActionEnvironment): Promise<void> {
  const event = readEvent(environment.eventName, environment.payload);
  if (event.kind !== 'review_wake') throw new Error(`expected a review, received ${event.kind}`);
  const bot = createBot(environment, defaultBranch(event));
  await bot.host.wake(event.pull_request);
  say(`Asked the default branch to read the reviews of #${event.pull_request}.`);
}

function defaultBranch(event: Exclude<HostEvent, { kind: 'ignored' }>): string | undefined {
  return event.repository?.default_branch;
}
