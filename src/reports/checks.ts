/** What check runs on the head of the pull request say: of the gate, and of the workflow as a whole. */
import { isFinal, type WorkflowState } from '../domain/state.js';
import { gateIsOpen, isGated } from '../engine/gate.js';
import { type Annotation, annotationsOf, blockingIssues } from './annotations.js';
import { approvalNeed, waysToApprove } from './approval-need.js';
import { onFeature } from './commands.js';
import { specUpdateLines } from './e2e.js';
import { openFindings } from './findings.js';
import { count } from './format.js';
import { approvalLines } from './history.js';
import { issuesTable } from './issues-table.js';
import { featureName, workflowTitle } from './labels.js';
import { dashboardUrl, type Links, linked } from './links.js';
import { statusLine } from './status-line.js';
import { page } from './table.js';
import { taskSummary } from './tasks-table.js';
import { BODY_LIMIT, inline, plain, sentence, shorten } from './text.js';

/** Fit for being required by a branch rule: it is green on approved content and on nothing else. */
export const GATE_CHECK = 'speckit/gate';
export const WORKFLOW_CHECK = 'speckit';

type Conclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'action_required';

export interface CheckReport {
  readonly name: string;
  readonly head: string;
  /** Null while it is in progress. */
  readonly conclusion: Conclusion | null;
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly details_url: string | null;
  /** True for a verdict that must not take the place of an earlier workflow's on the same commit. */
  readonly yields: boolean;
}

interface Verdict {
  readonly conclusion: Conclusion | null;
  readonly title: string;
  readonly text: string;
  readonly yields?: true;
}

/**
 * The check runs of a workflow; none before there is a pull request. While agents work they change with the commit only,
 * since each change is a request.
 *
 * @param digest of the artifacts at the head, where that is not what the state knows: somebody pushed after the end
 */
export function renderChecks(state: WorkflowState, links?: Links, digest?: string): readonly CheckReport[] {
  const { branch, pull_request, settings } = state;
  if (branch === null || pull_request === null || settings.reports?.checks === false) return [];
  const changed = digest !== undefined && digest !== state.content_digest;
  const details_url = dashboardUrl(state, links);
  const gate = changed ? artifactsChanged(state) : gateVerdict(state);
  const whole = workflowVerdict(state);
  const dashboard = `Progress and all further news stand in ${linked('the dashboard', details_url)} of #${state.origin.issue}.`;
  const report = (name: string, verdict: Verdict, annotations: readonly Annotation[]): CheckReport => ({
    name,
    head: branch.head,
    conclusion: verdict.conclusion,
    title: verdict.title,
    summary: shorten(page(heading(state), verdict.text, dashboard), BODY_LIMIT),
    annotations,
    details_url,
    yields: verdict.yields === true,
  });
  return [
    report(GATE_CHECK, gate, []),
    report(WORKFLOW_CHECK, whole, whole.conclusion === null ? [] : annotationsOf(state)),
  ];
}

function heading(state: WorkflowState): string {
  return `**${workflowTitle(state)}: ${inline(featureName(state), 120)}**`;
}

function gateVerdict(state: WorkflowState): Verdict {
  if (!hasGate(state)) return nothingToApprove(state);
  if (state.implementation_approved && gateIsOpen(state)) return approved(state);
  if (isFinal(state.status)) {
    return {
      conclusion: 'failure',
      title: 'Ended without an approval',
      text: `The workflow ended before anybody had approved this content. ${anew(state)}`,
    };
  }
  if (!state.planning_complete) {
    return {
      conclusion: state.status === 'running' ? null : 'action_required',
      title: 'Planning is not complete',
      text: 'There is nothing to approve yet: planning agents are still to write what is approved here.',
    };
  }
  return {
    conclusion: 'action_required',
    title: 'Waiting for approval',
    text: `To approve, ${waysToApprove(state)}. ${approvalNeed(state)} A new commit on the branch voids an approval.`,
  };
}

/** True for workflows in which something waits for an approval. */
function hasGate(state: WorkflowState): boolean {
  return state.steps.some((step) => step === 'checkpoint' || isGated(state, step));
}

function approved(state: WorkflowState): Verdict {
  const by = approvalLines(state).join('\n');
  if (state.content_digest !== state.approved_digest) {
    const updates = specUpdateLines(state).join('\n');
    return {
      conclusion: 'neutral',
      title: 'Approved, but for what E2E agents have updated since',
      text: page(by, updates, 'Whoever merges approves these updates.'),
    };
  }
  if (state.status === 'aborted') {
    return { conclusion: 'neutral', title: 'Approved, and aborted since', text: by };
  }
  return {
    conclusion: 'success',
    title: 'Approved',
    text: page(by, 'The approval is for the plan. The code needs a review of its own.'),
  };
}

function nothingToApprove(state: WorkflowState): Verdict {
  return {
    conclusion: 'neutral',
    title: 'Nothing to approve',
    text: `This workflow implements nothing. ${anew(state)}`,
    yields: true,
  };
}

function artifactsChanged(state: WorkflowState): Verdict {
  return {
    conclusion: 'action_required',
    title: 'Changed since the approval',
    text: `The artifacts of ${inline(featureName(state), 120)} were changed after the workflow had ended, and nobody has approved them as they are now. ${anew(state)}`,
  };
}

function anew(state: WorkflowState): string {
  return `A comment ${onFeature(state, 'implement')} on #${state.origin.issue} asks for approval and implements what is approved.`;
}

function workflowVerdict(state: WorkflowState): Verdict {
  const text = page(
    statusLine(state),
    state.tasks.length === 0 || !state.implementation_approved ? null : taskSummary(state.tasks),
    found(state),
  );
  switch (state.status) {
    case 'running':
      // What changes with every event stands in the dashboard.
      return { conclusion: null, title: 'Agents are at work', text: '' };
    case 'completed':
      return completed(state, text);
    case 'failed':
      return { conclusion: 'failure', title: title('Failed', state), text };
    case 'aborted':
      return { conclusion: 'cancelled', title: title('Aborted', state), text };
    case 'paused':
      return {
        conclusion: 'action_required',
        title: title('Paused', state),
        text: page(
          text,
          'To go on, comment `/resume`. Where Speckit is installed as a GitHub App, "Re-run" does the same.',
        ),
      };
    default:
      return { conclusion: 'action_required', title: waitingFor(state), text };
  }
}

function waitingFor({ status }: WorkflowState): string {
  return status === 'awaiting_implementation_approval' ? 'Waiting for approval' : 'Waiting for an answer';
}

function completed(state: WorkflowState, text: string): Verdict {
  const findings = openFindings(state).length;
  if (findings === 0) return { conclusion: 'success', title: 'Complete', text };
  return { conclusion: 'neutral', title: `Complete, with ${count(findings, 'finding')}`, text };
}

function found(state: WorkflowState): string {
  const issues = blockingIssues(state);
  return issues.length === 0 ? '' : `### Findings\n\n${issuesTable(issues, 50, 'Finding')}`;
}

/** The engine's reasons often begin with the word itself. */
function title(word: string, { status_reason }: WorkflowState): string {
  if (status_reason === null) return word;
  const reason = plain(status_reason, 150);
  return reason.startsWith(word) ? sentence(reason) : `${word}: ${reason}`;
}
