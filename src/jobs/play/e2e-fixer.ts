/** The agent `e2e-test-fixer`: runs the end-to-end tests itself, and asks a backend only while they fail. */
import type { AgentResponse, FeedbackContext } from '../../domain/contract.js';
import { ask, type Question } from './ask.js';
import { configuredCommand, type FoundCommand, findE2eCommand } from './find-command.js';
import type { PlayOptions } from './options.js';
import { addUsage, failure, NO_USAGE, type Played, success } from './response.js';
import { type CommandRun, installPackages, runCommand } from './run-command.js';
import { ended, issuesOf } from './test-gate.js';

const AGENT = 'e2e-test-fixer';
const SEED_LIMIT = 3;

/** Tests, mends and tests again. `tidy` puts back what a test run has left in the working tree. */
export async function playFixer(
  question: Question,
  options: PlayOptions,
  tidy: () => Promise<void>,
): Promise<Played> {
  const deadline = performance.now() + question.timeoutMs;
  const left = () => Math.max(1, Math.round(deadline - performance.now()));
  const limit = options.maxFixes ?? SEED_LIMIT;
  let played: Played = nothingYet(options.clock.now());
  for (let fixes = 0; ; fixes++) {
    // An earlier fix may have added the very command, so it is looked for each time.
    const commands = await findCommands(options);
    if (commands.length === 0) return conclude(played, failure(AGENT, options.clock.now(), NO_COMMAND));
    const run = await runTests(commands, options, left());
    await tidy();
    played = record(played, run, options);
    const verdict = judge(run, played, fixes, limit, options.clock.now());
    if (verdict !== null) return conclude(played, verdict);
    const feedback = feedbackOf(run, question.feedback, fixes + 1, limit);
    const fixed = await ask({ ...question, feedback, timeoutMs: left() }, options);
    played = { ...fixed, usage: addUsage(played.usage, fixed.usage), log: `${played.log}\n${fixed.log}` };
    if (fixed.response.status === 'error') return played;
  }
}

const NO_COMMAND = {
  type: 'PrerequisiteError',
  message:
    'expected an end-to-end command, found none: there is no script test:e2e or e2e in package.json, no target e2e in a Makefile, and no node:test file in test/e2e, tests/e2e or e2e. Set quality.e2e in .github/speckit.yml',
} as const;

function nothingYet(at: string): Played {
  return { response: success(AGENT, at, {}), usage: NO_USAGE, log: '', answeredBy: 'code' };
}

async function findCommands({ quality, workingTree }: PlayOptions): Promise<readonly FoundCommand[]> {
  if (quality?.e2e !== undefined) return quality.e2e.map(configuredCommand);
  const found = await findE2eCommand(workingTree);
  return found === null ? [] : [found];
}

/** Runs the commands in order until one fails; the last run stands for all. */
async function runTests(
  commands: readonly FoundCommand[],
  options: PlayOptions,
  timeoutMs: number,
): Promise<CommandRun> {
  const environment = options.environment ?? process.env;
  const installed = await installPackages(options.workingTree, timeoutMs, environment);
  if (installed !== null && installed.exitCode !== 0) return { ...installed, kind: 'not_started' };
  const [first, ...others] = commands;
  if (first === undefined) throw new Error('expected at least one end-to-end command');
  let run = await runCommand(first, options.workingTree, timeoutMs, environment);
  for (const command of others) {
    if (run.exitCode !== 0) return run;
    run = await runCommand(command, options.workingTree, timeoutMs, environment);
  }
  return run;
}

function record(played: Played, run: CommandRun, { log }: PlayOptions): Played {
  log(`${AGENT}: ${run.command}: ${ended(run)}`);
  return {
    ...played,
    usage: addUsage(played.usage, { duration_ms: run.durationMs, cost_usd: 0 }),
    log: `${played.log}\n$ ${run.command}\n${run.output}\n(${ended(run)})`,
  };
}

/** The final answer, or null when a backend has to mend something. */
function judge(
  run: CommandRun,
  played: Played,
  fixes: number,
  limit: number,
  at: string,
): AgentResponse | null {
  if (run.exitCode === 0) return passed(run, played, fixes, at);
  if (run.kind !== 'exited') return failure(AGENT, at, notRun(run));
  return fixes >= limit ? exhausted(run, limit, at) : null;
}

/** A success is what the tests say; what the backend said of its fix is kept beside it. */
function passed(run: CommandRun, played: Played, fixes: number, at: string): AgentResponse {
  const how = fixes === 0 ? 'nothing to fix' : `after ${fixes} ${fixes === 1 ? 'fix' : 'fixes'}`;
  return success(AGENT, at, {
    ...played.response.result,
    summary: `${run.command}: passed, ${how}`,
    command: run.command,
    exit_code: 0,
    fixer_iteration: fixes,
  });
}

function notRun(run: CommandRun): Parameters<typeof failure>[2] {
  if (run.kind === 'timed_out') {
    return {
      type: 'TimeoutError',
      message: `expected "${run.command}" to end in time; its processes were ended`,
    };
  }
  return {
    type: 'ServiceUnhealthy',
    message: `expected to run "${run.command}": ${run.output.slice(-3_000)}`,
  };
}

function exhausted(run: CommandRun, limit: number, at: string): AgentResponse {
  return failure(AGENT, at, {
    type: 'MaxIterationsReached',
    message: `expected "${run.command}" to pass after ${limit} fixes, received ${ended(run)}: a person must look`,
    issues: issuesOf(run),
    result: { fixer_iteration: limit, command: run.command },
  });
}

function feedbackOf(
  run: CommandRun,
  earlier: FeedbackContext | null,
  iteration: number,
  limit: number,
): FeedbackContext {
  const issues = [...(earlier?.issues_to_fix ?? []), ...issuesOf(run)];
  return { feedback_from: `speckit-${AGENT}`, iteration, max_iterations: limit, issues_to_fix: issues };
}

/** Files that a backend's earlier fix has written stay its own, so `answeredBy` is kept. */
function conclude(played: Played, response: AgentResponse): Played {
  return { ...played, response };
}
