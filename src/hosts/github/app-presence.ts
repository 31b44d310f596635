import { z } from 'zod';
import { createBranchFiles } from './branch-files.js';
import type { GithubClient } from './client.js';
import type { RepositoryName } from './repository.js';
import { STATE_DIRECTORY } from './state-branch.js';

/** What a GitHub App says about itself in a repository that it serves. */
export interface AppPresence {
  /** `<slug>[bot]`, under which the App writes. */
  readonly login: string;
  /** Until then, unless renewed, the App answers what happens in the repository. */
  readonly serves_until: string;
}

/** No person's login: whoever may push to the branch could claim with it to be the product. */
const appLogin = z.string().regex(/^[\w-]{1,100}\[bot\]$/);

const presence = z.object({ login: appLogin, serves_until: z.iso.datetime({ offset: true }) });

const PATH = `${STATE_DIRECTORY}/app.json`;

/** Long, as each renewal is a commit; an App that is gone for good is followed by the schedule until then. */
const LEASE_MS = 6 * 60 * 60 * 1000;

/** The clocks of the App's server and of a runner differ. */
const SKEW_MS = 10 * 60 * 1000;

/** The App that serves, or has served, a repository; null where none ever did, or the note cannot be read. */
export async function readAppPresence(
  client: GithubClient,
  repo: RepositoryName,
): Promise<AppPresence | null> {
  const file = await createBranchFiles(client, repo).readNote(PATH);
  return file === null ? null : parse(file.text);
}

/**
 * Whether an App serves the repository now, so that the Actions workflow leaves events to it. Longer than its term no App
 * says so.
 */
export function isServed(known: AppPresence | null, now: string): known is AppPresence {
  if (known === null) return false;
  const left = Date.parse(known.serves_until) - Date.parse(now);
  return left > 0 && left <= LEASE_MS + SKEW_MS;
}

/**
 * Notes on the state branch that an App serves the repository, where the note of an earlier time has used up half of its
 * term. Of several that write at once the first one counts: all of them say the same.
 */
export async function announceApp(
  client: GithubClient,
  repo: RepositoryName,
  login: string,
  now: string,
): Promise<void> {
  const files = createBranchFiles(client, repo);
  const file = await files.readNote(PATH);
  const known = file === null ? null : parse(file.text);
  const left = known === null ? 0 : Date.parse(known.serves_until) - Date.parse(now);
  if (known?.login === login && left > LEASE_MS / 2) return;
  const next: AppPresence = { login, serves_until: new Date(Date.parse(now) + LEASE_MS).toISOString() };
  const text = `${JSON.stringify(next, null, 2)}\n`;
  await files.write(PATH, text, file?.sha ?? null, `speckit: ${login} serves this repository`);
}

function parse(text: string): AppPresence | null {
  try {
    return presence.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
