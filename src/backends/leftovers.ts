import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Kills every process whose environment holds the given `NAME=value`. Agent programs start tools in sessions of their own,
 * which the death of the group does not reach. Works where `/proc` exists and does nothing elsewhere.
 */
export async function killMarked(mark: string): Promise<void> {
  // A process may have started another one while the list was read, and one that is just being executed shows no
  // environment for a moment: only the second look in a row that finds nothing is believed.
  for (let round = 0, empty = 0; round < 10 && empty < 2; round++) {
    if (round > 0) await pause(ROUND_MS);
    empty = (await killOnce(mark)) ? 0 : empty + 1;
  }
}

const ROUND_MS = 15;

async function killOnce(mark: string): Promise<boolean> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((pid) => isMarked(pid, mark)),
  );
  const pids = found.filter((pid): pid is number => pid !== null && pid !== process.pid);
  for (const pid of pids) kill(pid);
  return pids.length > 0;
}

/** As `killMarked`, without a pause between its looks: for a process that is about to end itself. */
export function killMarkedNow(mark: string): void {
  for (let round = 0, empty = 0; round < 20 && empty < 4; round++) {
    const pids = namesOf('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .filter((pid) => textOf(`/proc/${pid}/environ`).split('\0').includes(mark));
    for (const pid of pids) kill(Number(pid));
    empty = pids.length === 0 ? empty + 1 : 0;
  }
}

function namesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}

async function isMarked(pid: string, mark: string): Promise<number | null> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(mark) ? Number(pid) : null;
}
