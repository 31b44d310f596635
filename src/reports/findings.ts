import type { IssueToFix } from '../domain/contract.js';
import type { WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { commandThatMends } from './commands.js';
import { count } from './format.js';
import { issuesTable } from './issues-table.js';

/** What quality gates still find although the workflow is complete: `analyze` alone reports, it has nobody to mend it. */
export function openFindings(state: WorkflowState): readonly IssueToFix[] {
  if (state.status !== 'completed') return [];
  return state.agents_to_execute.flatMap((agent) => {
    const error = state.agent_results[agent]?.error ?? null;
    if (error === null) return [];
    return error.blocking_issues.length > 0 ? error.blocking_issues : [inOneSentence(error.message)];
  });
}

/** The findings as a table, each with the command that mends it; empty where there are none. */
export function findingsSection(state: WorkflowState, most: number): string {
  const findings = openFindings(state);
  if (findings.length === 0) return '';
  return `### Findings (${count(findings.length, 'finding')}):\n\n${findingsTable(state, findings, most)}`;
}

/** Findings, a row each, with the command that mends it. */
function findingsTable(state: WorkflowState, findings: readonly IssueToFix[], most: number): string {
  return issuesTable(findings, most, 'Finding', {
    title: 'Mended by',
    of: (one) => commandThatMends(state, whoMends(one)),
  });
}

/** The commands that mend what was found, each once. */
export function mendingCommands(state: WorkflowState): string[] {
  return [...new Set(openFindings(state).map((one) => commandThatMends(state, whoMends(one))))];
}

/** The agent that the finder names, else the one whose document the place, the type or the words point at. */
function whoMends(issue: IssueToFix): AgentName {
  if (issue.target !== undefined) return issue.target;
  for (const text of [issue.type, issue.location ?? '', issue.message]) {
    const agent = POINTERS.find(([words]) => words.test(text))?.[1];
    if (agent !== undefined) return agent;
  }
  return 'specify';
}

const POINTERS: readonly (readonly [RegExp, AgentName])[] = [
  [/coverage|uncovered|\btasks?\b|dependenc|\bcycl/i, 'tasks'],
  [/\bplan|architect|data[ -]?model|contracts?\b/i, 'plan'],
  [/ambig|unclear|clarif|underspecif|vague/i, 'clarify'],
  [/\bspec|requirement|user stor/i, 'specify'],
];

function inOneSentence(message: string): IssueToFix {
  return { severity: 'HIGH', type: 'Finding', message };
}
