/** Environments: a job that names one waits until one of its reviewers has approved. */
import type { Parking } from './parking.js';
import type { EnvironmentRecord, JobRecord, RunRecord } from './records.js';
import { Cancelled } from './slots.js';
import type { Store } from './store.js';

export interface Deployments {
  /** Waits for the approval that the job's environment asks for; rejects when it is refused or the run is cancelled. */
  readonly pass: (run: RunRecord, job: JobRecord, waiter: Waiter) => Promise<void>;
  /** The environments that jobs of a run wait for. */
  readonly pending: (run: RunRecord) => readonly PendingDeployment[];
  /** A reviewer's answer for some environments of a run; all jobs that wait for them go on, or fail. */
  readonly review: (run: RunRecord, answer: Review) => void;
  /** The environment of that name; made without any rule where there is none, as GitHub does. */
  readonly environment: (repository: string, name: string) => EnvironmentRecord;
  readonly find: (repository: string, name: string) => EnvironmentRecord | undefined;
}

interface PendingDeployment {
  readonly environment: EnvironmentRecord;
  readonly since: string;
}

interface Waiter {
  readonly signal: AbortSignal;
  readonly parking: Parking;
  readonly changed: () => void;
}

interface Review {
  readonly environments: readonly number[];
  readonly state: 'approved' | 'rejected';
  readonly comment: string;
  readonly user: string;
}

interface Waiting extends PendingDeployment {
  readonly run: number;
  readonly answer: (review: Review) => void;
}

/** Keeps the jobs that wait. Environments outlive the process, what waits does not. */
export function createDeployments(store: Store, now: () => string): Deployments {
  const waiting = new Set<Waiting>();
  const find = (repository: string, name: string) =>
    store.environments
      .all()
      .find(
        (one) =>
          one.repository.toLowerCase() === repository.toLowerCase() &&
          one.name.toLowerCase() === name.toLowerCase(),
      );
  const environment = (repository: string, name: string) => {
    const at = now();
    const made: EnvironmentRecord = find(repository, name) ?? {
      id: store.nextId(),
      repository,
      name,
      reviewers: [],
      preventSelfReview: false,
      createdAt: at,
      updatedAt: at,
    };
    store.environments.save(made);
    return made;
  };

  const answered = (run: RunRecord, needed: EnvironmentRecord, waiter: Waiter) =>
    new Promise<Review>((resolve, reject) => {
      const { signal, parking } = waiter;
      const resume = parking.wait();
      const end = () => {
        waiting.delete(entry);
        signal.removeEventListener('abort', giveUp);
        resume();
      };
      const giveUp = () => {
        end();
        reject(new Cancelled(`cancelled while waiting for the approval of ${needed.name}`));
      };
      const entry: Waiting = {
        run: run.id,
        environment: needed,
        since: now(),
        answer: (review) => {
          end();
          resolve(review);
        },
      };
      waiting.add(entry);
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) {
        giveUp();
      }
    });

  return {
    find,
    environment,
    pending: (run) => {
      const own = [...waiting].filter((one) => one.run === run.id);
      return own.filter(
        (one, index) => own.findIndex((other) => other.environment.id === one.environment.id) === index,
      );
    },
    review: (run, review) => {
      run.reviews = [...(run.reviews ?? []), review];
      const asked = [...waiting].filter(
        (one) => one.run === run.id && review.environments.includes(one.environment.id),
      );
      for (const one of asked) {
        one.answer(review);
      }
    },
    pass: async (run, job, waiter) => {
      const name = job.environment ?? '';
      const needed = name === '' ? undefined : environment(run.repository, name);
      if (needed === undefined || needed.reviewers.length === 0) {
        return;
      }
      const before = run.status;
      job.status = 'waiting';
      run.status = 'waiting';
      waiter.changed();
      const review = await answered(run, needed, waiter);
      if (review.state === 'rejected') {
        throw new Error(`The deployment to ${needed.name} was rejected by ${review.user}.`);
      }
      job.status = 'queued';
      run.status = before;
      waiter.changed();
    },
  };
}
