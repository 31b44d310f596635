/** The agent `e2e-test-fixer`: runs the end-to-end tests itself, and asks a backend only while they fail. */
import { SIMPLE_BUG } from '../../domain/bug-complexity.js';
import type { AgentResponse, FeedbackContext, IssueToFix } from '../../domain/contract.js';
import { loopLimit } from '../../engine/loop-limits.js';
import { ask, type Question } from './ask.js';
import { assess, checkDiagnosis, type Diagnosis } from './e2e-diagnosis.js';
import { takeFix } from './e2e-fix.js';
import { type FixerTree, NO_COMMAND, notAFailure, runE2e } from './e2e-run.js';
import type { PlayOptions } from './options.js';
import { addUsage, boundedResult, failure, NO_USAGE, type Played, success } from './response.js';
import type { CommandRun } from './run-command.js';
import { ended, issuesOf } from './test-gate.js';

const AGENT = 'e2e-test-fixer';
/** Characters of an earlier answer that the next prompt holds. */
const EARLIER_ANSWER = 4_000;

type Result = AgentResponse['result'];

/** What one job has done so far. */
interface Progress {
  readonly usage: Played['usage'];
  readonly log: string;
  /** Rounds used by this workflow: each is one attempt to mend. */
  readonly iteration: number;
  readonly fixes: readonly Result[];
  readonly specUpdates: readonly Result[];
  /** The latest answer of the backend. */
  readonly said: AgentResponse | null;
  /** Why the latest fix was put back. */
  readonly refused: readonly IssueToFix[];
}

interface Table {
  readonly question: Question;
  readonly options: PlayOptions;
  readonly tree: FixerTree;
  readonly limit: number;
  readonly left: () => number;
}

/** Tests, has the cause mended and tests again, until all pass, the limit is used up or the work goes back. */
export async function playFixer(question: Question, options: PlayOptions, tree: FixerTree): Promise<Played> {
  const deadline = performance.now() + question.timeoutMs;
  const left = () => Math.max(1, Math.round(deadline - performance.now()));
  const limit = loopLimit(options.state, 'e2e');
  const table: Table = { question, options, tree, limit, left };
  let progress = beginning(options, limit);
  for (;;) {
    const run = await runE2e(options, left(), tree);
    if (run === null) return conclude(progress, failure(AGENT, options.clock.now(), NO_COMMAND));
    progress = withRun(progress, run, options);
    const verdict = judge(run, progress, table);
    if (verdict !== null) return conclude(progress, verdict);
    const next = await mend(run, progress, table);
    if ('response' in next) return next;
    progress = next;
  }
}

/** Rounds of earlier jobs count, unless they were used up: then a person has decided that it is tried again. */
function beginning({ state }: PlayOptions, limit: number): Progress {
  const used = state.e2e_workflow?.fixer_iteration ?? 0;
  return {
    usage: NO_USAGE,
    log: '',
    iteration: used < limit ? used : 0,
    fixes: [],
    specUpdates: [],
    said: null,
    refused: [],
  };
}

function withRun(progress: Progress, run: CommandRun, { log }: PlayOptions): Progress {
  log(`${AGENT}: ${run.command}: ${ended(run)}`);
  return {
    ...progress,
    usage: addUsage(progress.usage, { duration_ms: run.durationMs, cost_usd: 0 }),
    log: `${progress.log}\n$ ${run.command}\n${run.output}\n(${ended(run)})`,
  };
}

/** The final answer, or null when a backend has to mend something. */
function judge(run: CommandRun, progress: Progress, { options, limit }: Table): AgentResponse | null {
  const at = options.clock.now();
  if (run.kind === 'exited' && run.exitCode === 0) return passed(run, progress, at);
  const other = notAFailure(run);
  if (other !== null) {
    return failure(AGENT, at, { ...other, result: { ...resultOf(progress), ...other.result } });
  }
  if (progress.iteration < limit) return null;
  return exhausted(run, progress, `to pass after ${limit} rounds, received ${ended(run)}`, at);
}

/** A success is what the tests say; what the backend said of its fixes is kept beside it. */
function passed(run: CommandRun, progress: Progress, at: string): AgentResponse {
  const count = progress.fixes.length;
  const how = count === 0 ? 'nothing to fix' : `after ${count} ${count === 1 ? 'fix' : 'fixes'}`;
  return success(AGENT, at, {
    ...resultOf(progress),
    summary: `${run.command}: passed, ${how}`,
    command: run.command,
    exit_code: 0,
  });
}

function exhausted(run: CommandRun, progress: Progress, what: string, at: string): AgentResponse {
  return failure(AGENT, at, {
    type: 'MaxIterationsReached',
    message: `expected "${run.command}" ${what}: a person must look`,
    issues: [...progress.refused, ...issuesOf(run)],
    result: { ...resultOf(progress), command: run.command },
  });
}

