/** `run:` steps: the script goes into a file, never onto a command line. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Template, templateText } from '../language/template.js';
import type { Conclusion } from '../runs/records.js';
import { runProcess } from './process.js';
import { processEnv, stepScope } from './state.js';
import type { StepCall } from './step.js';
import { createLineReader } from './workflow-commands.js';

interface Shell {
  readonly command: string;
  readonly extension: string;
}

const SHELLS: Readonly<Record<string, Shell>> = {
  bash: { command: 'bash --noprofile --norc -eo pipefail {0}', extension: '.sh' },
  sh: { command: 'sh -e {0}', extension: '.sh' },
  python: { command: 'python {0}', extension: '.py' },
  pwsh: { command: 'pwsh -command . {0}', extension: '.ps1' },
};

/** Runs a step's script and reports success or failure by its exit code. */
export async function runScript(call: StepCall): Promise<Conclusion> {
  const { state, list, step, env } = call;
  const scope = stepScope(state, list, env);
  const text = (template: Template | undefined) =>
    template === undefined ? undefined : templateText(template, scope);
  const { spec, file } = state.instance;
  const inAction = list.action !== undefined;
  const script = text(step.run) ?? '';
  const shell = shellOf(
    text(step.shell) ?? (inAction ? undefined : text(spec.defaults.shell ?? file.defaults.shell)),
  );
  const directory =
    text(step.workingDirectory) ??
    (inAction ? undefined : text(spec.defaults.workingDirectory ?? file.defaults.workingDirectory));
  const path = join(state.directories.temp, `${randomUUID()}${shell.extension}`);
  writeFileSync(path, `${script}\n`, { mode: 0o600 });
  const [command = '', ...args] = shell.command.split(/\s+/).map((part) => part.replace('{0}', path));
  logScript(call, script, shell.command);
  const code = await runProcess({
    command,
    args,
    cwd: resolve(state.directories.workspace, directory ?? ''),
    env: {
      ...processEnv(state, env, {
        action: call.actionId,
        ...(inAction && { action_path: list.action?.path }),
      }),
      ...call.fileEnv,
    },
    onLine: createLineReader(state.log, call.saveState),
    ...call.control,
  });
  if (code !== 0) {
    state.log.write(`##[error]Process completed with exit code ${code}.`);
  }
  return code === 0 ? 'success' : 'failure';
}

function shellOf(name: string | undefined): Shell {
  if (name === undefined || name === '') {
    return { command: 'bash -e {0}', extension: '.sh' };
  }
  const known = SHELLS[name];
  if (known !== undefined) {
    return known;
  }
  if (!name.includes('{0}')) {
    throw new Error(
      `Expected 'shell' to be one of ${Object.keys(SHELLS).join(', ')} or a command with {0}, received '${name}'.`,
    );
  }
  return { command: name, extension: '' };
}

function logScript({ state, env }: StepCall, script: string, shell: string): void {
  const lines = script.trimEnd().split('\n');
  state.log.write(`##[group]Run ${lines[0] ?? ''}`);
  for (const line of lines) {
    state.log.write(line);
  }
  state.log.write(`shell: ${shell}`);
  logEnv(state.log.write, env);
  state.log.write('##[endgroup]');
}

/** Shows a step's own environment as GitHub's logs do. */
export function logEnv(write: (line: string) => void, env: Readonly<Record<string, string>>): void {
  const entries = Object.entries(env);
  if (entries.length > 0) {
    write('env:');
  }
  for (const [name, value] of entries) {
    write(`  ${name}: ${value}`);
  }
}
