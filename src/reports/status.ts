import type { WorkflowState } from '../domain/state.js';
import { between } from './format.js';
import { featureName, workflowTitle } from './labels.js';
import { dashboardUrl, type Links, linked } from './links.js';
import { statusLine } from './status-line.js';
import { page } from './table.js';
import { taskSummary } from './tasks-table.js';
import { code, inline } from './text.js';
import { agentProgress, cost } from './totals.js';

/** Where a workflow stands, in a few lines. */
export function renderStatus(state: WorkflowState, links?: Links): string {
  const { done, total } = agentProgress(state);
  const facts = [
    `${done} of ${total} agents done`,
    ...(state.tasks.length === 0 ? [] : [taskSummary(state.tasks)]),
    between(state.started_at, state.finished_at ?? state.updated_at),
    ...cost(state),
  ];
  return page(
    `**${workflowTitle(state)}: ${inline(featureName(state), 120)}** (workflow ${code(state.workflow_id, 60)})`,
    statusLine(state),
    `${facts.join(' · ')} · details in ${linked('the dashboard', dashboardUrl(state, links))} of #${state.origin.issue}`,
  );
}
