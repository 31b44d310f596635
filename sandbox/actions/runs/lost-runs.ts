/** Ends what was in progress when the sandbox stopped, as GitHub ends the jobs of a runner that it has lost. */
import { rmSync } from 'node:fs';
import type { JobRecord, RunRecord } from './records.js';
import type { Store } from './store.js';

/** Marks every unfinished run as failed and removes the workspaces it left. */
export function endLostRuns(store: Store, at: string): void {
  for (const run of store.runs.all().filter((candidate) => candidate.status !== 'completed')) {
    endRun(store, run, at);
  }
  rmSync(store.directory('work'), { recursive: true, force: true });
}

function endRun(store: Store, run: RunRecord, at: string): void {
  const unfinished = run.jobs.filter((job) => job.status !== 'completed');
  for (const job of unfinished) {
    endJob(store, job, at);
  }
  run.status = 'completed';
  run.conclusion = 'failure';
  run.updatedAt = at;
  run.error ??= 'The sandbox stopped while this run was in progress.';
  store.runs.save(run);
}

function endJob(store: Store, job: JobRecord, at: string): void {
  const started = job.status === 'in_progress';
  if (started) {
    store.appendLog(
      job.id,
      `${at} ##[error]The runner lost communication with the server: the sandbox was stopped.\n`,
    );
  }
  for (const step of job.steps.filter((candidate) => candidate.status !== 'completed')) {
    step.conclusion = step.status === 'in_progress' ? 'failure' : 'cancelled';
    step.status = 'completed';
    step.completedAt = at;
  }
  job.status = 'completed';
  job.conclusion = started ? 'failure' : 'cancelled';
  job.completedAt = at;
}
