import type { WorkflowState } from '../domain/state.js';
import { approvalNeed } from './approval-need.js';
import { artifactLines } from './artifacts.js';
import { scopeSection } from './checkpoint.js';
import { onFeature } from './commands.js';
import { approvalLines } from './history.js';
import { featureName, workflowTitle } from './labels.js';
import { dashboardUrl, type Links, linked } from './links.js';
import { workflowMarker } from './markers.js';
import { firstFitting, page } from './table.js';
import { tasksSection } from './tasks-table.js';
import { BODY_LIMIT, inline, plain, quotation, shorten } from './text.js';

/** Fewer and shorter rows until the body fits. */
const TASK_DETAILS = [
  { rows: 2_000, description: 160 },
  { rows: 2_000, description: 60 },
  { rows: 100, description: 60 },
  { rows: 0, description: 0 },
];

/** The pull request of a feature: a reviewer can begin from its body alone. */
export function renderPullRequest(state: WorkflowState, links?: Links): { title: string; body: string } {
  const end = `\n\n${workflowMarker(state.workflow_id)}`;
  const room = BODY_LIMIT - end.length;
  const fitting = firstFitting(TASK_DETAILS, room, (detail) =>
    compose(state, links, tasksSection(state, detail)),
  );
  return { title: title(state), body: `${fitting ?? shorten(compose(state, links, ''), room)}${end}` };
}

function title(state: WorkflowState): string {
  const request = plain(state.user_request, 150);
  return plain(state.feature_id === null ? request : `${state.feature_id}: ${request}`, 250);
}

function compose(state: WorkflowState, links: Links | undefined, tasks: string): string {
  return page(
    '## What is asked',
    quotation(state.user_request, 8_000),
    origin(state, links),
    `### 📋 Artifacts:\n${artifactLines(state, links).join('\n')}`,
    state.steps.includes('checkpoint') || state.scope !== null ? scopeSection(state) : null,
    tasks === '' ? null : `### Tasks\n\n${tasks}`,
    approval(state),
  );
}

function origin(state: WorkflowState, links: Links | undefined): string {
  const { issue, requester } = state.origin;
  const dashboard = linked('the dashboard', dashboardUrl(state, links));
  return `Requested by ${inline(requester, 100)} in #${issue}. Workflow: ${workflowTitle(state)}. Progress and all further news of ${inline(featureName(state), 120)} stand in ${dashboard} of #${issue}.`;
}

function approval(state: WorkflowState): string {
  if (!state.steps.includes('checkpoint')) {
    const implement = onFeature(state, 'implement');
    return page(
      '### What comes next',
      `Review and merge it as it is; workflow ${workflowTitle(state)} implements nothing. To go on with this feature, comment ${implement} on #${state.origin.issue}: a person approves before anything is implemented.`,
    );
  }
  if (state.implementation_approved) {
    return page(
      '### Approval',
      approvalLines(state).join('\n'),
      'The plan is approved. The code needs a review of its own.',
    );
  }
  return page(
    '### How to approve',
    'Read the artifacts. Then approve this pull request, or comment `/proceed` here or on the issue. Implementation starts only then.',
    `${approvalNeed(state)} A new commit on the branch voids an approval. To cancel, comment \`/abort\`.`,
  );
}
