/** The graph of a run's jobs: who waits for whom, and what conditions and contexts see of the others' results. */

import type { Json } from '../json.js';
import type { StatusFunctions } from '../language/expressions.js';
import type { JobSpec } from '../language/workflow-file.js';
import type { Conclusion, JobRecord } from './records.js';

/** A job key's outcome: all jobs of its matrix together. */
export interface NodeResult {
  readonly result: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Everything upstream of a job, near and far. */
function ancestors(jobs: readonly JobSpec[], key: string): readonly string[] {
  const found = new Set<string>();
  const visit = (current: string) => {
    for (const need of jobs.find((job) => job.key === current)?.needs ?? []) {
      if (!found.has(need)) {
        found.add(need);
        visit(need);
      }
    }
  };
  visit(key);
  return [...found];
}

/** Everything downstream of some jobs, themselves included. */
export function withDescendants(jobs: readonly JobSpec[], keys: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    jobs
      .map((job) => job.key)
      .filter((key) => keys.has(key) || ancestors(jobs, key).some((other) => keys.has(other))),
  );
}

/** The `needs` context. */
export function needsContext(job: JobSpec, results: ReadonlyMap<string, NodeResult>): Json {
  return Object.fromEntries(
    job.needs.map((need) => [need, results.get(need) ?? { result: 'skipped', outputs: {} }]),
  );
}

/** Status functions of a job's condition: `success()` looks at all ancestors, as GitHub's does. */
export function jobStatus(
  jobs: readonly JobSpec[],
  job: JobSpec,
  results: ReadonlyMap<string, NodeResult>,
  cancelled: () => boolean,
): StatusFunctions {
  const all = ancestors(jobs, job.key);
  const resultsOf = (names: readonly string[]) =>
    (names.length > 0 ? names : all).map((name) => results.get(name)?.result);
  return {
    success: (names) => !cancelled() && resultsOf(names).every((result) => result === 'success'),
    failure: (names) => !cancelled() && resultsOf(names).includes('failure'),
    cancelled,
  };
}

/** The outcome of one job key from its finished jobs. */
export function combine(jobs: readonly JobRecord[]): NodeResult {
  const conclusions = jobs.map((job) =>
    job.tolerated && job.conclusion === 'failure' ? 'success' : job.conclusion,
  );
  const outputs: Record<string, string> = {};
  for (const job of jobs) {
    Object.assign(
      outputs,
      Object.fromEntries(Object.entries(job.outputs).filter(([, value]) => value !== '')),
    );
  }
  return { result: worst(conclusions), outputs };
}

/** A run's conclusion from its jobs'. */
export function concludeRun(jobs: readonly JobRecord[], cancelRequested: boolean): Conclusion {
  const { result } = combine(jobs);
  const unfinished =
    jobs.length === 0 || jobs.some((job) => job.conclusion === 'cancelled' || job.conclusion === 'skipped');
  return cancelRequested && unfinished ? 'cancelled' : result;
}

function worst(conclusions: readonly (Conclusion | null)[]): Conclusion {
  if (conclusions.includes('failure')) {
    return 'failure';
  }
  if (conclusions.includes('cancelled')) {
    return 'cancelled';
  }
  return conclusions.length > 0 && conclusions.every((conclusion) => conclusion === 'skipped')
    ? 'skipped'
    : 'success';
}
