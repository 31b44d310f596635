/** Ends what a job's processes left behind, even in sessions of their own. */
import { readdirSync, readFileSync } from 'node:fs';

export const TRACKING_VARIABLE = 'RUNNER_TRACKING_ID';

/** Kills every process whose environment carries this job's tracking id (on Linux, where `/proc` shows it). */
export function killOrphans(trackingId: string): readonly number[] {
  const mark = `${TRACKING_VARIABLE}=${trackingId}`;
  const orphans = processIds().filter((pid) => environmentOf(pid).includes(mark));
  for (const pid of orphans) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
  return orphans;
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
