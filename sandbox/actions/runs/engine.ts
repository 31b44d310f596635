/** Turns events into runs, and keeps the runs that are in progress. */
import type { GithubPort, RepositoryEvent } from '../../contract.js';
import type { Json } from '../json.js';
import type { ActionsOptions } from '../options.js';
import { jobPayload, workflowPayload, workflowRunPayload } from '../rest/payloads.js';
import { runJob } from '../runner/job.js';
import { messageOf } from '../runner/step.js';
import { type Candidate, candidatesOf } from '../triggers/candidates.js';
import { changedFiles } from '../triggers/changed-files.js';
import { type FoundWorkflow, findWorkflows, readCached } from '../triggers/discover.js';
import { asksToSkip, triggersOn } from '../triggers/match.js';
import { createConcurrencyGroups } from './concurrency.js';
import { createDeployments, type Deployments } from './deployments.js';
import { type Execution, startExecution } from './execution.js';
import type { Host } from './host.js';
import { endLostRuns } from './lost-runs.js';
import { createRun } from './new-run.js';
import type { JobRecord, RunRecord } from './records.js';
import { prepareRerun, type RerunScope } from './rerun.js';
import { createSlots } from './slots.js';
import { openStore, type Store } from './store.js';
import { createTracker, type Tracker } from './tracker.js';

export interface Engine {
  readonly port: GithubPort;
  readonly store: Store;
  readonly tracker: Tracker;
  readonly deployments: Deployments;
  readonly now: () => string;
  readonly notify: (event: RepositoryEvent) => void;
  /** Starts one workflow for an event that has been checked. */
  readonly start: (candidate: Candidate, workflow: FoundWorkflow) => Promise<RunRecord>;
  /** Tells webhook subscribers of an event that must not start workflows through `notify`. */
  readonly deliver: (event: RepositoryEvent) => void;
  readonly rerun: (run: RunRecord, scope: RerunScope, actor: string) => void;
  /** False when the run is not in progress. */
  readonly cancel: (run: RunRecord, force: boolean) => boolean;
  readonly runSchedules: () => void;
  readonly stop: () => Promise<void>;
}

const DEFAULT_PARALLEL_JOBS = 4;
const MAX_CHAIN = 3;
/** Events that may start workflows although a run's own token made them. */
const DISPATCHES = ['workflow_dispatch', 'repository_dispatch'];
/** Events that only the engine itself makes. */
const OWN_EVENTS = ['workflow_run', 'workflow_job'];

