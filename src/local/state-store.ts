import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StateError } from '../hosts/github/state-error.js';
import { decodeState, encodeState } from '../hosts/github/state-file.js';
import type { StateStore, Versioned } from '../runtime/ports.js';
import { readText, replaceIfUnchanged, versionOf } from './files.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Earlier versions that are kept, for the case that the newest one is damaged (rule S4). */
const HISTORY_LENGTH = 20;

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
    async save(state, version) {
      const id = state.workflow_id;
      return replaceIfUnchanged(pathOf(id), encodeState(state), version, (present) =>
        keep(folder, id, state.revision - 1, present),
      );
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
