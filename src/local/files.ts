/** Files that several processes write: one at a time, compared before, and never half. */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SaveOutcome } from '../runtime/ports.js';
import { isAlive } from './process.js';

/** How long a write of another process is waited for. */
const LOCK_TRIES = 200;
const LOCK_PAUSE_MS = 50;

/**
 * Compare-and-set: writes only if the file still is at `version` (null: only if it does not exist). `keep` is given what
 * is replaced.
 */
export async function replaceIfUnchanged(
  path: string,
  text: string,
  version: string | null,
  keep: (present: string) => Promise<void> = async () => undefined,
): Promise<SaveOutcome> {
  await mkdir(dirname(path), { recursive: true });
  return locked(path.replace(/\.json$/, '.lock'), async (): Promise<SaveOutcome> => {
    const present = await readText(path);
    if ((present === null ? null : versionOf(present)) !== version) return { kind: 'stale' };
    if (present !== null) await keep(present);
    await replace(path, text);
    return { kind: 'saved', version: versionOf(text) };
  });
}

/** Written beside it and renamed: a process killed in the middle leaves the old file or the new one. */
async function replace(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  const file = await open(beside, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

/** One writer at a time; the lock of a process that is gone is taken over. */
async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    if (await take(path)) break;
    const holder = Number(await readText(path));
    if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
    else if (attempt >= LOCK_TRIES) {
      throw new Error(
        `expected ${path} to be free, but process ${holder} holds it: end that process, or delete the file`,
      );
    } else await wait(LOCK_PAUSE_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** Text of a file; null when there is none. */
export async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/** Names a version of a text for `replaceIfUnchanged`. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
