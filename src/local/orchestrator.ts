/** The library: the executor seed's orchestrator, on the local host. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Backend } from '../backends/backend.js';
import type { Diagnostics } from '../domain/diagnosis.js';
import { isFinal, isWaiting, type WorkflowState } from '../domain/state.js';
import { measure } from '../monitoring/measure.js';
import type { OrchestrationMetrics } from '../monitoring/orchestration.js';
import type { ProgressReport } from '../monitoring/progress.js';
import type { Clock } from '../runtime/ports.js';
import type { DryRun } from '../simulation/dry-run.js';
import { type Checkpoint, checkpointOf } from './checkpoint.js';
import { runDiagnostics } from './diagnostics.js';
import { drive } from './drive.js';
import { dryRunProject } from './dry-run-project.js';
import { type LocalHost, openLocalHost } from './local-host.js';
import { approve, command } from './person.js';
import { LocalError } from './repository.js';
import { restoreCheckpoint } from './restore.js';
import { type AgentRules, type AgentSelector, ruling, selecting } from './selector.js';
import { startLocally } from './start.js';

export interface OrchestratorOptions {
  /** Plays agents for which the repository's configuration names no backend. */
  readonly backend?: string;
  /** Backends of the program's own, by name; they go before the built-in ones. */
  readonly backends?: Readonly<Record<string, Backend>>;
  readonly clock?: Clock;
  readonly environment?: NodeJS.ProcessEnv;
  readonly onLog?: (line: string) => void;
}

export interface ExecutionOptions {
  /** False does one task at a time. */
  readonly parallel_execution?: boolean;
  readonly max_parallel_tasks?: number;
  /** The state is saved with every transition, which is after each task at the latest. */
  readonly checkpoint_interval?: 'per_task';
}

export interface ExecuteRequest {
  /** A folder of the git repository, for example `./.specify`. */
  readonly projectPath: string;
  /** As typed after `/speckit`; by default `implement`, which executes the tasks of the feature. */
  readonly trigger?: string;
  readonly options?: ExecutionOptions;
  /**
   * Asked before anything is implemented (rule G1): true approves exactly what is shown. Without it the execution stops
   * there and waits for `approve()`.
   */
  readonly onCheckpoint?: (state: WorkflowState) => boolean | Promise<boolean>;
}

export interface ResumeRequest {
  /** `id` of a `Checkpoint`, or the id of a workflow for its newest one. */
  readonly checkpointId: string;
  readonly projectPath?: string;
  readonly options?: ExecutionOptions & {
    /** False executes finished tasks once more. */
    readonly skip_completed?: boolean;
  };
  readonly onCheckpoint?: ExecuteRequest['onCheckpoint'];
}

export interface Progress extends ProgressReport {
  /** 0 to 100. */
  readonly percentage: number;
  readonly status: WorkflowState['status'];
  readonly metrics: OrchestrationMetrics;
}

/** An execution that goes on in the background. */
export interface Execution {
  readonly id: string;
  /** True when nothing more happens without a person: it has ended, or waits for a decision. */
  isComplete(): boolean;
  getProgress(): Progress;
  /** The newest checkpoint; its id is what `resumeFromCheckpoint` takes. */
  checkpoint(): Checkpoint;
  /** Settles when `isComplete()` turns true, with the state; rejects when the machinery fails. */
  readonly done: Promise<WorkflowState>;
  approve(): Promise<Execution>;
  pause(): Promise<WorkflowState>;
  abort(): Promise<WorkflowState>;
}

export interface Orchestrator {
  execute(request: ExecuteRequest): Promise<Execution>;
  /** @throws RecoveryError where there is no usable checkpoint of this id */
  resumeFromCheckpoint(request: ResumeRequest): Promise<Execution>;
  /**
   * Decides which backend plays a task, instead of the configuration: a function that names one, or rules for choosing the
   * best of the candidates, in executions that begin afterwards.
   */
  setAgentSelector(selector: AgentSelector | AgentRules | null): void;
  dryRun(request: DryRunRequest): Promise<DryRun>;
  runDiagnostics(projectPath?: string): Promise<Diagnostics>;
  /** Of the execution that was begun last; null before the first. */
  getProgress(): Progress | null;
}

export interface DryRunRequest {
  /** A tasks.md, a feature's folder, or a folder of the repository with one feature. */
  readonly projectPath: string;
  readonly options?: ExecutionOptions & {
    readonly simulate_failures?: boolean;
    readonly failure_rate?: number;
    readonly seed?: number;
  };
}