/** Creates the engine; runs that an earlier process left unfinished end as failures of a lost runner. */
export function createEngine(port: GithubPort, options: ActionsOptions): Engine {
  const store = openStore(options.dataDir);
  const now = () => new Date().toISOString();
  const log = (line: string) => options.onLog?.(line);
  const tracker = createTracker((error) => log(`[actions] ${messageOf(error)}`));
  const executions = new Map<number, Execution>();
  const seen = new Set(store.runs.all().map((run) => run.repository));
  const delivered = new WeakSet<RepositoryEvent>();
  let stopped = false;
  let queue: Promise<unknown> = Promise.resolve();
  endLostRuns(store, now());

  const inOrder = (work: () => Promise<void>) => {
    const next = queue.then(() => (stopped ? undefined : work()));
    queue = next.catch(() => undefined);
    tracker.track(next);
  };
  const deliver = (event: RepositoryEvent) => {
    if (!stopped) {
      delivered.add(event);
      port.deliver(event);
    }
  };
  const about = (run: RunRecord, name: string, action: string, payload: Json): RepositoryEvent => ({
    name,
    action,
    repository: run.repository,
    payload: {
      action,
      ...payload,
      repository: port.repositoryPayload(run.repository),
      sender: port.userPayload(run.triggeringActor),
    },
    sender: run.triggeringActor,
    byRunToken: false,
    ref: '',
    sha: '',
  });
  const runEvent = (run: RunRecord, action: string) => {
    const workflow = store.workflows.get(run.workflowId);
    const event = about(run, 'workflow_run', action, {
      workflow_run: workflowRunPayload(port, run),
      workflow: workflow === undefined ? null : workflowPayload(port, workflow),
    });
    deliver(event);
    if (run.chain < MAX_CHAIN && !stopped) {
      inOrder(() => trigger(event, run.chain + 1));
    }
  };
  const deployments = createDeployments(store, now);
  const announced = new Set<number>();
  const host: Host = {
    port,
    store,
    now,
    groups: createConcurrencyGroups(),
    deployments,
    park: tracker.park,
    slots: createSlots(options.maxParallelJobs ?? DEFAULT_PARALLEL_JOBS),
    stopped: () => stopped,
    runJob: (instance) =>
      runJob({ port, store, options, now, changed: () => host.runChanged(instance.run) }, instance),
    runChanged: (run) => {
      run.updatedAt = now();
      store.runs.save(run);
    },
    jobChanged: (run: RunRecord, job: JobRecord, action) => {
      host.runChanged(run);
      log(
        `[${run.workflowName} #${run.number} ${job.name}] ${action}${job.conclusion === null ? '' : `: ${job.conclusion}`}`,
      );
      deliver(about(run, 'workflow_job', action, { workflow_job: jobPayload(port, run, job) }));
      if (action === 'in_progress' && !announced.has(run.id)) {
        announced.add(run.id);
        runEvent(run, 'in_progress');
      }
    },
    runFinished: (run) => {
      announced.delete(run.id);
      host.runChanged(run);
      log(`[${run.workflowName} #${run.number}] completed: ${run.conclusion}`);
      runEvent(run, 'completed');
    },
  };

  const execute = (run: RunRecord, carried: readonly JobRecord[]) => {
    if (stopped) {
      return;
    }
    const reading = readCached(run.path, run.source);
    if (!reading.ok || run.error !== undefined) {
      run.status = 'completed';
      run.conclusion = 'failure';
      host.runFinished(run);
      return;
    }
    const execution = startExecution(host, run, reading.file, carried);
    executions.set(run.id, execution);
    tracker.track(execution.done.finally(() => executions.delete(run.id)));
  };
  const startRun = async (candidate: Candidate, workflow: FoundWorkflow, chain: number) => {
    const run = await createRun(port, store, now, { candidate, workflow, chain });
    log(`[${run.workflowName} #${run.number}] ${run.event}: ${run.title}`);
    runEvent(run, 'requested');
    execute(run, []);
    return run;
  };
  const trigger = async (event: RepositoryEvent, chain: number) => {
    for (const candidate of await candidatesOf(port, event)) {
      if (asksToSkip(candidate)) {
        continue;
      }
      for (const workflow of await findWorkflows(port, candidate.repository, candidate.sha)) {
        if ((await wants(workflow, candidate)) && !isDisabled(candidate.repository, workflow.path)) {
          await startRun(candidate, workflow, chain);
        }
      }
    }
  };
  const wants = async ({ reading }: FoundWorkflow, candidate: Candidate): Promise<boolean> => {
    const triggers = reading.ok ? reading.file.triggers : reading.triggers;
    if (triggers === undefined) {
      // Nothing can be known of its triggers; a push is when somebody looks.
      return candidate.event === 'push';
    }
    return triggersOn(triggers, candidate, () =>
      changedFiles(port.bareRepository(candidate.repository), candidate),
    );
  };
  const isDisabled = (repository: string, path: string) =>
    store.workflows
      .all()
      .some((item) => item.repository === repository && item.path === path && item.state !== 'active');

  const startSchedules = async (repository: string) => {
    const ref = `refs/heads/${port.defaultBranch(repository)}`;
    const sha = await port.resolveRef(repository, ref);
    for (const workflow of sha === undefined ? [] : await findWorkflows(port, repository, sha)) {
      const schedules =
        workflow.reading.ok && !isDisabled(repository, workflow.path)
          ? workflow.reading.file.triggers.schedules
          : [];
      for (const schedule of schedules) {
        const actor = repository.split('/')[0] ?? '';
        const payload = { schedule, repository: port.repositoryPayload(repository), workflow: workflow.path };
        const event = {
          name: 'schedule',
          repository,
          payload,
          sender: actor,
          byRunToken: false,
          ref,
          sha: sha ?? '',
        };
        const [candidate] = await candidatesOf(port, event);
        if (candidate !== undefined) {
          await startRun(candidate, workflow, 0);
        }
      }
    }
  };

  return {
    port,
    store,
    tracker,
    deployments,
    now,
    deliver,
    notify: (event) => {
      seen.add(event.repository);
      const silenced = event.byRunToken && !DISPATCHES.includes(event.name);
      if (!silenced && !OWN_EVENTS.includes(event.name) && !delivered.has(event)) {
        inOrder(() => trigger(event, 0));
      }
    },
    start: (candidate, workflow) => startRun(candidate, workflow, 0),
    rerun: (run, scope, actor) => {
      const reading = readCached(run.path, run.source);
      const carried = prepareRerun(store, run, reading.ok ? reading.file : undefined, scope, {
        at: now(),
        actor,
      });
      execute(run, carried);
    },
    cancel: (run, force) => {
      const execution = executions.get(run.id);
      execution?.cancel(force);
      return execution !== undefined;
    },
    runSchedules: () => {
      for (const repository of port.repositories?.() ?? seen) {
        inOrder(() => startSchedules(repository));
      }
    },
    stop: async () => {
      stopped = true;
      store.freeze();
      for (const execution of executions.values()) {
        execution.cancel(true);
      }
      await tracker.whenIdle();
    },
  };
}
