/** Composite actions: a list of steps of their own, with their own `inputs` and `steps` contexts. */
import type { ActionRuns } from '../language/action-file.js';
import { templateText } from '../language/template.js';
import type { Conclusion } from '../runs/records.js';
import type { Directory } from './action-step.js';
import { type StepList, stepScope } from './state.js';
import { runStep, type StepCall } from './step.js';

const MAX_DEPTH = 9;

/** Runs the steps of a composite action and evaluates its outputs. */
export async function runComposite(
  call: StepCall,
  directory: Directory,
  runs: Extract<ActionRuns, { kind: 'composite' }>,
  inputs: Readonly<Record<string, string>>,
): Promise<Conclusion> {
  const { state, actionId } = call;
  if (actionId.split('.').length > MAX_DEPTH) {
    throw new Error(
      `Expected composite actions to be nested at most ${MAX_DEPTH} deep. Break the cycle of 'uses'.`,
    );
  }
  const own = Object.fromEntries(
    Object.entries(call.env).filter(([name, value]) => state.env[name] !== value),
  );
  const list: StepList = {
    steps: {},
    failed: false,
    action: { inputs, path: directory.directory, env: own },
  };
  let cancelled = false;
  for (const [index, step] of runs.steps.entries()) {
    const conclusion = await runStep(state, list, step, `${actionId}.${step.id ?? `__step_${index + 1}`}`);
    cancelled ||= conclusion === 'cancelled';
  }
  const scope = stepScope(state, list, { ...state.env, ...own });
  for (const { id, value } of runs.outputs) {
    call.setOutput(id, templateText(value, scope));
  }
  if (cancelled) {
    return 'cancelled';
  }
  return list.failed ? 'failure' : 'success';
}
