import type { Draft } from './draft.js';
import { escalate } from './ending.js';

/** Stops before implementation until a person approves what planning has made (rule G1). */
export function enterCheckpoint(draft: Draft): void {
  if (draft.state.content_digest === null) {
    return escalate(draft, 'planning is complete, but it wrote nothing that could be approved');
  }
  draft.set({
    planning_complete: true,
    implementation_approved: false,
    checkpoint_reached_at: draft.event.at,
    presented_at: draft.event.at,
    current_agent: null,
    resume_from: 'implement',
  });
  draft.turn('awaiting_implementation_approval', null);
  draft.tell('speckit', 'planning is complete; a person has to approve it');
  const { pull_request, pull_request_problem, outbox } = draft.state;
  if (pull_request !== null || pull_request_problem !== null) return askForApproval(draft);
  // The comment follows when the pull request is there to link to. One may be on its way from before a pause.
  if (!outbox.some((effect) => effect.kind === 'open_pull_request'))
    draft.emit({ kind: 'open_pull_request' });
}

/** Asks for approval, if that is what the workflow still waits for. */
export function askForApproval(draft: Draft): void {
  if (draft.state.status !== 'awaiting_implementation_approval') return;
  draft.emit({ kind: 'post_comment', topic: 'checkpoint' });
}
