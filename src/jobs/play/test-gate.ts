/** The agent `test`: runs the repository's own quality commands and reads their exit codes. No model is asked. */
import type { AgentResponse, IssueToFix } from '../../domain/contract.js';
import { failingTests } from './failures.js';
import { configuredCommand, type FoundCommand, findTestCommand } from './find-command.js';
import type { PlayOptions } from './options.js';
import { failure, type Played, success } from './response.js';
import { type CommandRun, installPackages, runCommand } from './run-command.js';

interface Gate {
  readonly name: 'build' | 'test' | 'lint' | 'typecheck';
  readonly command: FoundCommand;
}

/** Runs every gate and answers with what fails, for `implement` to mend. */
export async function playTest(options: PlayOptions, timeoutMs: number): Promise<Played> {
  const started = performance.now();
  const { response, log } = await judge(options, timeoutMs);
  const usage = { duration_ms: Math.round(performance.now() - started), cost_usd: 0 };
  return { response, usage, log, answeredBy: 'code' };
}

async function judge(
  options: PlayOptions,
  timeoutMs: number,
): Promise<{ response: AgentResponse; log: string }> {
  const { workingTree, clock, log } = options;
  const environment = options.environment ?? process.env;
  const gates = await findGates(options);
  if (gates === null) return { response: failure('test', clock.now(), NO_COMMAND), log: '' };
  const runs: (CommandRun & { readonly gate: Gate['name'] })[] = [];
  const installed = await installPackages(workingTree, timeoutMs, environment);
  if (installed !== null && installed.exitCode !== 0) {
    const message = `expected "${installed.command}" to install the packages that the tests need, received ${ended(installed)}:\n${tail(installed)}`;
    return {
      response: failure('test', clock.now(), { type: 'ExternalServiceError', message }),
      log: installed.output,
    };
  }
  for (const gate of gates) {
    log(`test: ${gate.command.text}`);
    runs.push({ ...(await runCommand(gate.command, workingTree, timeoutMs, environment)), gate: gate.name });
  }
  const text = runs.map((run) => `$ ${run.command}\n${run.output}\n(${ended(run)})`).join('\n\n');
  return { response: verdict(runs, clock.now()), log: text };
}

const NO_COMMAND = {
  type: 'PrerequisiteError',
  message:
    'expected a test command, found none: there is no test script in package.json, no test target in a Makefile, and no tests of Python, Go, Rust or node:test. Set quality.test in .github/speckit.yml',
} as const;

async function findGates({ quality, workingTree }: PlayOptions): Promise<readonly Gate[] | null> {
  const configured = (name: Gate['name']) =>
    (quality?.[name] ?? []).map((line): Gate => ({ name, command: configuredCommand(line) }));
  const found = quality?.test === undefined ? await findTestCommand(workingTree) : null;
  const tests = found === null ? configured('test') : [{ name: 'test', command: found } as const];
  if (tests.length === 0) return null;
  return [...configured('build'), ...tests, ...configured('lint'), ...configured('typecheck')];
}

function verdict(runs: readonly (CommandRun & { readonly gate: Gate['name'] })[], at: string): AgentResponse {
  const commands = runs.map((run) => ({ name: run.gate, command: run.command, exit_code: run.exitCode }));
  const failed = runs.filter((run) => run.exitCode !== 0);
  const [first] = failed;
  if (first === undefined) {
    const summary = `${runs.map((run) => run.command).join(', ')}: passed`;
    return success('test', at, { summary, commands, failures: 0 });
  }
  const result = { commands, failures: failed.length, summary: `${first.command}: ${ended(first)}` };
  const slow = failed.find((run) => run.kind === 'timed_out');
  if (slow !== undefined) {
    const message = `expected "${slow.command}" to end in time; its processes were ended`;
    return failure('test', at, { type: 'TimeoutError', message, result });
  }
  const missing = failed.find((run) => run.kind === 'not_started' || run.exitCode === 127);
  if (missing !== undefined) {
    const message = `expected to run "${missing.command}", but it is not installed on this runner: ${tail(missing)}`;
    return failure('test', at, { type: 'PrerequisiteError', message, result });
  }
  const issues = failed.flatMap(issuesOf);
  const message = `expected exit code 0, received ${failed.map((run) => `${run.exitCode} of "${run.command}"`).join(', ')}`;
  return failure('test', at, {
    type: 'TestValidationError',
    message,
    issues,
    suggested: 'implement',
    result,
  });
}

/** The failing tests by name, and the end of the output, which says what no parser found. */
export function issuesOf(run: CommandRun & { readonly gate?: Gate['name'] }): readonly IssueToFix[] {
  const isTest = run.gate === undefined || run.gate === 'test';
  return [
    ...(isTest ? failingTests(run.output) : []),
    {
      severity: 'HIGH',
      type: isTest ? 'Test Output' : 'Quality Gate',
      message: `"${run.command}" ended with ${ended(run)}:\n${tail(run)}`,
    },
  ];
}

/** How a command ended, in words. */
export function ended(run: CommandRun): string {
  if (run.kind === 'timed_out') return 'a timeout';
  if (run.kind === 'not_started') return 'no start';
  return run.exitCode === null ? 'a signal' : `exit code ${run.exitCode}`;
}

function tail(run: CommandRun): string {
  return run.output.slice(-3_000);
}
