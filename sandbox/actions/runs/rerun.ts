/** Prepares a further attempt of a run. */
import type { WorkflowFile } from '../language/workflow-file.js';
import { withDescendants } from './graph.js';
import { currentJobs, type JobRecord, type RunRecord } from './records.js';
import type { Store } from './store.js';

/** All jobs, those that did not succeed, or one; what depends on a rerun job is rerun too. */
export type RerunScope = 'all' | 'failed' | { readonly job: JobRecord };

/** Opens the next attempt and returns copies of the finished jobs that it keeps. */
export function prepareRerun(
  store: Store,
  run: RunRecord,
  file: WorkflowFile | undefined,
  scope: RerunScope,
  by: { readonly at: string; readonly actor: string },
): readonly JobRecord[] {
  const before = currentJobs(run);
  const again = rerunKeys(file, before, scope);
  run.attempt += 1;
  run.status = 'queued';
  run.conclusion = null;
  run.startedAt = by.at;
  run.triggeringActor = by.actor;
  if (file !== undefined) {
    run.error = undefined;
  }
  const carried = before.filter((job) => !again.has(job.key)).map((job) => copy(store, job, run.attempt));
  run.jobs.push(...carried);
  store.runs.save(run);
  return carried;
}

function rerunKeys(
  file: WorkflowFile | undefined,
  jobs: readonly JobRecord[],
  scope: RerunScope,
): ReadonlySet<string> {
  const all = new Set(file?.jobs.map((job) => job.key) ?? jobs.map((job) => job.key));
  if (scope === 'all' || file === undefined) {
    return all;
  }
  const failed = jobs
    .filter((job) => job.conclusion === 'failure' || job.conclusion === 'cancelled')
    .map((job) => job.key);
  return withDescendants(file.jobs, new Set(scope === 'failed' ? failed : [scope.job.key]));
}

function copy(store: Store, job: JobRecord, attempt: number): JobRecord {
  const id = store.nextId();
  store.appendLog(id, store.readLog(job.id) ?? '');
  return { ...structuredClone(job), id, attempt };
}
