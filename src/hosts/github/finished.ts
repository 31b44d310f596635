import { z } from 'zod';
import { isFinal } from '../../domain/state.js';
import type { StateStore } from '../../runtime/ports.js';
import type { BranchFiles } from './branch-files.js';
import { STATE_DIRECTORY } from './state-branch.js';

/** Versions of state files in which nothing is left to do, by workflow. */
const finishedFile = z.record(z.string(), z.string());

const PATH = `${STATE_DIRECTORY}/finished.json`;

/**
 * Sorts out the workflows that have ended, and notes them for the next time. A file that has changed since it was noted
 * is looked at again, so that the note can be lost or wrong without harm.
 *
 * @param versions blob id of each workflow's state file
 */
export async function findOpen(
  files: BranchFiles,
  store: StateStore,
  versions: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const note = await files.read(PATH);
  const known = parse(note?.text ?? '');
  const kept = [...versions].filter(([id, version]) => known[id] === version);
  const open: string[] = [];
  const ended: [string, string][] = [];
  for (const [id, version] of versions) {
    if (known[id] === version) continue;
    const found = await hasEnded(store, id);
    // The version that was looked at may be newer than the one listed; then it is left for the next time.
    if (found === version) ended.push([id, version]);
    else if (found === null) open.push(id);
  }
  if (ended.length > 0) {
    const text = `${JSON.stringify(Object.fromEntries([...kept, ...ended]), null, 2)}\n`;
    // Losing the race only means that the work is done again.
    await files.write(PATH, text, note?.sha ?? null, 'speckit: note finished workflows');
  }
  return open;
}

/** The version at which a workflow has ended with nothing left to do; null while it goes on or cannot be read. */
async function hasEnded(store: StateStore, id: string): Promise<string | null> {
  try {
    const loaded = await store.load(id);
    if (loaded === null || !isFinal(loaded.state.status) || loaded.state.outbox.length > 0) return null;
    return 'recovered' in loaded ? null : loaded.version;
  } catch (error) {
    if (error instanceof Error && error.name === 'StateError') return null;
    throw error;
  }
}

function parse(text: string): Record<string, string> {
  try {
    return finishedFile.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
