/** What one run's execution needs of the sandbox around it. */
import type { GithubPort } from '../../contract.js';
import type { ConcurrencyGroups } from './concurrency.js';
import type { Deployments } from './deployments.js';
import type { JobInstance } from './plan.js';
import type { Conclusion, JobRecord, RunRecord } from './records.js';
import type { Release, Slots } from './slots.js';
import type { Store } from './store.js';

export interface Host {
  readonly port: GithubPort;
  readonly store: Store;
  readonly groups: ConcurrencyGroups;
  /** One place per job that may run at the same time. */
  readonly slots: Slots;
  /** Where jobs wait until people let them deploy. */
  readonly deployments: Deployments;
  /** Says that a run waits for people alone, until the answer is called. */
  readonly park: () => Release;
  readonly now: () => string;
  readonly stopped: () => boolean;
  readonly runJob: (instance: JobInstance) => Promise<Conclusion>;
  /** Saves a run. */
  readonly runChanged: (run: RunRecord) => void;
  /** Saves a run and tells subscribers about a job of it. */
  readonly jobChanged: (
    run: RunRecord,
    job: JobRecord,
    action: 'queued' | 'in_progress' | 'completed',
  ) => void;
  readonly runFinished: (run: RunRecord) => void;
}
