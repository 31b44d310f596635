import type { WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { artifactLines } from './artifacts.js';
import { ISSUE_ROWS } from './escalation.js';
import { failureReport } from './failure.js';
import { between, count, money } from './format.js';
import { AGENT_ICONS, AGENT_WORDS, featureName, standingOf, workflowTitle } from './labels.js';
import type { Links } from './links.js';
import { startAgain } from './status-line.js';
import { firstFitting, page } from './table.js';
import { taskSummary } from './tasks-table.js';
import { BODY_LIMIT, code, inline, mention } from './text.js';
import { totalCost } from './totals.js';
import { whereLines } from './where.js';

/** The end of a workflow in the words of the seed: what was done, what it took and cost, what comes next. */
export function renderSummary(state: WorkflowState, links?: Links): string {
  return (
    firstFitting(ISSUE_ROWS, BODY_LIMIT, (rows) => compose(state, links, rows)) ?? compose(state, links, 0)
  );
}

function compose(state: WorkflowState, links: Links | undefined, issueRows: number): string {
  return page(
    `## Workflow Complete: ${workflowTitle(state)}`,
    head(state).join('\n'),
    state.status === 'failed' ? failureReport(state, issueRows) : null,
    `### Agents:\n${agentLines(state).join('\n')}`,
    `### Artifacts:\n${[...artifactLines(state, links), ...e2eTest(state)].join('\n')}`,
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
    `**Cost**: ${money(totalCost(state))}`,
    ...(state.tasks.length === 0 ? [] : [`**Tasks**: ${taskSummary(state.tasks)}`]),
  ];
}

function verdict(state: WorkflowState): string {
  if (state.status === 'completed') return '✅ Success';
  return state.status === 'aborted' ? '❌ Aborted' : '❌ Failed';
}

function agentLines(state: WorkflowState): string[] {
  return state.agents_to_execute.map((agent, index) => {
    const standing = standingOf(state, agent);
    return `${index + 1}. ${AGENT_ICONS[standing]} ${agent} - ${did(state, agent) ?? AGENT_WORDS[standing]}`;
  });
}

function did(state: WorkflowState, agent: AgentName): string | null {
  const summary = state.agent_results[agent]?.summary ?? '';
  return summary === '' ? null : inline(summary, 240);
}

function e2eTest(state: WorkflowState): string[] {
  const file = state.e2e_workflow?.test_file ?? null;
  return file === null ? [] : [`- E2E Test: ${inline(file)}`];
}

function createdIssues(state: WorkflowState): string {
  const issues = Object.entries(state.created_issues);
  if (issues.length === 0) return '';
  const lines = issues.slice(0, 200).map(([task, number]) => `- ${inline(task, 40)}: #${number}`);
  const rest = issues.length > lines.length ? [`- ${issues.length - lines.length} more`] : [];
  return `### Created issues (${count(issues.length, 'issue')}):\n${[...lines, ...rest].join('\n')}`;
}

function nextSteps(state: WorkflowState): string[] {
  if (state.status !== 'completed') {
    const kept =
      state.branch === null ? [] : [`- What was made is kept on branch ${code(state.branch.name)}`];
    return [...kept, `- ${startAgain(state)}`];
  }
  const updates = (state.e2e_workflow?.spec_updates ?? []).filter((one) => !one.approved).length;
  const approve = updates === 0 ? [] : [`- Check ${count(updates, 'spec update')} that the E2E agents made`];
  return ['- Review implementation', ...approve, deliver(state)];
}

function deliver(state: WorkflowState): string {
  if (state.pull_request !== null) return `- Merge pull request #${state.pull_request.number}`;
  const branch = state.branch?.name ?? '';
  // Only a name that a shell takes as it is may stand in a command to copy.
  return /^[\w][\w./-]*$/.test(branch)
    ? `- Create PR: \`gh pr create --head ${branch}\``
    : '- Create PR: `gh pr create`';
}
