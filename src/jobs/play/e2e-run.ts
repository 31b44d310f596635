/** Runs the repository's end-to-end tests once, and says what a run means that no fix can help. */
import type { Capture } from './capture.js';
import { e2eCommands } from './e2e-command.js';
import { unhealthyService } from './e2e-health.js';
import type { PlayOptions } from './options.js';
import type { failure } from './response.js';
import { type CommandRun, installPackages, runCommand } from './run-command.js';

/** The working tree under version control, as far as the fixer needs it. */
export type FixerTree = Pick<Capture, 'snapshot' | 'changes' | 'restore'>;

type Failed = Parameters<typeof failure>[2];

/**
 * Runs the commands in order until one fails; the last run stands for all. Null when there is none. What the tests leave
 * in the working tree, such as reports and screenshots, is no part of a fix and is put back.
 */
export async function runE2e(
  options: PlayOptions,
  timeoutMs: number,
  tree: FixerTree,
): Promise<CommandRun | null> {
  const { workingTree } = options;
  const environment = options.environment ?? process.env;
  const commands = await e2eCommands(options);
  if (commands.length === 0) return null;
  const before = await tree.snapshot();
  try {
    const installed = await installPackages(workingTree, timeoutMs, environment);
    if (installed !== null && installed.exitCode !== 0) return { ...installed, kind: 'not_started' };
    let run: CommandRun | null = null;
    for (const command of commands) {
      run = await runCommand(command, workingTree, timeoutMs, environment);
      if (run.exitCode !== 0) break;
    }
    return run;
  } finally {
    await tree.restore(before);
  }
}

/** The error for a run that says nothing about the code: nobody is asked to mend anything then. Null for others. */
export function notAFailure(run: CommandRun): Failed | null {
  if (run.kind === 'timed_out') {
    return {
      type: 'TimeoutError',
      message: `expected "${run.command}" to end in time; its processes were ended`,
    };
  }
  if (run.kind !== 'exited') {
    return {
      type: 'ServiceUnhealthy',
      message: `expected to run "${run.command}": ${run.output.slice(-3_000)}`,
    };
  }
  if (run.exitCode === 127) {
    return {
      type: 'PrerequisiteError',
      message: `expected to run "${run.command}", but it is not installed on this runner: ${run.output.slice(-3_000)}`,
    };
  }
  const sign = unhealthyService(run.output);
  if (sign === null) return null;
  return {
    type: 'ServiceUnhealthy',
    message: `expected the services that "${run.command}" needs to answer, received: ${sign}`,
    result: { command: run.command, sign },
  };
}

export const NO_COMMAND = {
  type: 'PrerequisiteError',
  message:
    'expected an end-to-end command, found none: there is no script test:e2e or e2e in package.json, no target e2e in a Makefile, and no node:test file in test/e2e, tests/e2e or e2e. Set quality.e2e in .github/speckit.yml',
  suggested: 'e2e-test-builder',
} as const;
