import type { AssignmentFinished, BranchContent } from '../domain/events.js';
import type { Assignment } from '../domain/state.js';
import { takeAnswers } from './answers.js';
import { artifactsChanged, present } from './content.js';
import { currentAssignment } from './current-assignment.js';
import type { Draft } from './draft.js';
import { declaresSpecUpdates } from './e2e.js';
import { isGated } from './gate.js';
import { noteOutcome } from './outcome.js';
import { recover } from './recovery.js';
import { type Refusal, refuse } from './refusal.js';
import { closeAnswered } from './supersede.js';

/** Takes in what an assignment's agents answered and, where it was landed, what the branch holds now. */
export function assignmentFinished(draft: Draft, event: AssignmentFinished): Refusal | null {
  const assignment = currentAssignment(draft.state, event.assignment_id);
  if (assignment === null) return refuse.staleAssignment(event.assignment_id);
  const foreign = event.landed !== null && holdsForeignChanges(draft, assignment, event, event.landed);
  closeAnswered(draft, assignment, 'finished');
  if (event.landed !== null) takeLanding(draft, assignment, event.landed);
  if (event.traceability !== undefined) draft.set({ traceability: event.traceability });
  const { failure, answered } = takeAnswers(draft, assignment, event);
  noteOutcome(draft, assignment, { error: failure?.error.type ?? null, answered, usage: event.usage });
  if (failure !== null) recover(draft, failure);
  if (foreign && event.landed !== null) artifactsChanged(draft, event.landed);
  return null;
}

/**
 * A landing may tick tasks and add reports, which the digest leaves out, and E2E agents may list spec updates. If the
 * artifacts differ beyond that, somebody pushed below the landing, and what was approved is not there any more.
 */
function holdsForeignChanges(
  { state }: Draft,
  assignment: Assignment,
  event: AssignmentFinished,
  landed: BranchContent,
): boolean {
  if (!isGated(state, assignment.agents[0]) || landed.digest === state.content_digest) return false;
  return !event.responses.some((response, index) => {
    return response.agent === assignment.agents[index] && declaresSpecUpdates(response);
  });
}

function takeLanding(draft: Draft, assignment: Assignment, landed: BranchContent): void {
  if (isGated(draft.state, assignment.agents[0])) dismissPlanApprovals(draft);
  present(draft, landed);
}

/** An approval of the plan must not pass for a review of the code: it is dismissed when the first code lands. */
function dismissPlanApprovals(draft: Draft): void {
  const reason = 'This approval was for the plan. The code that follows needs a review of its own.';
  const approvals = draft.state.approvals.map((approval) => {
    if (approval.via !== 'pull_request_review' || approval.dismissed === true) return approval;
    draft.emit({ kind: 'dismiss_approval', review_id: approval.source_id, reason });
    return { ...approval, dismissed: true };
  });
  draft.set({ approvals });
}
