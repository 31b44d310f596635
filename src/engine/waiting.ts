import type { CommentTopic } from '../domain/effects.js';
import type { WorkflowState, WorkflowStatus } from '../domain/state.js';
import { openQuestions } from './clarify.js';
import type { Draft } from './draft.js';
import { openPullRequest } from './pull-request.js';

/** The comment that puts the question of a waiting status. */
const QUESTIONS: Readonly<Partial<Record<WorkflowStatus, CommentTopic>>> = {
  awaiting_workflow_selection: 'analysis',
  awaiting_branch_choice: 'branch_exists',
  awaiting_clarification: 'clarification',
  awaiting_implementation_approval: 'checkpoint',
};

/** True where a person is asked something that can be asked again. */
export function isAsking(status: WorkflowStatus): boolean {
  return QUESTIONS[status] !== undefined;
}

/** What a workflow that was paused goes on with: the question that is still open, or its work. */
export function statusWithoutPause(state: WorkflowState): WorkflowStatus {
  if (state.workflow_selection.final_workflow === null) return 'awaiting_workflow_selection';
  if (state.branch_choice !== null) return 'awaiting_branch_choice';
  return openQuestions(state).length > 0 ? 'awaiting_clarification' : 'running';
}

/** Puts the open question again. Its comment is posted once, however often that is asked for before it is there. */
export function askAgain(draft: Draft): void {
  const { status, outbox } = draft.state;
  const topic = QUESTIONS[status];
  if (topic === undefined) return;
  if (status === 'awaiting_implementation_approval' && openPullRequest(draft)) return;
  if (outbox.some((effect) => effect.kind === 'post_comment' && effect.topic === topic)) return;
  draft.emit({ kind: 'post_comment', topic });
}
