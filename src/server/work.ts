import type { ApplicationFunction } from 'probot';
import type { Bot } from '../handlers/bot.js';
import { type Happening, handleEvent } from '../handlers/handle-event.js';
import { sweep } from '../handlers/sweep.js';
import { announceApp } from '../hosts/github/app-presence.js';
import { ACTIONS_LOGIN, type Identity } from './identity.js';
import { EVENTS, type Reached, type Task, triage } from './triage.js';
import type { Workshop } from './workshop.js';

/** What carrying out tasks needs. */
export interface Workplace {
  readonly identity: () => Identity;
  readonly workshop: Workshop;
  /** Has all repositories of an installation swept, each in its turn. */
  readonly sweepInstallation: (installation: number) => Promise<void>;
}

/** The App as a Probot application: works on each event at once, and fails where the work fails. */
export function speckitApp(place: Workplace): ApplicationFunction {
  return (app) => {
    app.on([...EVENTS], async ({ name, payload }) => {
      for (const task of triage(name, payload).tasks) await carryOut(place, task);
    });
  };
}

/** Carries out one task. */
export async function carryOut(place: Workplace, task: Task): Promise<void> {
  switch (task.kind) {
    case 'event':
      return act(place, task);
    case 'sweep':
      return sweepRepository(place, task.repository);
    case 'sweep_installation':
      return place.sweepInstallation(task.installation);
    case 'forget':
      place.identity().forget(task.installation);
      return place.workshop.forget(task.installation, task.repository);
  }
}

async function act(place: Workplace, task: Task & { kind: 'event' }): Promise<void> {
  const identity = place.identity();
  if (isOwnDeed(identity, task.event)) return;
  const bot = await place.workshop.botFor(identity, task.repository);
  await announce(bot);
  if (task.again === true && (await isAnswered(bot, task.event))) return;
  return handleEvent(bot, task.event);
}

/**
 * Apps are told of what Actions runs do as well. A push of our own landing, seen before the landing has told the state of
 * it, would look like one by somebody else; and an edit of our own dashboard is no reason to write it again.
 */
function isOwnDeed(identity: Identity, event: Happening): boolean {
  if (event.kind !== 'branch_moved' && event.kind !== 'comment_changed') return false;
  return event.sender === identity.login || event.sender === ACTIONS_LOGIN;
}

/** Who was told that a command failed has perhaps given it again: it is not followed a second time unasked. */
async function isAnswered(bot: Bot, event: Happening): Promise<boolean> {
  if (event.kind !== 'comment') return false;
  return bot.host.conversation.hasAnswered(event.issue.number, String(event.comment.id));
}

/** Finds what stalled in one repository; those that do not use Speckit cost one request. */
async function sweepRepository(place: Workplace, repository: Reached): Promise<void> {
  const bot = await place.workshop.botFor(place.identity(), repository);
  if (await announce(bot)) await sweep(bot);
}

/**
 * Tells the Actions workflow of the repository that the App handles its events. Where there is no such workflow there is
 * nobody to tell, and no use of Speckit either.
 */
async function announce(bot: Bot): Promise<boolean> {
  const { host, repository, runtime, login } = bot;
  const found = await host.client.askMaybe('look for the Actions workflow', (api) =>
    api.repos.getContent({ ...repository, path: WORKFLOW_PATH }),
  );
  if (found === null) return false;
  await announceApp(host.client, repository, login, runtime.clock.now());
  return true;
}

const WORKFLOW_PATH = '.github/workflows/speckit.yml';
