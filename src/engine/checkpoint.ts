import type { Draft } from './draft.js';
import { escalate } from './ending.js';
import { missingForApproval } from './prerequisites.js';
import { openPullRequest } from './pull-request.js';

/** Stops before implementation until a person approves what planning has made (rule G1). */
export function enterCheckpoint(draft: Draft): void {
  if (draft.state.content_digest === null) {
    return escalate(draft, 'planning is complete, but it wrote nothing that could be approved');
  }
  const missing = missingForApproval(draft.state, draft.state.artifacts_ready);
  if (missing.length > 0) {
    const names = missing.map((name) => `${name}.md`).join(', ');
    return escalate(
      draft,
      `planning is complete, but it wrote no ${names}; please add what is missing to the feature branch, then resume`,
    );
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
  // The comment follows when the pull request is there to link to.
  if (!openPullRequest(draft)) askForApproval(draft);
}

/** Asks for approval, if that is what the workflow still waits for. */
export function askForApproval(draft: Draft): void {
  if (draft.state.status !== 'awaiting_implementation_approval') return;
  draft.emit({ kind: 'post_comment', topic: 'checkpoint' });
}
