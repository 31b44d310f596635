/** The agent `test`: runs the repository's own quality commands; reads exit codes, reports and coverage. No model is asked. */
import type { AgentResponse, IssueToFix } from '../../domain/contract.js';
import { failingTests } from './failures.js';
import { findGates, type Gate } from './find-gates.js';
import type { PlayOptions } from './options.js';
import { problemsIn } from './problems.js';
import { type Reports, readReports } from './report-files.js';
import { reportedFailures, unmetCoverage } from './reported.js';
import { failure, type Played, success } from './response.js';
import { type CommandRun, installPackages, isNotInstalled, isOffline, runCommand } from './run-command.js';

type GateRun = CommandRun & { readonly gate: Gate };

const NO_REPORTS: Reports = { tests: [], coverage: [] };

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
  const deadline = performance.now() + timeoutMs;
  const left = () => Math.max(1, Math.round(deadline - performance.now()));
  const gates = await findGates(options);
  if (gates === null) return { response: failure('test', clock.now(), NO_COMMAND), log: '' };
  const installed = await installPackages(workingTree, left(), environment);
  if (installed !== null && installed.exitCode !== 0) {
    const message = `expected "${installed.command}" to install the packages that the tests need, received ${ended(installed)}:\n${tail(installed)}`;
    return {
      response: failure('test', clock.now(), { type: 'ExternalServiceError', message }),
      log: installed.output,
    };
  }
  const runs: GateRun[] = [];
  // File times are coarser than the clock.
  const since = Date.now() - 2_000;
  for (const gate of gates) {
    log(`test: ${gate.command.text}`);
    runs.push({ ...(await runCommand(gate.command, workingTree, left(), environment)), gate });
  }
  const reports = await readReports(workingTree, since).catch(() => NO_REPORTS);
  const text = runs.map((run) => `$ ${run.command}\n${run.output}\n(${ended(run)})`).join('\n\n');
  return { response: verdict(runs, reports, clock.now()), log: text };
}

const NO_COMMAND = {
  type: 'PrerequisiteError',
  message:
    'expected a test command, found none: there is no test script in package.json, no test target in a Makefile, no build tool that is known, and no tests of Python, Perl, Tcl, CTest, Bats or node:test. Set quality.test in .github/speckit.yml',
} as const;

function verdict(runs: readonly GateRun[], reports: Reports, at: string): AgentResponse {
  const commands = runs.map((run) => ({
    name: run.gate.name,
    command: run.command,
    exit_code: run.exitCode,
  }));
  const measured = reportsOf(reports);
  // A linter that the repository names and the runner lacks says nothing about the code.
  const failed = runs.filter((run) => run.exitCode !== 0 && !(isNotInstalled(run) && mayBeLeftOut(run.gate)));
  const [first] = failed;
  if (first === undefined) {
    const skipped = runs.filter((run) => run.exitCode !== 0).map((run) => run.command);
    const summary = `${runs
      .filter((run) => run.exitCode === 0)
      .map((run) => run.command)
      .join(', ')}: passed${skipped.length === 0 ? '' : `; not installed here: ${skipped.join(', ')}`}`;
    return success('test', at, { summary, commands, failures: 0, ...measured });
  }
  const summary = `${first.command}: ${ended(first)}`;
  const result = { commands, failures: failed.length, summary, ...measured };
  const slow = failed.find((run) => run.kind === 'timed_out');
  if (slow !== undefined) {
    const message = `expected "${slow.command}" to end in time; its processes were ended`;
    return failure('test', at, { type: 'TimeoutError', message, result });
  }
  const missing = failed.find(isNotInstalled);
  if (missing !== undefined) {
    const message = `expected to run "${missing.command}", but it is not installed on this runner: ${tail(missing)}`;
    return failure('test', at, { type: 'PrerequisiteError', message, result });
  }
  const issues = failed.flatMap((run) => issuesOf({ ...run, gate: run.gate.name }, reports));
  const offline = failed.find(isOffline);
  if (
    offline !== undefined &&
    issues.every(({ type }) => type === 'Test Output' || type === 'Quality Gate')
  ) {
    const message = `expected "${offline.command}" to reach what it downloads, received ${ended(offline)}:\n${tail(offline)}`;
    return failure('test', at, { type: 'ExternalServiceError', message, result });
  }
  const message = `expected exit code 0, received ${failed.map((run) => `${run.exitCode} of "${run.command}"`).join(', ')}`;
  return failure('test', at, {
    type: 'TestValidationError',
    message,
    issues,
    suggested: 'implement',
    result,
  });
}

function mayBeLeftOut({ name, isConfigured }: Gate): boolean {
  return !isConfigured && name !== 'test';
}

function reportsOf({ tests, coverage }: Reports): AgentResponse['result'] {
  const count = (outcome: string) => tests.filter((test) => test.outcome === outcome).length;
  const counted = {
    total: tests.length,
    failed: count('failed') + count('error'),
    skipped: count('skipped'),
  };
  return {
    ...(tests.length === 0 ? {} : { tests: counted }),
    ...(coverage.length === 0 ? {} : { coverage: coverage.slice(0, 20).map((each) => ({ ...each })) }),
  };
}

const NAMES: Readonly<Record<Gate['name'], string>> = {
  build: 'Build Error',
  test: 'Compile Error',
  lint: 'Lint Error',
  typecheck: 'Type Error',
};

/**
 * The failing tests by name, from reports where there are some; what compilers and linters say; coverage below the
 * repository's own threshold; and the end of the output, which says what no reader found.
 */
export function issuesOf(
  run: CommandRun & { readonly gate?: Gate['name'] },
  reports: Reports = NO_REPORTS,
): readonly IssueToFix[] {
  const isTest = run.gate === undefined || run.gate === 'test';
  const reported = isTest ? reportedFailures(reports.tests) : [];
  const tests = isTest && reported.length === 0 ? failingTests(run.output) : reported;
  return [
    ...tests,
    ...(tests.length > 0 ? [] : problemsIn(run.output, NAMES[run.gate ?? 'test'])),
    ...(isTest ? unmetCoverage(run.output, reports.coverage) : []),
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
