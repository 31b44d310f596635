/** What a running job knows and changes: environment, paths, results so far. */
import { arch, platform } from 'node:os';
import { delimiter, dirname } from 'node:path';
import type { GithubPort } from '../../contract.js';
import { isObject, type Json, textOf } from '../json.js';
import type { Scope } from '../language/expressions.js';
import type { ActionsOptions } from '../options.js';
import type { JobInstance } from '../runs/plan.js';
import type { Conclusion } from '../runs/records.js';
import type { Store } from '../runs/store.js';
import type { JobDirectories } from './directories.js';
import { hashFiles } from './hash-files.js';
import type { JobLog } from './log.js';
import { TRACKING_VARIABLE } from './orphans.js';

export interface JobState {
  readonly instance: JobInstance;
  readonly port: GithubPort;
  readonly store: Store;
  readonly options: ActionsOptions;
  readonly log: JobLog;
  readonly directories: JobDirectories;
  readonly token: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly github: Json;
  readonly trackingId: string;
  /** The workflow's and the job's `env`, and what steps added through GITHUB_ENV. */
  env: Record<string, string>;
  /** Added through GITHUB_PATH, latest first. */
  paths: string[];
  cancelled: boolean;
  /** Aborted when the job is cancelled or out of time. */
  readonly cancel: AbortController;
  /** Clean-up that actions asked for, in the order of their steps. */
  readonly posts: PostStep[];
}

export interface PostStep {
  readonly name: string;
  readonly condition: string;
  readonly run: (control: StepControl) => Promise<Conclusion>;
}

/** How a running step can be ended. */
export interface StepControl {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

/** One list of steps: a job's, or a composite action's. */
export interface StepList {
  readonly steps: Record<string, StepResult>;
  failed: boolean;
  /** Set inside a composite action. */
  readonly action?: {
    readonly inputs: Json;
    readonly path: string;
    readonly env: Readonly<Record<string, string>>;
  };
}

export interface StepResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: Conclusion;
  readonly conclusion: Conclusion;
}

/** The `status` of a list of steps. */
export function statusOf(state: JobState, list: StepList): 'success' | 'failure' | 'cancelled' {
  if (state.cancelled) {
    return 'cancelled';
  }
  return list.failed ? 'failure' : 'success';
}

/** What expressions of a step see. */
export function stepScope(
  state: JobState,
  list: StepList,
  env: Readonly<Record<string, string>>,
  extra: Json = {},
): Scope {
  const status = () => statusOf(state, list);
  return {
    contexts: {
      ...state.instance.contexts,
      github: () => ({ ...state.github, ...(list.action && { action_path: list.action.path }), ...extra }),
      ...(list.action ? { inputs: list.action.inputs } : { secrets: state.secrets }),
      env,
      steps: list.steps,
      job: () => ({ status: status() }),
      runner: runnerContext(state),
    },
    status: {
      success: () => status() === 'success',
      failure: () => status() === 'failure',
      cancelled: () => status() === 'cancelled',
    },
    hashFiles: (patterns) => hashFiles(state.directories.workspace, patterns),
  };
}

function runnerContext(state: JobState): Json {
  const { temp, tools, root } = state.directories;
  return {
    name: 'sandbox',
    os: platform() === 'darwin' ? 'macOS' : 'Linux',
    arch: arch() === 'arm64' ? 'ARM64' : 'X64',
    temp,
    tool_cache: tools,
    workspace: root,
    environment: 'self-hosted',
  };
}

/**
 * The environment of a step's process, built from nothing: the sandbox's own environment must not leak. Variables of
 * the runner come last because GitHub lets nobody overwrite `GITHUB_*` and `RUNNER_*`.
 */
export function processEnv(
  state: JobState,
  stepEnv: Readonly<Record<string, string>>,
  extra: Json,
): Record<string, string> {
  const runner = Object.entries(runnerContext(state)).map(([key, value]) => [
    `RUNNER_${key.toUpperCase()}`,
    String(value),
  ]);
  const given: Record<string, string> = {
    ...baseEnv(),
    ...state.options.env,
    HOME: state.directories.home,
    CI: 'true',
  };
  const path = [...state.paths, stepEnv.PATH ?? given.PATH, dirname(nodeOf(state.options))];
  return {
    ...given,
    ...stepEnv,
    PATH: path.filter((part) => part !== undefined && part !== '').join(delimiter),
    ...githubVariables({ ...state.github, ...extra }),
    ...Object.fromEntries(runner),
    GITHUB_ACTIONS: 'true',
    [TRACKING_VARIABLE]: state.trackingId,
  };
}

/** The node that plays JavaScript actions. */
export function nodeOf(options: ActionsOptions): string {
  return options.nodePath ?? process.execPath;
}

function baseEnv(): Record<string, string> {
  const names = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** `GITHUB_*` variables are the texts of the `github` context, but for the token and the event itself. */
function githubVariables(github: Json): Record<string, string> {
  const entries = Object.entries(github).filter(
    ([key, value]) => key !== 'token' && key !== 'repositoryUrl' && !isObject(value),
  );
  return Object.fromEntries(entries.map(([key, value]) => [`GITHUB_${key.toUpperCase()}`, textOf(value)]));
}