/** One round: asks for the cause and its fix. The final answer where there is one, else what has been done so far. */
async function mend(run: CommandRun, progress: Progress, table: Table): Promise<Progress | Played> {
  const { question, options, tree, left, limit } = table;
  const before = await tree.snapshot();
  const feedback = feedbackOf(run, progress, table);
  const context = contextAfter(question, progress);
  const asked = await ask(
    { ...question, feedback, context, timeoutMs: left(), check: checkDiagnosis },
    options,
  );
  const after: Progress = {
    ...progress,
    usage: addUsage(progress.usage, asked.usage),
    log: `${progress.log}\n${asked.log}`,
    said: asked.answeredBy === 'agent' ? asked.response : progress.said,
    refused: [],
  };
  if (asked.answeredBy !== 'agent') return { ...asked, usage: after.usage, log: after.log };
  if (asked.response.status === 'error') {
    await tree.restore(before);
    return givenBack(asked.response, after, run, table);
  }
  const outcome = await takeFix(asked.response, before, progress.fixes, { options, tree });
  const iteration = progress.iteration + 1;
  switch (outcome.kind) {
    case 'taken':
      options.log(`${AGENT}: round ${iteration} of ${limit}, ${outcome.rootCause}`);
      return {
        ...after,
        iteration,
        fixes: [...progress.fixes, outcome.fix],
        specUpdates: [...progress.specUpdates, ...outcome.specUpdates],
      };
    case 'refused':
      return { ...after, iteration, refused: outcome.issues };
    case 'complex':
      return conclude(after, gapOf(outcome.diagnosis, after, issuesOf(run), options.clock.now()));
    case 'too_many_spec_fixes': {
      const what = 'to be a matter of the specification at most twice, received a third time';
      return conclude(after, exhausted(run, { ...after, iteration }, what, options.clock.now()));
    }
  }
}

/** The agent's own error. A bug that it gives back although it is small is for it to mend. */
function givenBack(
  response: AgentResponse,
  progress: Progress,
  run: CommandRun,
  { options }: Table,
): Progress | Played {
  const { error, result } = response;
  const assessed = assess(result.complexity);
  if (error?.type === 'ImplementationGap' && assessed.score !== null && assessed.score <= SIMPLE_BUG) {
    const message = `the complexity is ${assessed.explanation}, at most ${SIMPLE_BUG}: mend it here as IMPLEMENTATION_BUG`;
    const issue: IssueToFix = { severity: 'HIGH', type: 'Complexity', message };
    return { ...progress, iteration: progress.iteration + 1, refused: [issue] };
  }
  if (error?.type === 'ImplementationGap') {
    const diagnosis = { summary: error.message, ...assessed };
    const issues = error.blocking_issues.length > 0 ? error.blocking_issues : issuesOf(run);
    return conclude(progress, gapOf(diagnosis, progress, issues, options.clock.now()));
  }
  return conclude(progress, { ...response, result: resultOf(progress) });
}

/** What is too large goes back to `implement`, with the score explained. */
function gapOf(
  {
    summary,
    complexity,
    score,
    explanation,
  }: Pick<Diagnosis, 'summary' | 'complexity' | 'score' | 'explanation'>,
  progress: Progress,
  issues: readonly IssueToFix[],
  at: string,
): AgentResponse {
  const why = score === null ? '' : ` (complexity ${explanation}, above ${SIMPLE_BUG})`;
  const message = `expected an implementation that the end-to-end tests accept, received a gap${why}: ${summary}`;
  const gap: IssueToFix = {
    severity: 'HIGH',
    type: 'Implementation Gap',
    message: `${summary}${why}`,
    recommendation: 'Implement what is missing; the end-to-end test for it exists already.',
  };
  return failure(AGENT, at, {
    type: 'ImplementationGap',
    message,
    issues: score === null ? issues : [gap, ...issues],
    suggested: 'implement',
    result: {
      ...resultOf(progress),
      root_cause: 'IMPLEMENTATION_BUG',
      ...(score === null ? {} : { complexity, complexity_score: score, complexity_explanation: explanation }),
    },
  });
}

function resultOf({ said, iteration, fixes, specUpdates }: Progress): Result {
  return {
    ...said?.result,
    fixer_iteration: iteration,
    // Landing judges the changed files by these.
    fixes: [...fixes],
    spec_updates: [...specUpdates],
  };
}

function feedbackOf(run: CommandRun, progress: Progress, { question, limit }: Table): FeedbackContext {
  const issues = [...(question.feedback?.issues_to_fix ?? []), ...progress.refused, ...issuesOf(run)];
  return {
    feedback_from: `speckit-${AGENT}`,
    iteration: progress.iteration + 1,
    max_iterations: limit,
    issues_to_fix: issues,
  };
}

/** What the agent said in its last round belongs to what it is told in the next. */
function contextAfter({ context }: Question, { said, iteration, fixes }: Progress): Question['context'] {
  if (said === null) return context;
  const result = boundedResult(
    { ...said.result, fixer_iteration: iteration, fixes: [...fixes] },
    EARLIER_ANSWER,
  );
  const earlier = { status: said.status, timestamp: said.timestamp, result };
  return { ...context, previous_results: { ...context.previous_results, [AGENT]: earlier } };
}

/** Files of earlier fixes stay, whatever comes in the end. */
function conclude({ usage, log, said }: Progress, response: AgentResponse): Played {
  return { response, usage, log, answeredBy: said === null ? 'code' : 'agent' };
}
