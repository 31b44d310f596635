import type { WorkflowState } from '../domain/state.js';
import { approvalNeed } from './approval-need.js';
import { artifactLines, artifactName } from './artifacts.js';
import { scopeSection } from './checkpoint.js';
import { onFeature } from './commands.js';
import { whatItDid } from './did.js';
import { approvalLines } from './history.js';
import { featureName, workflowTitle } from './labels.js';
import { compareUrl, dashboardUrl, type Links, linked } from './links.js';
import { workflowMarker } from './markers.js';
import { requirementsSection } from './requirements-table.js';
import { firstFitting, page } from './table.js';
import { tasksSection } from './tasks-table.js';
import { BODY_LIMIT, inline, plain, quotation, shorten } from './text.js';

/** Fewer and shorter rows until the body fits. */
const DETAILS = [
  { rows: 2_000, description: 160, requirements: 2_000 },
  { rows: 2_000, description: 60, requirements: 200 },
  { rows: 100, description: 60, requirements: 100 },
  { rows: 0, description: 0, requirements: 20 },
  { rows: 0, description: 0, requirements: 0 },
];

/**
 * The pull request of a feature: a reviewer can begin from its body alone.
 *
 * @returns besides, what of the body is worth writing it anew: links lead to the commit at which it was written
 */
export function renderPullRequest(
  state: WorkflowState,
  links?: Links,
): { title: string; body: string; gist: string } {
  const body = bodyOf(state, links);
  return { title: title(state), body, gist: links === undefined ? body : bodyOf(state, undefined) };
}

function bodyOf(state: WorkflowState, links: Links | undefined): string {
  const end = `\n\n${workflowMarker(state.workflow_id)}`;
  const room = BODY_LIMIT - end.length;
  // While agents work the dashboard shows how far they are: each change here would be a request.
  const progress = state.status !== 'running';
  const fitting = firstFitting(DETAILS, room, (detail) => {
    const tasks = tasksSection(state, { ...detail, progress });
    return compose(state, links, requirementsSection(state, detail.requirements), tasks);
  });
  return `${fitting ?? shorten(compose(state, links, '', ''), room)}${end}`;
}

function title(state: WorkflowState): string {
  const request = plain(state.user_request, 150);
  return plain(state.feature_id === null ? request : `${state.feature_id}: ${request}`, 250);
}

/** What a reviewer needs first comes first: what it is, what to read, what to do. Tables follow. */
function compose(
  state: WorkflowState,
  links: Links | undefined,
  requirements: string,
  tasks: string,
): string {
  return page(
    '## What is asked',
    quotation(state.user_request, 8_000),
    origin(state, links),
    `### 📋 Artifacts:\n${artifactLines(state, links).join('\n')}`,
    reading(state, links),
    state.steps.includes('checkpoint') || state.scope !== null ? scope(state) : null,
    approval(state),
    beforehand(state),
    requirements === '' ? null : `### Requirements and their tasks\n\n${requirements}`,
    tasks === '' ? null : `### Tasks\n\n${tasks}`,
  );
}

/** The figures of the checkpoint, and how much there is to read. */
function scope(state: WorkflowState): string {
  const stories = new Set(state.tasks.flatMap(({ story }) => story ?? [])).size;
  const requirements = state.agent_results.specify?.result.requirements;
  const lines = [
    ...(typeof requirements === 'number' && Number.isSafeInteger(requirements)
      ? [`- Requirements: ${requirements}`]
      : []),
    ...(stories === 0 ? [] : [`- User stories: ${stories}`]),
    ...(state.tasks.length === 0 ? [] : [`- Tasks: ${state.tasks.length}`]),
  ];
  return scopeSection(state, lines);
}

/** What to ask of each document. */
const QUESTIONS: readonly (readonly [artifact: string, question: string])[] = [
  ['spec', 'is this what is wanted, no more and no less, and can each requirement be tested?'],
  ['plan', 'is this how it should be built here?'],
  ['tasks', 'does this get everything done, in small steps and with tests?'],
];

/** In which order to read, and what to look for. */
function reading({ branch, artifacts_ready }: WorkflowState, links: Links | undefined): string {
  const lines = QUESTIONS.filter(([name]) => artifacts_ready[name] !== undefined).map(
    ([name, question], index) => `${index + 1}. ${artifactName(name)}: ${question}`,
  );
  if (branch === null || lines.length === 0) return '';
  const all = linked('everything that the branch changes', compareUrl(branch.base, branch.name, links));
  return ['### Where to begin', ...lines, `${lines.length + 1}. At the end, ${all}.`].join('\n');
}

/** What was settled and looked at before a person is asked. */
function beforehand(state: WorkflowState): string {
  const answers = (state.clarification?.questions ?? []).flatMap(({ question, answer, answered_by }) =>
    answer === null
      ? []
      : [
          `- ${inline(question, 300)} **${inline(answer, 300)}**${answered_by === null ? '' : ` (${inline(answered_by, 100)})`}`,
        ],
  );
  const checks = (['checklist', 'analyze'] as const).flatMap((agent) => {
    const said = state.agent_results[agent]?.status === 'success' ? whatItDid(state, agent) : null;
    return said === null ? [] : [`- ${agent}: ${said}`];
  });
  const lines = [...answers, ...checks];
  return lines.length === 0 ? '' : `### Settled beforehand\n${lines.join('\n')}`;
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
      `Review and merge it as it is: workflow ${workflowTitle(state)}, which opened it, implements nothing. To go on with this feature, comment ${implement} on #${state.origin.issue}. That workflow asks a person for approval before anything is implemented, and has a dashboard of its own there.`,
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
