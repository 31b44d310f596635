/** Runs one step: condition, environment, time limit, command files, outcome. */
import { evaluateCondition } from '../language/expressions.js';
import type { StepSpec } from '../language/step-file.js';
import { evaluateTemplate, templateText, templateTexts } from '../language/template.js';
import type { Conclusion } from '../runs/records.js';
import { Cancelled } from '../runs/slots.js';
import { runAction } from './action-step.js';
import { type CommandFileContents, openCommandFiles } from './command-files.js';
import { runScript } from './script-step.js';
import { type JobState, type StepControl, type StepList, type StepResult, stepScope } from './state.js';

/** What the body of a step gets. */
export interface StepCall {
  readonly state: JobState;
  readonly list: StepList;
  readonly step: StepSpec;
  /** `github.action` of this step. */
  readonly actionId: string;
  readonly env: Readonly<Record<string, string>>;
  readonly fileEnv: Readonly<Record<string, string>>;
  readonly control: StepControl;
  readonly setOutput: (name: string, value: string) => void;
  readonly saveState: (name: string, value: string) => void;
  /** Values saved by the step for its own clean-up. */
  readonly saved: Record<string, string>;
}

/** Runs a step and records its result under its id. */
export async function runStep(
  state: JobState,
  list: StepList,
  step: StepSpec,
  actionId: string,
): Promise<Conclusion> {
  const result = await play(state, list, step, actionId);
  list.steps[step.id ?? actionId] = result;
  if (result.conclusion === 'failure') {
    list.failed = true;
  }
  return result.conclusion;
}

async function play(state: JobState, list: StepList, step: StepSpec, actionId: string): Promise<StepResult> {
  const outputs: Record<string, string> = {};
  const base = { ...state.env, ...list.action?.env };
  try {
    if (!evaluateCondition(step.condition, stepScope(state, list, base))) {
      return { outputs, outcome: 'skipped', conclusion: 'skipped' };
    }
  } catch (error) {
    state.log.write(`##[error]The step's 'if' cannot be evaluated: ${messageOf(error)}`);
    return { outputs, outcome: 'failure', conclusion: 'failure' };
  }
  const outcome = await attempt(state, list, step, actionId, base, outputs);
  const forgiven = outcome === 'failure' && continuesOnError(state, list, step, base);
  return { outputs, outcome, conclusion: forgiven ? 'success' : outcome };
}

async function attempt(
  state: JobState,
  list: StepList,
  step: StepSpec,
  actionId: string,
  base: Readonly<Record<string, string>>,
  outputs: Record<string, string>,
): Promise<Conclusion> {
  const limit = createLimit(state);
  const saved: Record<string, string> = {};
  try {
    const env = { ...base, ...templateTexts(step.env, stepScope(state, list, base)) };
    limit.start(step, state, list, env);
    const files = openCommandFiles(state.directories.temp);
    const call: StepCall = {
      state,
      list,
      step,
      actionId,
      env,
      fileEnv: files.env,
      control: limit.control,
      setOutput: (name, value) => {
        outputs[name] = value;
      },
      saveState: (name, value) => {
        saved[name] = value;
      },
      saved,
    };
    const outcome = await body(call, () => applyFiles(state, files.collect(), outputs, saved));
    return limit.outcome(outcome);
  } catch (error) {
    if (!(error instanceof Cancelled)) {
      state.log.write(`##[error]${messageOf(error)}`);
    }
    return limit.outcome('failure');
  } finally {
    limit.end();
  }
}

/** The command files count even when the step failed; a malformed one fails it. */
async function body(call: StepCall, collect: () => void): Promise<Conclusion> {
  try {
    return call.step.uses === undefined ? await runScript(call) : await runAction(call, call.step.uses);
  } finally {
    collect();
  }
}

/** Takes over what a step wrote into its command files. */
export function applyFiles(
  state: JobState,
  contents: CommandFileContents,
  outputs: Record<string, string>,
  saved: Record<string, string>,
): void {
  for (const [name, value] of Object.entries(contents.env)) {
    if (name === 'NODE_OPTIONS') {
      throw new Error("Can't store NODE_OPTIONS through GITHUB_ENV: set it in the step's own 'env'.");
    }
    state.env[name] = value;
  }
  Object.assign(outputs, contents.outputs);
  Object.assign(saved, contents.state);
  state.paths.unshift(...contents.paths.toReversed());
  if (contents.summary !== '') {
    state.log.write(`##[group]Job summary\n${contents.summary.trimEnd()}\n##[endgroup]`);
  }
}

interface Limit {
  readonly control: StepControl;
  readonly start: (
    step: StepSpec,
    state: JobState,
    list: StepList,
    env: Readonly<Record<string, string>>,
  ) => void;
  readonly outcome: (natural: Conclusion) => Conclusion;
  readonly end: () => void;
}

/** A step that starts after the cancellation (`always()`) is not ended by it. */
function createLimit(state: JobState): Limit {
  const stop = new AbortController();
  const { killed } = state.instance;
  const lateStart = state.cancelled;
  let timer: NodeJS.Timeout | undefined;
  let timedOut = false;
  const onCancel = () => stop.abort();
  if (!lateStart) {
    state.cancel.signal.addEventListener('abort', onCancel, { once: true });
  }
  return {
    control: { stop: stop.signal, kill: killed },
    start: (step, _state, list, env) => {
      const scope = stepScope(state, list, env);
      const minutes =
        step.timeoutMinutes === undefined ? undefined : Number(evaluateTemplate(step.timeoutMinutes, scope));
      if (minutes !== undefined && minutes > 0) {
        timer = setTimeout(() => {
          timedOut = true;
          const name = step.name === undefined ? (step.uses ?? 'run') : templateText(step.name, scope);
          state.log.write(`##[error]The action '${name}' has timed out after ${minutes} minutes.`);
          stop.abort();
        }, minutes * 60_000);
      }
    },
    outcome: (natural) => {
      if (timedOut) {
        return 'failure';
      }
      const ended = killed.aborted || (!lateStart && state.cancelled);
      return ended && natural !== 'success' ? 'cancelled' : natural;
    },
    end: () => {
      clearTimeout(timer);
      state.cancel.signal.removeEventListener('abort', onCancel);
    },
  };
}

function continuesOnError(
  state: JobState,
  list: StepList,
  step: StepSpec,
  env: Readonly<Record<string, string>>,
): boolean {
  return (
    step.continueOnError !== undefined &&
    evaluateTemplate(step.continueOnError, stepScope(state, list, env)) === true
  );
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
