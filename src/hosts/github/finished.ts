import { z } from 'zod';
import type { BranchFiles } from './branch-files.js';
import { STATE_DIRECTORY } from './state-branch.js';

/** Versions of state files in which nothing is left to do, by workflow. */
export type Versions = ReadonlyMap<string, string>;

/** Whether the product wrote the newest version of a file. */
export type IsGenuine = (path: string) => Promise<boolean>;

const finishedFile = z.record(z.string(), z.string());

const PATH = `${STATE_DIRECTORY}/finished.json`;

/**
 * Workflows whose file is not the one that was noted as finished. One that has changed since is among them, so the note
 * can be lost without harm. One that somebody else wrote counts for nothing: it could hide a workflow.
 *
 * @param versions blob id of each workflow's state file
 */
export async function findOpen(
  files: BranchFiles,
  versions: Versions,
  isGenuine: IsGenuine,
): Promise<readonly string[]> {
  const noted = await readNote(files, isGenuine);
  return [...versions.keys()].filter((id) => noted.versions[id] !== versions.get(id));
}

/** Notes these versions as finished, unless a file has changed since; drops what no longer holds. */
export async function noteFinished(
  files: BranchFiles,
  versions: Versions,
  finished: Versions,
  isGenuine: IsGenuine,
): Promise<void> {
  const noted = await readNote(files, isGenuine);
  const hold = ([id, version]: readonly [string, string]) => versions.get(id) === version;
  const kept = [...Object.entries(noted.versions), ...finished].filter(hold);
  const text = `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`;
  // Losing the race only means that the work is done again.
  await files.write(PATH, text, noted.sha, 'speckit: note finished workflows');
}

async function readNote(files: BranchFiles, isGenuine: IsGenuine) {
  const file = await files.readNote(PATH);
  const versions = parse(file?.text ?? '');
  const counts = Object.keys(versions).length > 0 && (await isGenuine(PATH));
  return { sha: file?.sha ?? null, versions: counts ? versions : {} };
}

function parse(text: string): Record<string, string> {
  try {
    return finishedFile.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
