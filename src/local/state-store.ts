import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StateError } from '../hosts/github/state-error.js';
import { decodeState, encodeState } from '../hosts/github/state-file.js';
import type { SaveOutcome, StateStore, Versioned } from '../runtime/ports.js';
import { isAlive } from './process.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Earlier versions that are kept, for the case that the newest one is damaged (rule S4). */
const HISTORY_LENGTH = 20;

/** How long a write of another process is waited for. */
const LOCK_TRIES = 200;
const LOCK_PAUSE_MS = 50;

/**
 * Keeps states as `<workflow-id>.json` in a folder, as the seed does, with the last versions beside them. A write holds a
 * lock and compares what it replaces (rule S1).
 */
export function createLocalStore(folder: string): StateStore {
  const pathOf = (id: string) => join(folder, `${id}.json`);
  return {
    async load(workflowId) {
      if (!UUID.test(workflowId)) return null;
      const text = await readText(pathOf(workflowId));
      if (text === null) return null;
      const decoded = decodeState(text, workflowId);
      if (decoded.kind === 'valid') return { state: decoded.state, version: versionOf(text) };
      return recover(folder, workflowId, versionOf(text), decoded.reason);
    },
    async save(state, version): Promise<SaveOutcome> {
      const id = state.workflow_id;
      await mkdir(folder, { recursive: true });
      return locked(join(folder, `${id}.lock`), async (): Promise<SaveOutcome> => {
        const present = await readText(pathOf(id));
        if ((present === null ? null : versionOf(present)) !== version) return { kind: 'stale' };
        const text = encodeState(state);
        if (present !== null) await keep(folder, id, state.revision - 1, present);
        await replace(pathOf(id), text);
        return { kind: 'saved', version: versionOf(text) };
      });
    },
    async list() {
      const names = await readdir(folder).catch(() => []);
      return names.flatMap((name) => {
        const id = name.replace(/\.json$/, '');
        return id !== name && UUID.test(id) ? [id] : [];
      });
    },
  };
}

async function recover(folder: string, id: string, version: string, reason: string): Promise<Versioned> {
  for (const name of (await versions(folder, id)).reverse()) {
    const text = await readText(join(folder, 'history', name));
    const decoded = text === null ? null : decodeState(text, id);
    if (decoded?.kind === 'valid') {
      return { state: decoded.state, version, recovered: { from: name, reason } };
    }
  }
  throw new StateError(
    'corrupt',
    `The state of workflow ${id} cannot be used: expected a valid ${id}.json in ${folder}, received one of which ${reason}, and no earlier version is valid. Delete the file and start the workflow again; its branch and artifacts are untouched.`,
  );
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

async function keep(folder: string, id: string, revision: number, text: string): Promise<void> {
  await mkdir(join(folder, 'history'), { recursive: true });
  await writeFile(join(folder, 'history', `${id}.${String(revision).padStart(8, '0')}.json`), text);
  const old = (await versions(folder, id)).slice(0, -HISTORY_LENGTH);
  await Promise.all(old.map((name) => rm(join(folder, 'history', name), { force: true })));
}

async function versions(folder: string, id: string): Promise<string[]> {
  const names = await readdir(join(folder, 'history')).catch(() => []);
  return names.filter((name) => name.startsWith(`${id}.`)).sort();
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

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
