/** `uses:` steps. */
import { type ActionFile, readAction } from '../language/action-file.js';
import { evaluateCondition } from '../language/expressions.js';
import { templateText, templateTexts } from '../language/template.js';
import type { Conclusion } from '../runs/records.js';
import { playStandIn } from '../standins/play.js';
import { runComposite } from './composite.js';
import { runNodeScript } from './node-action.js';
import { type ResolvedAction, resolveAction } from './resolve-action.js';
import { logEnv } from './script-step.js';
import { stepScope } from './state.js';
import type { StepCall } from './step.js';

export type Directory = Extract<ResolvedAction, { kind: 'directory' }>;

/** Runs the action behind a `uses:`. */
export async function runAction(call: StepCall, uses: string): Promise<Conclusion> {
  const { state, list, step, env } = call;
  const given = templateTexts(step.with, stepScope(state, list, env));
  const resolved = await resolveAction(state, uses);
  logUse(call, uses, given);
  if (resolved.kind === 'stand-in') {
    return playStandIn(call, uses, resolved.standIn, given);
  }
  const action = readAction(resolved.directory, uses);
  const inputs = inputsOf(call, action, given);
  if (action.runs.kind === 'composite') {
    return runComposite(call, resolved, action.runs, inputs);
  }
  return runJavaScript(call, uses, resolved, action, inputs);
}

async function runJavaScript(
  call: StepCall,
  uses: string,
  directory: Directory,
  action: ActionFile,
  inputs: Readonly<Record<string, string>>,
): Promise<Conclusion> {
  const { runs } = action;
  if (runs.kind !== 'node') {
    throw new Error(`Expected '${uses}' to be a JavaScript action.`);
  }
  const { state, list, env } = call;
  const wanted = (condition: string) => evaluateCondition(condition, stepScope(state, list, env));
  if (
    runs.pre !== undefined &&
    wanted(runs.preIf) &&
    (await runNodeScript(call, directory, runs.pre, inputs)) !== 'success'
  ) {
    return 'failure';
  }
  const { post, postIf } = runs;
  if (post !== undefined) {
    // Registered before `main` so that clean-up happens when `main` fails as well.
    state.posts.push({
      name: `Post Run ${uses}`,
      condition: postIf,
      run: (control) => runNodeScript({ ...call, control }, directory, post, inputs, call.saved),
    });
  }
  return runNodeScript(call, directory, runs.main, inputs);
}

/** Inputs given, with the manifest's defaults; names are compared without regard to case. */
function inputsOf(
  call: StepCall,
  action: ActionFile,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const { state, list, env } = call;
  const byName = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const inputs: Record<string, string> = {};
  for (const input of action.inputs) {
    const value = byName.get(input.id.toLowerCase());
    const fallback =
      input.default === undefined ? '' : templateText(input.default, stepScope(state, list, env));
    inputs[input.id] = value ?? fallback;
    byName.delete(input.id.toLowerCase());
  }
  if (byName.size > 0) {
    const valid = action.inputs.map((input) => `'${input.id}'`).join(', ');
    const names = [...byName.keys()].map((name) => `'${name}'`).join(', ');
    state.log.write(`##[warning]Unexpected input(s) ${names}, valid inputs are [${valid}]`);
  }
  return { ...Object.fromEntries(byName), ...inputs };
}

function logUse({ state, env }: StepCall, uses: string, given: Readonly<Record<string, string>>): void {
  state.log.write(`##[group]Run ${uses}`);
  const entries = Object.entries(given);
  if (entries.length > 0) {
    state.log.write('with:');
  }
  for (const [name, value] of entries) {
    state.log.write(`  ${name}: ${value}`);
  }
  logEnv(state.log.write, env);
  state.log.write('##[endgroup]');
}
