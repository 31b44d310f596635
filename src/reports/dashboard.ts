import { isFinal, type WorkflowState } from '../domain/state.js';
import { agentsTable } from './agents-table.js';
import { artifactLines } from './artifacts.js';
import { e2eSection } from './e2e.js';
import { factsTable } from './facts.js';
import { between } from './format.js';
import { assignmentChart } from './gantt.js';
import { approvalLines, timelineTable, troubleSection, voidedSection } from './history.js';
import { featureName, workflowTitle } from './labels.js';
import type { Links } from './links.js';
import { taskChart } from './mermaid.js';
import { monitoringSection } from './monitoring.js';
import { preflightFindings, preflightResult, preflightTable } from './preflight-table.js';
import { encodeProjection } from './projection.js';
import { statusLine } from './status-line.js';
import { firstFitting, folded, page } from './table.js';
import { type TaskDetail, taskSummary, tasksSection } from './tasks-table.js';
import { BODY_LIMIT, inline, shorten } from './text.js';
import { agentProgress, cost } from './totals.js';
import { whereLines } from './where.js';

/** How much of each part is shown. */
interface Detail {
  readonly timeline: number;
  readonly chart: boolean;
  readonly tasks: TaskDetail;
  readonly facts: boolean;
  readonly summaries: boolean;
  /** Most lines of lists that grow with the story. */
  readonly lines: number;
}

const FULL: Detail = {
  timeline: 100,
  chart: true,
  tasks: { rows: 2_000, description: 160 },
  facts: true,
  summaries: true,
  lines: 60,
};

/** What is given up first: the past, then the picture, then the tasks, then everything but the essence. */
const DETAILS: readonly Detail[] = [
  FULL,
  { ...FULL, timeline: 15 },
  { ...FULL, timeline: 0 },
  { ...FULL, timeline: 0, chart: false },
  { ...FULL, timeline: 0, chart: false, lines: 20, tasks: { rows: 2_000, description: 60 } },
  { ...FULL, timeline: 0, chart: false, lines: 20, tasks: { rows: 120, description: 60 } },
  { ...FULL, timeline: 0, chart: false, lines: 20, tasks: { rows: 0, description: 0 } },
  { timeline: 0, chart: false, lines: 5, tasks: { rows: 0, description: 0 }, facts: false, summaries: false },
];

/** The sticky comment that shows where a workflow stands. Never longer than `BODY_LIMIT`; the state stands at its end. */
export function renderDashboard(state: WorkflowState, links?: Links): string {
  const projection = encodeProjection(state);
  const room = BODY_LIMIT - projection.length - 2;
  const monitoring = monitoringSection(state);
  const body = firstFitting(DETAILS, room, (detail) => compose(state, links, monitoring, detail));
  return `${body ?? shorten(head(state, links), room)}

${projection}`;
}

function compose(state: WorkflowState, links: Links | undefined, monitoring: string, detail: Detail): string {
  return page(
    head(state, links),
    progress(state),
    whereLines(state, links).join('\n'),
    preflight(state, detail),
    agentsTable(state, detail.summaries),
    approvals(state, detail),
    voidedSection(state, detail.lines),
    troubleSection(state, detail.lines),
    tasks(state, detail),
    e2eSection(state),
    detail.facts ? artifacts(state, links) : null,
    detail.chart ? timing(state) : null,
    detail.chart ? monitoring : null,
    detail.facts ? folded('Workflow state', factsTable(state)) : null,
    timeline(state, detail),
  );
}

function head(state: WorkflowState, links: Links | undefined): string {
  return `## 🧭 Speckit ${workflowTitle(state)}: ${inline(featureName(state), 120)}\n\n${statusLine(state, links)}`;
}

function progress(state: WorkflowState): string {
  const agents = agentProgress(state);
  const parts = [`${agents.done} of ${agents.total} agents done`];
  if (state.tasks.length > 0) parts.push(taskSummary(state.tasks));
  const end = state.finished_at ?? state.updated_at;
  const time = between(state.started_at, end);
  parts.push(isFinal(state.status) ? `took ${time}` : `${time} so far`, ...cost(state));
  return `**Progress**: ${parts.join(' · ')}`;
}

function preflight(state: WorkflowState, detail: Detail): string {
  if (state.preflight.length === 0) return '';
  const details = detail.facts
    ? folded(`Pre-flight: ${preflightResult(state)}`, preflightTable(state.preflight))
    : null;
  return page(preflightFindings(state), details);
}

function approvals(state: WorkflowState, detail: Detail): string {
  const lines = approvalLines(state).slice(-detail.lines);
  return lines.length === 0 ? '' : `### Approvals\n\n${lines.join('\n')}`;
}

function tasks(state: WorkflowState, detail: Detail): string {
  const chart = detail.chart ? taskChart(state.tasks) : null;
  const content = tasksSection(state, detail.tasks);
  return page(
    content === '' ? null : '### Tasks',
    content,
    chart === null ? null : folded('Task graph', chart),
  );
}

function artifacts(state: WorkflowState, links: Links | undefined): string {
  if (Object.keys(state.artifacts_ready).length === 0) return '';
  return `### Artifacts\n\n${artifactLines(state, links).join('\n')}`;
}

function timing(state: WorkflowState): string | null {
  const chart = assignmentChart(state);
  return chart === null ? null : folded('When what ran', chart);
}

function timeline(state: WorkflowState, detail: Detail): string {
  if (detail.timeline === 0 || state.timeline.length === 0) return '';
  const shown = Math.min(detail.timeline, state.timeline.length);
  const which = shown < state.timeline.length ? `latest ${shown} of ${state.timeline.length}` : String(shown);
  return folded(`Timeline (${which})`, timelineTable(state, shown));
}
