import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './process.js';
import { LocalError } from './repository.js';

/**
 * Makes this process the one that drives a workflow. The lock of a process that is gone is taken over.
 *
 * @returns gives the lock back
 * @throws LocalError while another process drives it
 */
export async function takeDriver(stateDir: string, workflowId: string): Promise<() => Promise<void>> {
  const path = pathOf(stateDir, workflowId);
  await mkdir(stateDir, { recursive: true });
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    if (await create(path)) return () => rm(path, { force: true });
    const holder = await holderOf(path);
    if (holder !== null) {
      throw new LocalError(
        `workflow ${workflowId} is driven by process ${holder} already: wait for it, or pause it with \`speckit pause ${workflowId}\``,
      );
    }
    await rm(path, { force: true });
  }
  throw new LocalError(`expected to drive workflow ${workflowId}, but another process was faster: try again`);
}

/** True while a process drives the workflow. */
export async function isDriven(stateDir: string, workflowId: string): Promise<boolean> {
  return (await holderOf(pathOf(stateDir, workflowId))) !== null;
}

/** The process that holds the lock; null when there is none, or it is gone. */
async function holderOf(path: string): Promise<number | null> {
  const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
  return holder > 0 && isAlive(holder) ? holder : null;
}

function pathOf(stateDir: string, workflowId: string): string {
  return join(stateDir, `${workflowId}.driver`);
}

async function create(path: string): Promise<boolean> {
  return writeFile(path, String(process.pid), { flag: 'wx' }).then(
    () => true,
    () => false,
  );
}
