import type { WorkflowState } from '../domain/state.js';
import { artifactLines } from './artifacts.js';
import { whatItDid } from './did.js';
import { specUpdateLines } from './e2e.js';
import { ISSUE_ROWS } from './escalation.js';
import { failureReport } from './failure.js';
import { findingsSection } from './findings.js';
import { between, count } from './format.js';
import { AGENT_ICONS, AGENT_WORDS, featureName, standingOf, workflowTitle } from './labels.js';
import type { Links } from './links.js';
import { nextSteps } from './next-steps.js';
import { firstFitting, page } from './table.js';
import { taskSummary } from './tasks-table.js';
import { BODY_LIMIT, inline, mention } from './text.js';
import { cost } from './totals.js';
import { traceabilitySection } from './traceability.js';
import { whereLines } from './where.js';

/** The end of a workflow in the words of the seed: what was done, what it took and cost, what comes next. */
export function renderSummary(state: WorkflowState, links?: Links): string {
  return (
    firstFitting(ISSUE_ROWS, BODY_LIMIT, (rows) => compose(state, links, rows)) ?? compose(state, links, 0)
  );
}

function compose(state: WorkflowState, links: Links | undefined, issueRows: number): string {
  return page(
    `## Workflow Complete: ${workflowTitle(state)}${state.status === 'completed' ? '' : ` - ${verdict(state)}`}`,
    head(state).join('\n'),
    state.status === 'failed' ? failureReport(state, issueRows) : null,
    findingsSection(state, issueRows),
    `### Agents:\n${agentLines(state).join('\n')}`,
    `### Artifacts:\n${[...artifactLines(state, links), ...e2eTest(state)].join('\n')}`,
    specUpdates(state),
    traceabilitySection(state, issueRows, links),
    createdIssues(state),
    `### Next Steps:\n${nextSteps(state).join('\n')}`,
    whereLines(state, links).join('\n'),
    state.status === 'failed' ? `${mention(state.origin.requester)}, the next step is yours.` : null,
  );
}

/** Lines of one paragraph: GitHub keeps line breaks in comments. */
function head(state: WorkflowState): string[] {
  const branch = state.branch === null ? 'none' : inline(state.branch.name, 200);
  const reason = state.status_reason === null ? [] : [`**Reason**: ${inline(state.status_reason, 1_000)}`];
  return [
    `**Status**: ${verdict(state)}`,
    ...reason,
    `**Feature**: ${inline(featureName(state), 200)} (Branch: ${branch})`,
    `**Duration**: ${between(state.started_at, state.finished_at ?? state.updated_at)}`,
    ...cost(state).map((spent) => `**Cost**: ${spent}`),
    ...(state.tasks.length === 0 || !state.steps.includes('implement')
      ? []
      : [`**Tasks**: ${taskSummary(state.tasks)}`]),
  ];
}

function verdict(state: WorkflowState): string {
  if (state.status === 'completed') return '✅ Success';
  return state.status === 'aborted' ? '❌ Aborted' : '❌ Failed';
}

function agentLines(state: WorkflowState): string[] {
  return state.agents_to_execute.map((agent, index) => {
    const standing = standingOf(state, agent);
    return `${index + 1}. ${AGENT_ICONS[standing]} ${agent} - ${whatItDid(state, agent) ?? AGENT_WORDS[standing]}`;
  });
}

function e2eTest(state: WorkflowState): string[] {
  const file = state.e2e_workflow?.test_file ?? null;
  return file === null ? [] : [`- E2E Test: ${inline(file)}`];
}

/** What the E2E agents changed in the specification, for a person to look at. */
function specUpdates(state: WorkflowState): string {
  const lines = specUpdateLines(state);
  return lines.length === 0 ? '' : `### Spec updates:\n${lines.join('\n')}`;
}

function createdIssues(state: WorkflowState): string {
  const issues = Object.entries(state.created_issues);
  if (issues.length === 0) return '';
  const lines = issues.slice(0, 200).map(([task, number]) => `- ${inline(task, 40)}: #${number}`);
  const rest = issues.length > lines.length ? [`- ${issues.length - lines.length} more`] : [];
  return `### Created issues (${count(issues.length, 'issue')}):\n${[...lines, ...rest].join('\n')}`;
}
