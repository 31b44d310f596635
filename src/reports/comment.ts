import type { CommentTopic } from '../domain/effects.js';
import type { WorkflowState } from '../domain/state.js';
import { renderApprovalVoided } from './approval-voided.js';
import { renderBranchExists } from './branch-exists.js';
import { renderCheckpoint } from './checkpoint.js';
import { renderClarification } from './clarification.js';
import { renderEscalation } from './escalation.js';
import type { Links } from './links.js';
import { renderPreflightFailed } from './preflight-failed.js';
import { renderChooseWorkflow, renderSelection } from './selection.js';
import { renderSummary } from './summary.js';
import { BODY_LIMIT, shorten } from './text.js';

const RENDERERS: Readonly<Record<CommentTopic, (state: WorkflowState, links?: Links) => string>> = {
  analysis: renderSelection,
  choose_workflow: renderChooseWorkflow,
  branch_exists: renderBranchExists,
  clarification: renderClarification,
  checkpoint: renderCheckpoint,
  approval_voided: renderApprovalVoided,
  escalation: renderEscalation,
  preflight_failed: renderPreflightFailed,
  summary: renderSummary,
};

/** A comment that notifies people: they have to decide something, or the workflow has ended. */
export function renderComment(topic: CommentTopic, state: WorkflowState, links?: Links): string {
  return shorten(RENDERERS[topic](state, links), BODY_LIMIT);
}
