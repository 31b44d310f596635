/** Plays one job: sets up, runs its steps and their clean-up, evaluates its outputs, leaves nothing behind. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GithubPort } from '../../contract.js';
import { evaluateTemplate, templateText, templateTexts } from '../language/template.js';
import type { ActionsOptions } from '../options.js';
import { githubContext } from '../runs/contexts.js';
import type { JobInstance } from '../runs/plan.js';
import type { Conclusion } from '../runs/records.js';
import type { Store } from '../runs/store.js';
import { createDirectories, type JobDirectories, removeDirectories } from './directories.js';
import { playSteps } from './job-steps.js';
import { type JobLog, openLog } from './log.js';
import { killOrphans } from './orphans.js';
import { type JobState, type StepList, statusOf, stepScope } from './state.js';
import { messageOf } from './step.js';

/** What a runner needs of the sandbox. */
export interface Runner {
  readonly port: GithubPort;
  readonly store: Store;
  readonly options: ActionsOptions;
  readonly now: () => string;
  /** Saves the run and its jobs' steps. */
  readonly changed: () => void;
}

const DEFAULT_TIMEOUT_MINUTES = 360;
/** The longest time that a timer can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Runs a job to its conclusion; the run token lives as long as the job. */
export async function runJob(runner: Runner, instance: JobInstance): Promise<Conclusion> {
  const { port, store, options } = runner;
  const { run, record } = instance;
  const prefix = `[${run.workflowName} #${run.number} ${record.name}]`;
  const log = openLog(store, record.id, runner.now, (line) => options.onLog?.(`${prefix} ${line}`));
  const directories = createDirectories(
    store.directory('work'),
    store.directory('tools'),
    record.id,
    run.repository,
  );
  const token = port.mintRunToken(run.repository, run.id, record.permissions);
  const state = createState(runner, instance, log, directories, token);
  try {
    return await play(runner, state);
  } catch (error) {
    log.write(`##[error]${messageOf(error)}`);
    return 'failure';
  } finally {
    port.revokeToken(token);
    const orphans = killOrphans(state.trackingId);
    if (orphans.length > 0) {
      log.write(`Terminated orphan processes: ${orphans.join(', ')}`);
    }
    removeDirectories(directories);
    log.flush();
  }
}

async function play(runner: Runner, state: JobState): Promise<Conclusion> {
  const { instance } = state;
  const list: StepList = { steps: {}, failed: false };
  const onCancel = () => cancelJob(state, 'The operation was canceled.');
  instance.signal.addEventListener('abort', onCancel, { once: true });
  if (instance.signal.aborted) {
    onCancel();
  }
  const timer = startTimeout(state, list);
  try {
    state.env = templateTexts(instance.file.env, stepScope(state, list, {}));
    state.env = { ...state.env, ...templateTexts(instance.spec.env, stepScope(state, list, state.env)) };
    await playSteps(runner, state, list);
    instance.record.outputs = jobOutputs(state, list);
    return statusOf(state, list);
  } finally {
    clearTimeout(timer);
    instance.signal.removeEventListener('abort', onCancel);
  }
}

function cancelJob(state: JobState, reason: string): void {
  state.log.write(`##[error]${reason}`);
  state.cancelled = true;
  state.cancel.abort();
}

function startTimeout(state: JobState, list: StepList): NodeJS.Timeout {
  const { timeoutMinutes } = state.instance.spec;
  const written =
    timeoutMinutes === undefined ? undefined : evaluateTemplate(timeoutMinutes, stepScope(state, list, {}));
  const minutes = Number(written ?? DEFAULT_TIMEOUT_MINUTES);
  const reason = `The job has exceeded the maximum execution time of ${minutes} minutes.`;
  return setTimeout(() => cancelJob(state, reason), Math.min(minutes * 60_000, MAX_TIMER_MS));
}

function createState(
  { port, store, options }: Runner,
  instance: JobInstance,
  log: JobLog,
  directories: JobDirectories,
  token: string,
): JobState {
  const { run, spec } = instance;
  // GitHub hands no secrets to a run for a pull request from a fork.
  const secrets = { ...(run.fromFork ? {} : port.secrets(run.repository)), GITHUB_TOKEN: token };
  for (const secret of Object.values(secrets)) {
    log.mask(secret);
  }
  const eventPath = join(directories.temp, 'event.json');
  writeFileSync(eventPath, JSON.stringify(run.payload, null, 2));
  const github = {
    ...githubContext(port, run),
    job: spec.key,
    token,
    workspace: directories.workspace,
    event_path: eventPath,
    action: '',
  };
  return {
    instance,
    port,
    store,
    options,
    log,
    directories,
    token,
    secrets,
    github,
    trackingId: `github_${randomUUID()}`,
    env: {},
    paths: [],
    cancelled: false,
    cancel: new AbortController(),
    posts: [],
  };
}

/** Outputs of the job; GitHub drops those that hold a secret. */
function jobOutputs(state: JobState, list: StepList): Record<string, string> {
  const { outputs } = state.instance.spec;
  if (outputs?.kind !== 'map') {
    return {};
  }
  const scope = stepScope(state, list, state.env);
  const values: Record<string, string> = {};
  for (const entry of outputs.entries) {
    if ('insert' in entry) {
      continue;
    }
    const name = templateText(entry.key, scope);
    const value = templateText(entry.value, scope);
    if (state.log.isSecret(value)) {
      state.log.write(`##[warning]Skip output '${name}' since it may contain secret.`);
    } else {
      values[name] = value;
    }
  }
  return values;
}
