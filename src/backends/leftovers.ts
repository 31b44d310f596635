import { readdir, readFile } from 'node:fs/promises';

/**
 * Kills every process whose environment holds the given `NAME=value`. Agent programs start tools in sessions of their own,
 * which the death of the group does not reach. Works where `/proc` exists and does nothing elsewhere.
 */
export async function killMarked(mark: string): Promise<void> {
  // A process may have started another one while the list was read.
  for (let round = 0; round < 5; round++) {
    if (!(await killOnce(mark))) return;
  }
}

async function killOnce(mark: string): Promise<boolean> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((pid) => isMarked(pid, mark)),
  );
  const pids = found.filter((pid) => pid !== null && pid !== process.pid);
  for (const pid of pids) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
  return pids.length > 0;
}

async function isMarked(pid: string, mark: string): Promise<number | null> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(mark) ? Number(pid) : null;
}
