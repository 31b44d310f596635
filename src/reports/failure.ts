import type { ErrorType, IssueToFix } from '../domain/contract.js';
import type { AgentResult, WorkflowState } from '../domain/state.js';
import { loopName } from './history.js';
import { page, table } from './table.js';
import { cell, code, inline } from './text.js';

/** What a person can do about each kind of error. */
const ADVICE: Readonly<Record<ErrorType, string>> = {
  PrerequisiteError: 'Add what is missing on the branch.',
  ValidationError: 'Correct the artifact that the message names on the branch.',
  QualityGateFailure: 'Mend the issues below on the branch, or change the specification.',
  TestValidationError: 'Mend the failing tests or the code on the branch.',
  ExternalServiceError: 'Wait until the service answers again, or correct its configuration.',
  TimeoutError: 'Raise the time limit in `.github/speckit.yml`, or make the tasks smaller.',
  BranchExistsError: 'Rename or delete the branch that exists already.',
  UnrecoverableError: 'Read the message and the log of the Actions run.',
  ImplementationGap: 'Add what is missing to the code or to the tasks on the branch.',
  TestBug: 'Correct the test on the branch.',
  SpecMismatch: 'Decide whether the specification or the code is right, and correct the other.',
  ServiceUnhealthy: 'Start or repair the service that the tests need.',
  MaxIterationsReached: 'Look at what still fails, and mend it on the branch.',
};

/** What went wrong last: the limits that were reached, the error with advice, and at most so many blocking issues. */
export function failureReport(state: WorkflowState, issues: number): string {
  const failure = latestFailure(state);
  return page(
    exhaustedLoops(state),
    failure === null ? null : errorParagraph(failure),
    issuesSection(issuesOf(state, failure?.result), issues),
  );
}

interface Failure {
  readonly agent: string;
  readonly result: AgentResult & { readonly error: NonNullable<AgentResult['error']> };
}

function latestFailure(state: WorkflowState): Failure | null {
  const failures: Failure[] = [];
  for (const [agent, { error, ...result }] of Object.entries(state.agent_results)) {
    if (error !== null) failures.push({ agent, result: { ...result, error } });
  }
  const [latest] = failures.toSorted(
    (one, other) => Date.parse(other.result.timestamp) - Date.parse(one.result.timestamp),
  );
  return latest ?? null;
}

function exhaustedLoops(state: WorkflowState): string {
  return Object.entries(state.feedback_loops)
    .filter(([, loop]) => loop.iteration >= loop.max_iterations)
    .slice(0, 10)
    .map(
      ([key, loop]) =>
        `**Limit reached**: ${loopName(key)} used ${loop.iteration} of ${loop.max_iterations} iterations.`,
    )
    .join('\n');
}

function errorParagraph({ agent, result: { attempt, error } }: Failure): string {
  const wanted = error.suggested_action?.agent;
  const suggestion = wanted === undefined ? '' : ` The agent suggests to run ${wanted}.`;
  return `**Error**: ${code(error.type)} from ${agent} (attempt ${attempt}): ${inline(error.message, 1_000)}\n\n**What to do**: ${ADVICE[error.type]}${suggestion}`;
}

function issuesOf(state: WorkflowState, result: Failure['result'] | undefined): readonly IssueToFix[] {
  const reported = result?.error.blocking_issues ?? [];
  return reported.length > 0 ? reported : state.feedback.flatMap((one) => one.context.issues_to_fix);
}

function issuesSection(issues: readonly IssueToFix[], most: number): string {
  if (issues.length === 0) return '';
  const rows = issues
    .slice(0, most)
    .map((one) => [
      one.severity,
      cell(one.type, 100),
      cell(one.message, 400),
      cell(one.location ?? '', 200),
      cell(one.recommendation ?? '', 300),
    ]);
  const rest = issues.length > rows.length ? `\n\n${issues.length - rows.length} more not shown.` : '';
  return `### Blocking issues\n\n${table(['Severity', 'Type', 'Issue', 'Location', 'Recommendation'], rows)}${rest}`;
}
