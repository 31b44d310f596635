import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A webhook delivery whose signature was right. */
export interface Delivery {
  /** `X-GitHub-Delivery` */
  readonly id: string;
  /** `X-GitHub-Event` */
  readonly name: string;
  readonly payload: unknown;
}

export interface Spooled {
  readonly file: string;
  readonly delivery: Delivery;
}

/** Accepted deliveries on disk: each is a file from before its 2xx until its work is done. */
export interface Spool {
  /** The same for every process on this directory, one after the other. */
  readonly instance: string;
  keep(delivery: Delivery): Promise<string>;
  done(file: string): Promise<void>;
  /** What an earlier process left, in the order of its arrival. */
  leftovers(): Promise<readonly Spooled[]>;
  close(): Promise<void>;
}

const spooled = z.object({ id: z.string(), name: z.string(), payload: z.unknown() });

const INSTANCE = 'instance';
const LOCK = 'lock';

/**
 * Opens a directory that belongs to this process alone.
 *
 * @throws Error when another process that is alive has it
 */
export async function openSpool(directory: string): Promise<Spool> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await refuseShared(directory);
  await lock(directory);
  const instance = await instanceOf(directory);
  let count = 0;
  return {
    instance,
    async keep(delivery) {
      count += 1;
      const order = `${String(Date.now()).padStart(15, '0')}-${String(count).padStart(9, '0')}`;
      const file = join(directory, `${order}.json`);
      // A file that is there is whole: a process killed while it writes leaves only a part that nobody reads.
      await writeFile(`${file}.part`, JSON.stringify(delivery), { mode: 0o600 });
      await rename(`${file}.part`, file);
      return file;
    },
    done: (file) => rm(file, { force: true }),
    async leftovers() {
      // Only what we have written ourselves: another kind of file would keep us waiting, or from starting at all.
      const entries = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isFile());
      const names = entries.map(({ name }) => name).sort();
      const parts = names.filter((name) => name.endsWith('.part'));
      await Promise.all(parts.map((name) => rm(join(directory, name), { force: true })));
      const found: Spooled[] = [];
      for (const name of names.filter((one) => one.endsWith('.json'))) {
        const file = join(directory, name);
        const delivery = read(await readFile(file, 'utf8'));
        if (delivery === null) await rename(file, `${file}.unreadable`);
        else found.push({ file, delivery });
      }
      return found;
    },
    close: () => rm(join(directory, LOCK), { force: true }),
  };
}

function read(text: string): Delivery | null {
  try {
    return spooled.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What lies in the spool is worked on without a signature, so that nobody else may be able to put anything there. */
async function refuseShared(directory: string): Promise<void> {
  const { mode, uid } = await lstat(directory);
  const own = process.getuid?.();
  const isFolder = (mode & 0o170000) === 0o040000;
  // Windows knows neither owners nor these rights.
  if (isFolder && (own === undefined || (uid === own && (mode & 0o022) === 0))) return;
  throw new Error(
    `expected ${directory} to be a folder of this user (${own}) into which nobody else may write, received ${isFolder ? `one of user ${uid} with mode ${(mode & 0o777).toString(8)}` : 'a link or a file'}. Remove it, or set SPECKIT_SPOOL to a folder of the server's own.`,
  );
}

async function lock(directory: string): Promise<void> {
  const file = join(directory, LOCK);
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  // In a container every process has the same small number: our own is that of an earlier one.
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Error(
      `expected ${directory} to be free, but process ${holder} has it. Give each server its own SPECKIT_SPOOL.`,
    );
  }
  await writeFile(file, String(process.pid), { mode: 0o600 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function instanceOf(directory: string): Promise<string> {
  const file = join(directory, INSTANCE);
  const known = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (/^[\w-]{8,}$/.test(known)) return known;
  const made = randomUUID();
  await writeFile(file, made, { mode: 0o600 });
  return made;
}
