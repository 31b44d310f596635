/** One script of a JavaScript action, played by node. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Conclusion } from '../runs/records.js';
import type { Directory } from './action-step.js';
import { openCommandFiles } from './command-files.js';
import { runProcess } from './process.js';
import { nodeOf, processEnv } from './state.js';
import { applyFiles, type StepCall } from './step.js';
import { createLineReader } from './workflow-commands.js';

/** Runs `pre`, `main` or `post`; `saved` is what an earlier script of the same step kept through GITHUB_STATE. */
export async function runNodeScript(
  call: StepCall,
  directory: Directory,
  script: string,
  inputs: Readonly<Record<string, string>>,
  saved: Readonly<Record<string, string>> = call.saved,
): Promise<Conclusion> {
  const { state, env } = call;
  const path = join(directory.directory, script);
  if (!existsSync(path)) {
    throw new Error(`File not found: '${path}'. The action's manifest names it; build or commit it.`);
  }
  const files = openCommandFiles(state.directories.temp);
  const identity = {
    action: call.actionId,
    action_repository: directory.repository,
    action_ref: directory.ref,
  };
  const code = await runProcess({
    command: nodeOf(state.options),
    args: [path],
    cwd: state.directories.workspace,
    env: {
      ...processEnv(state, env, identity),
      ...inputVariables(inputs),
      ...stateVariables(saved),
      ...files.env,
    },
    onLine: createLineReader(state.log, call.saveState),
    ...call.control,
  });
  const outputs: Record<string, string> = {};
  applyFiles(state, files.collect(), outputs, call.saved);
  for (const [name, value] of Object.entries(outputs)) {
    call.setOutput(name, value);
  }
  return code === 0 ? 'success' : 'failure';
}

/** `INPUT_*`: upper case, spaces become underscores, hyphens stay. */
function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
}

function stateVariables(saved: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(saved).map(([name, value]) => [`STATE_${name}`, value]));
}
