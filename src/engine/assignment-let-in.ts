import type { AssignmentLetIn } from '../domain/events.js';
import { currentAssignment } from './current-assignment.js';
import { deadlineOf } from './deadline.js';
import type { Draft } from './draft.js';
import { type Refusal, refuse } from './refusal.js';

/** What waited for the reviewers of its environment has all of its time from now on. */
export function assignmentLetIn(draft: Draft, event: AssignmentLetIn): Refusal | null {
  const { state } = draft;
  const assignment = currentAssignment(state, event.assignment_id);
  if (assignment === null) return refuse.staleAssignment(event.assignment_id);
  if (assignment.environment === undefined || assignment.let_in_at !== undefined) return null;
  draft.updateAssignment(assignment.id, {
    let_in_at: event.at,
    deadline_at: deadlineOf(state, assignment, event.at),
  });
  return null;
}
