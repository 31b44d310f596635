/** Decides what one job key becomes: nothing (skipped), one job, or a job per matrix combination. */

import { isObject, type Json, textOf } from '../json.js';
import { evaluateCondition, type Scope } from '../language/expressions.js';
import { type Combination, combinationLabel, expandStrategy, type Strategy } from '../language/matrix.js';
import { tokenPermissions } from '../language/permissions.js';
import { evaluateTemplate, templateText } from '../language/template.js';
import type { JobSpec, WorkflowFile } from '../language/workflow-file.js';
import { type ClaimSpec, readClaim } from './claims.js';
import type { Host } from './host.js';
import type { Conclusion, JobRecord, RunRecord } from './records.js';

/** A job that is about to run, with all that its runner needs. */
export interface JobInstance {
  readonly run: RunRecord;
  readonly file: WorkflowFile;
  readonly spec: JobSpec;
  readonly record: JobRecord;
  /** `github`, `inputs`, `vars`, `needs`, `matrix` and `strategy`. */
  readonly contexts: Json;
  readonly claim: ClaimSpec | undefined;
  /** Aborted by a cancellation; `killed` by one that does not let conditions decide. */
  readonly signal: AbortSignal;
  readonly killed: AbortSignal;
  readonly abort: (force: boolean) => void;
}

export interface PlannedJobs {
  readonly records: readonly JobRecord[];
  /** Those of them that are to run. */
  readonly instances: readonly JobInstance[];
  readonly failFast: boolean;
  readonly maxParallel: number;
}

/** Evaluates condition, matrix and names, and puts the job records into the run. */
export function planJobs(
  host: Host,
  run: RunRecord,
  file: WorkflowFile,
  spec: JobSpec,
  scope: Scope,
): PlannedJobs {
  try {
    if (!evaluateCondition(spec.condition, scope)) {
      return ended(host, run, spec, 'skipped');
    }
    const strategy = readStrategy(spec, scope);
    const instances = strategy.combinations.map((combination, index) =>
      createInstance(host, run, file, spec, scope, strategy, combination, index),
    );
    for (const { record } of instances) {
      addJob(host, run, record, 'queued');
    }
    const records = instances.map(({ record }) => record);
    return { records, instances, failFast: strategy.failFast, maxParallel: strategy.maxParallel };
  } catch (error) {
    const message = `The job '${spec.key}' cannot start: ${error instanceof Error ? error.message : String(error)}`;
    return ended(host, run, spec, 'failure', message);
  }
}

function readStrategy(
  spec: JobSpec,
  scope: Scope,
): Omit<Strategy, 'combinations'> & { combinations: readonly (Combination | undefined)[] } {
  const strategy =
    spec.strategy === undefined ? undefined : expandStrategy(evaluateTemplate(spec.strategy, scope));
  if (strategy === undefined) {
    return { combinations: [undefined], failFast: true, maxParallel: 1 };
  }
  if (strategy.combinations.length === 0) {
    throw new Error('Matrix vector does not contain any values');
  }
  return strategy;
}

function createInstance(
  host: Host,
  run: RunRecord,
  file: WorkflowFile,
  spec: JobSpec,
  scope: Scope,
  strategy: {
    readonly combinations: readonly unknown[];
    readonly failFast: boolean;
    readonly maxParallel: number;
  },
  combination: Combination | undefined,
  index: number,
): JobInstance {
  const total = strategy.combinations.length;
  const contexts = {
    ...scope.contexts,
    matrix: combination ?? null,
    strategy: {
      'fail-fast': strategy.failFast,
      'job-index': index,
      'job-total': total,
      'max-parallel': Math.min(strategy.maxParallel, total),
    },
  };
  const own: Scope = { ...scope, contexts };
  const signal = new AbortController();
  const killed = new AbortController();
  const workflowPermissions = host.port.workflowPermissions(run.repository).default_workflow_permissions;
  return {
    run,
    file,
    spec,
    contexts,
    claim: readClaim(run.repository, spec.concurrency, own),
    signal: signal.signal,
    killed: killed.signal,
    abort: (force) => {
      signal.abort();
      if (force) {
        killed.abort();
      }
    },
    record: {
      ...newRecord(host, run, spec, jobName(spec, own, combination)),
      matrix: combination ?? null,
      labels: labelsOf(spec, own),
      permissions: tokenPermissions(spec.permissions ?? file.permissions, workflowPermissions, run.fromFork),
      tolerated: spec.continueOnError !== undefined && evaluateTemplate(spec.continueOnError, own) === true,
      environment: environmentName(spec, own),
    },
  };
}

function jobName(spec: JobSpec, scope: Scope, combination: Combination | undefined): string {
  const name = spec.name === undefined ? spec.key : templateText(spec.name, scope);
  return combination === undefined || spec.name?.kind === 'expression'
    ? name
    : `${name} (${combinationLabel(combination)})`;
}

/** A name, or a mapping with one; GitHub takes the empty name for no environment. */
function environmentName(spec: JobSpec, scope: Scope): string {
  const value = spec.environment === undefined ? '' : evaluateTemplate(spec.environment, scope);
  return textOf(isObject(value) ? value.name : value);
}

function labelsOf(spec: JobSpec, scope: Scope): readonly string[] {
  const value = spec.runsOn === undefined ? [] : evaluateTemplate(spec.runsOn, scope);
  return (Array.isArray(value) ? value : [value]).filter(
    (label): label is string => typeof label === 'string',
  );
}

function ended(
  host: Host,
  run: RunRecord,
  spec: JobSpec,
  conclusion: Conclusion,
  message?: string,
): PlannedJobs {
  const record = {
    ...newRecord(host, run, spec, spec.key),
    status: 'completed' as const,
    conclusion,
    completedAt: host.now(),
  };
  if (message !== undefined) {
    host.store.appendLog(record.id, `${host.now()} ##[error]${message}\n`);
  }
  addJob(host, run, record, 'completed');
  return { records: [record], instances: [], failFast: false, maxParallel: 1 };
}

function addJob(host: Host, run: RunRecord, record: JobRecord, action: 'queued' | 'completed'): void {
  run.jobs.push(record);
  host.jobChanged(run, record, action);
}

function newRecord(host: Host, run: RunRecord, spec: JobSpec, name: string): JobRecord {
  const at = host.now();
  return {
    id: host.store.nextId(),
    key: spec.key,
    name,
    attempt: run.attempt,
    matrix: null,
    labels: [],
    permissions: {},
    tolerated: false,
    status: 'queued',
    conclusion: null,
    createdAt: at,
    startedAt: at,
    completedAt: null,
    steps: [],
    outputs: {},
  };
}
