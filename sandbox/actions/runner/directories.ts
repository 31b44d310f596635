/** The fresh directories of one job, laid out as a runner's. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface JobDirectories {
  readonly root: string;
  readonly workspace: string;
  readonly temp: string;
  readonly home: string;
  /** Where actions out of the sandbox's own repositories are unpacked. */
  readonly actions: string;
  readonly tools: string;
}

/** Creates the directories of a job under `work/<job id>` of the data directory; tools are shared between jobs. */
export function createDirectories(
  workDir: string,
  toolDir: string,
  jobId: number,
  repository: string,
): JobDirectories {
  const name = repository.split('/')[1] ?? repository;
  const root = join(workDir, String(jobId));
  rmSync(root, { recursive: true, force: true });
  const directories = {
    root,
    workspace: join(root, name, name),
    temp: join(root, '_temp'),
    home: join(root, '_home'),
    actions: join(root, '_actions'),
    tools: toolDir,
  };
  for (const path of Object.values(directories)) {
    mkdirSync(path, { recursive: true });
  }
  return directories;
}

/** Removes a job's directories. */
export function removeDirectories({ root }: JobDirectories): void {
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
}
