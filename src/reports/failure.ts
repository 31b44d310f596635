import type { IssueToFix } from '../domain/contract.js';
import type { AgentResult, WorkflowState } from '../domain/state.js';
import { AGENTS, type AgentName } from '../domain/workflows.js';
import { adviceFor } from './advice.js';
import { count } from './format.js';
import { loopName } from './history.js';
import { issuesTable } from './issues-table.js';
import { page } from './table.js';
import { code, inline, sentence } from './text.js';

/** What went wrong last: the limits that were reached, the error with advice, and at most so many blocking issues. */
export function failureReport(state: WorkflowState, issues: number): string {
  const failure = latestFailure(state);
  return page(
    exhaustedLoops(state),
    failure === null ? null : errorParagraph(state, failure),
    issuesSection(issuesOf(state, failure?.result), issues),
  );
}

interface Failure {
  readonly agent: AgentName;
  readonly result: AgentResult & { readonly error: NonNullable<AgentResult['error']> };
}

function latestFailure(state: WorkflowState): Failure | null {
  const failures = AGENTS.flatMap((agent): Failure[] => {
    const result = state.agent_results[agent];
    return result === undefined || result.error === null
      ? []
      : [{ agent, result: { ...result, error: result.error } }];
  });
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
        `**Limit reached**: ${loopName(key)} used ${loop.iteration} of ${count(loop.max_iterations, 'iteration')}.`,
    )
    .join('\n');
}

function errorParagraph(state: WorkflowState, { agent, result: { attempt, error } }: Failure): string {
  const wanted = error.suggested_action?.agent;
  const suggestion = wanted === undefined ? '' : ` The agent suggests to run ${wanted}.`;
  return page(
    `**Error**: ${code(error.type)} from ${agent} (attempt ${attempt}): ${sentence(inline(error.message, 1_000))}${suggestion}`,
    `**What to do**: ${adviceFor(state, agent, error.type)}`,
  );
}

function issuesOf(state: WorkflowState, result: Failure['result'] | undefined): readonly IssueToFix[] {
  const reported = result?.error.blocking_issues ?? [];
  return reported.length > 0 ? reported : state.feedback.flatMap((one) => one.context.issues_to_fix);
}

function issuesSection(issues: readonly IssueToFix[], most: number): string {
  return issues.length === 0 ? '' : `### Blocking issues\n\n${issuesTable(issues, most, 'Issue')}`;
}
