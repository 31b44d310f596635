/** What is kept of a run: the data behind the REST payloads and a restart. */
import type { TokenPermissions } from '../../contract.js';
import type { Json } from '../json.js';

/** `waiting`: for people who are to approve a deployment to the job's environment. */
type Status = 'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface StepRecord {
  readonly number: number;
  readonly name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  startedAt: string | null;
  completedAt: string | null;
}

export interface JobRecord {
  readonly id: number;
  /** The key under `jobs:`; several jobs share it when there is a matrix. */
  readonly key: string;
  readonly name: string;
  readonly attempt: number;
  readonly matrix: Json | null;
  readonly labels: readonly string[];
  readonly permissions: TokenPermissions;
  /** A failure that the workflow's `continue-on-error` forgives. */
  readonly tolerated: boolean;
  /** The environment that it deploys to; the empty text for none. Absent in records of earlier versions. */
  readonly environment?: string;
  status: Status;
  conclusion: Conclusion | null;
  readonly createdAt: string;
  startedAt: string;
  completedAt: string | null;
  steps: StepRecord[];
  outputs: Record<string, string>;
}

export interface RunRecord {
  readonly id: number;
  readonly number: number;
  attempt: number;
  readonly repository: string;
  readonly workflowId: number;
  readonly path: string;
  readonly workflowName: string;
  /** The workflow file's text when the run was made: a rerun uses it again. */
  readonly source: string;
  readonly event: string;
  readonly action: string | undefined;
  readonly payload: Json;
  readonly inputs: Json;
  readonly ref: string;
  readonly sha: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly headCommit: HeadCommit | null;
  readonly fromFork: boolean;
  readonly actor: string;
  triggeringActor: string;
  title: string;
  status: Status;
  conclusion: Conclusion | null;
  readonly createdAt: string;
  startedAt: string;
  updatedAt: string;
  /** Why no job could start: a malformed file, an expression that failed. */
  error: string | undefined;
  /** How many `workflow_run` events led here; GitHub ends such chains after three. */
  readonly chain: number;
  /** Jobs of every attempt. */
  jobs: JobRecord[];
  /** What people have said of its deployments, oldest first. */
  reviews?: ReviewRecord[];
}

interface ReviewRecord {
  readonly state: 'approved' | 'rejected';
  readonly comment: string;
  /** Ids. */
  readonly environments: readonly number[];
  readonly user: string;
}

export interface EnvironmentRecord {
  readonly id: number;
  readonly repository: string;
  readonly name: string;
  /** Ids of the people of whom one has to approve each deployment; nobody for an environment without that rule. */
  reviewers: readonly number[];
  preventSelfReview: boolean;
  readonly createdAt: string;
  updatedAt: string;
}

export interface HeadCommit {
  readonly id: string;
  readonly treeId: string;
  readonly message: string;
  readonly timestamp: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly committer: { readonly name: string; readonly email: string };
}

export interface WorkflowRecord {
  readonly id: number;
  readonly repository: string;
  readonly path: string;
  name: string;
  state: 'active' | 'disabled_manually';
  readonly createdAt: string;
  updatedAt: string;
  /** The number of the latest run. */
  runs: number;
}

export interface ArtifactRecord {
  readonly id: number;
  readonly repository: string;
  readonly runId: number;
  readonly name: string;
  readonly size: number;
  readonly digest: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** The jobs of a run's latest attempt. */
export function currentJobs(run: RunRecord): readonly JobRecord[] {
  return run.jobs.filter((job) => job.attempt === run.attempt);
}
