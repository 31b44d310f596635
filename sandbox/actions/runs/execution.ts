/** Drives one attempt of a run: waits for its group, walks the job graph, and concludes. */
import { evaluateCondition, type Scope } from '../language/expressions.js';
import type { JobSpec, WorkflowFile } from '../language/workflow-file.js';
import { type ClaimSpec, readClaim } from './claims.js';
import type { ConcurrencyGroups } from './concurrency.js';
import { workflowScope } from './contexts.js';
import { combine, concludeRun, jobStatus, type NodeResult, needsContext } from './graph.js';
import type { Host } from './host.js';
import { createParking, type Parking } from './parking.js';
import { type JobInstance, type PlannedJobs, planJobs } from './plan.js';
import { currentJobs, type JobRecord, type RunRecord } from './records.js';
import { Cancelled, createSlots, type Release, type Slots } from './slots.js';

export interface Execution {
  readonly done: Promise<void>;
  /** Cancels as GitHub does: jobs whose condition still holds (`always()`) go on, unless forced. */
  readonly cancel: (force: boolean) => void;
}

/** Starts an attempt; `carried` are finished jobs of the attempt before that are not run again. */
export function startExecution(
  host: Host,
  run: RunRecord,
  file: WorkflowFile,
  carried: readonly JobRecord[],
): Execution {
  const results = new Map<string, NodeResult>();
  const live = new Set<{ readonly spec: JobSpec; readonly instance: JobInstance }>();
  const parking = createParking(host.park);
  const gate = new AbortController();
  let cancelRequested = false;
  let forced = false;

  const scopeOf = (spec: JobSpec): Scope => ({
    contexts: { ...workflowScope(host.port, run).contexts, needs: needsContext(spec, results) },
    status: jobStatus(file.jobs, spec, results, () => cancelRequested),
  });
  const cancel = (force: boolean) => {
    const again = force || cancelRequested;
    cancelRequested = true;
    forced ||= force;
    gate.abort();
    for (const { spec, instance } of live) {
      if (again || !holds(spec, scopeOf(spec))) {
        instance.abort(force);
      }
    }
  };

  const nodes = new Map<string, Promise<void>>();
  const node = (spec: JobSpec): Promise<void> => {
    const known = nodes.get(spec.key) ?? runNode(spec);
    nodes.set(spec.key, known);
    return known;
  };
  const runNode = async (spec: JobSpec): Promise<void> => {
    await Promise.all(file.jobs.filter((job) => spec.needs.includes(job.key)).map(node));
    const kept = carried.filter((job) => job.key === spec.key);
    if (kept.length > 0 || host.stopped()) {
      results.set(spec.key, combine(kept));
      return;
    }
    // A forced cancellation passes over every condition, `always()` included.
    const wanted = forced ? { ...spec, condition: 'false' } : spec;
    const planned = planJobs(host, run, file, wanted, scopeOf(spec));
    const slots = createSlots(planned.maxParallel);
    await Promise.all(planned.instances.map((instance) => runInstance(spec, instance, planned, slots)));
    results.set(spec.key, combine(planned.records));
  };
  const runInstance = async (spec: JobSpec, instance: JobInstance, planned: PlannedJobs, slots: Slots) => {
    const entry = { spec, instance };
    live.add(entry);
    await playInstance(host, run, instance, slots, parking);
    live.delete(entry);
    const failed = instance.record.conclusion === 'failure' && !instance.record.tolerated;
    if (failed && planned.failFast) {
      for (const other of planned.instances) {
        other.abort(false);
      }
    }
  };

  const drive = async (): Promise<void> => {
    let release: Release | undefined;
    try {
      const claim = readClaim(run.repository, file.concurrency, workflowScope(host.port, run));
      release = await enterGroup(
        host.groups,
        claim,
        gate.signal,
        () => cancel(false),
        run,
        () => host.runChanged(run),
      );
      await Promise.all(file.jobs.map(node));
      finish(host, run, concludeRun(currentJobs(run), cancelRequested));
    } catch (error) {
      run.error = error instanceof Error ? error.message : String(error);
      finish(host, run, error instanceof Cancelled ? 'cancelled' : 'failure');
    } finally {
      release?.();
    }
  };
  return { done: drive(), cancel };
}

function holds(spec: JobSpec, scope: Scope): boolean {
  try {
    return evaluateCondition(spec.condition, scope);
  } catch {
    return false;
  }
}

async function enterGroup(
  groups: ConcurrencyGroups,
  claim: ClaimSpec | undefined,
  signal: AbortSignal,
  cancel: () => void,
  record: RunRecord | JobRecord,
  changed: () => void,
): Promise<Release | undefined> {
  if (claim === undefined) {
    return undefined;
  }
  record.status = 'pending';
  changed();
  const release = await groups.acquire({ ...claim, cancel }, signal);
  record.status = 'queued';
  changed();
  return release;
}

async function playInstance(
  host: Host,
  run: RunRecord,
  instance: JobInstance,
  slots: Slots,
  parking: Parking,
): Promise<void> {
  const { record, signal } = instance;
  const releases: Release[] = [];
  const changed = () => host.runChanged(run);
  const leave = parking.enter();
  try {
    releases.push(await slots.acquire(signal));
    await host.deployments.pass(run, record, { signal, parking, changed });
    const cancel = () => instance.abort(false);
    const grouped = await enterGroup(host.groups, instance.claim, signal, cancel, record, changed);
    releases.push(grouped ?? (() => undefined), await host.slots.acquire(signal));
    record.status = 'in_progress';
    record.startedAt = host.now();
    run.status = 'in_progress';
    host.jobChanged(run, record, 'in_progress');
    record.conclusion = await host.runJob(instance);
  } catch (error) {
    record.conclusion = error instanceof Cancelled ? 'cancelled' : 'failure';
    host.store.appendLog(
      record.id,
      `${host.now()} ${error instanceof Error ? error.message : String(error)}\n`,
    );
  } finally {
    for (const release of releases.reverse()) {
      release();
    }
    leave();
  }
  record.status = 'completed';
  record.completedAt = host.now();
  host.jobChanged(run, record, 'completed');
}

function finish(host: Host, run: RunRecord, conclusion: NonNullable<RunRecord['conclusion']>): void {
  run.status = 'completed';
  run.conclusion = conclusion;
  host.runFinished(run);
}