/** Makes an orchestrator. It holds no state of its own: everything is in the repository. */
export function createOrchestrator(options: OrchestratorOptions = {}): Orchestrator {
  let selector: AgentSelector | AgentRules | null = null;
  let latest: Execution | null = null;

  const open = async (projectPath: string, execution: ExecutionOptions | undefined) => {
    const states = new Map<string, WorkflowState>();
    const host = await openLocalHost({
      ...options,
      folder: nearestFolder(projectPath),
      onState: (state) => states.set(state.workflow_id, state),
    });
    const own = options.backends ?? {};
    const chosen = typeof selector === 'function' ? selector : null;
    const rules = typeof selector === 'function' ? null : selector;
    const ruled = ruling(selecting(host, own, chosen), Object.keys(own), rules);
    return { host: limited(ruled, execution), states };
  };

  const begin = async (
    host: LocalHost,
    states: Map<string, WorkflowState>,
    first: WorkflowState,
    onCheckpoint: ExecuteRequest['onCheckpoint'],
  ): Promise<Execution> => {
    states.set(first.workflow_id, first);
    latest = follow(host, states, first.workflow_id, onCheckpoint);
    return latest;
  };

  return {
    async execute({ projectPath, trigger = 'implement', options: execution, onCheckpoint }) {
      const { host, states } = await open(projectPath, execution);
      return begin(host, states, await startLocally(host, trigger), onCheckpoint);
    },
    async resumeFromCheckpoint({ checkpointId, projectPath = '.', options: execution, onCheckpoint }) {
      const { host, states } = await open(projectPath, execution);
      const skip = execution?.skip_completed ?? true;
      return begin(host, states, await restoreCheckpoint(host, checkpointId, skip), onCheckpoint);
    },
    setAgentSelector(given) {
      selector = given;
    },
    dryRun: ({ projectPath, options: run = {} }) => dryRunProject(projectPath, run),
    runDiagnostics: (projectPath = '.') => runDiagnostics(nearestFolder(projectPath), options.environment),
    getProgress: () => latest?.getProgress() ?? null,
  };
}

function follow(
  host: LocalHost,
  states: Map<string, WorkflowState>,
  id: string,
  onCheckpoint: ExecuteRequest['onCheckpoint'],
): Execution {
  let settled = false;
  const present = (): WorkflowState => {
    const state = states.get(id);
    if (state === undefined) throw new LocalError(`expected a state of workflow ${id}, found none`);
    return state;
  };
  const run = async (): Promise<WorkflowState> => {
    for (;;) {
      const state = await drive(host, id);
      states.set(id, state);
      const asks = state.status === 'awaiting_implementation_approval' && onCheckpoint !== undefined;
      if (!asks || !(await onCheckpoint(state))) return state;
      await approve(host, id);
    }
  };
  const done = run().finally(() => {
    settled = true;
  });
  // Whoever only polls `isComplete` must not be ended by a rejection that they never look at.
  done.catch(() => undefined);
  return {
    id,
    done,
    isComplete: () => settled,
    getProgress: () => progressOf(present(), host.runtime.clock.now()),
    checkpoint: () => checkpointOf(present()),
    async approve() {
      await done;
      states.set(id, await approve(host, id));
      return follow(host, states, id, onCheckpoint);
    },
    async pause() {
      const state = present();
      return isWaiting(state.status) || isFinal(state.status) ? state : command(host, id, 'pause');
    },
    abort: () => command(host, id, 'abort'),
  };
}

function progressOf(state: WorkflowState, at: string): Progress {
  const { progress, orchestration } = measure(state, at);
  return {
    ...progress,
    percentage: progress.completion_percentage,
    status: state.status,
    metrics: orchestration,
  };
}

/** `./.specify` need not exist yet: the repository is found from the nearest folder that does. */
function nearestFolder(path: string): string {
  let folder = resolve(path);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

function limited(host: LocalHost, options: ExecutionOptions = {}): LocalHost {
  const { parallel_execution = true, max_parallel_tasks } = options;
  const most = parallel_execution ? (max_parallel_tasks ?? host.config.execution.max_parallel_tasks) : 1;
  if (!Number.isInteger(most) || most < 1) {
    throw new LocalError(`expected max_parallel_tasks to be a whole number from 1, received ${most}`);
  }
  const execution = { ...host.config.execution, max_parallel_tasks: most };
  return { ...host, config: { ...host.config, execution } };
}
