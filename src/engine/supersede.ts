import type { Assignment } from '../domain/state.js';
import type { Draft } from './draft.js';
import { returnFeedback } from './feedback.js';
import { noteDiscarded } from './probe.js';

/** Makes every assignment that is out stale (rule S3), ends its Actions run, and forgets what waits for its time. */
export function supersedeAll(draft: Draft): void {
  for (const one of draft.state.assignments.filter(({ status }) => status === 'dispatched')) {
    closeAssignment(draft, one, 'superseded');
    releaseWork(draft, one);
    noteDiscarded(draft, one);
    if (one.run_id !== null) draft.emit({ kind: 'cancel_run', run_id: one.run_id });
  }
  if (draft.state.timers.length > 0) draft.set({ timers: [] });
  if (draft.state.halt !== undefined) draft.set({ halt: undefined });
}

/**
 * An assignment is over without an answer. Where its dispatch has not settled it is not to be dispatched (again); the
 * effect is remembered for the case that it happened all the same.
 */
export function closeAssignment(draft: Draft, assignment: Assignment, status: 'superseded' | 'lost'): void {
  const unsettled = withdrawDispatch(draft, assignment);
  draft.updateAssignment(assignment.id, {
    status,
    finished_at: draft.event.at,
    ...(unsettled === undefined ? {} : { unsettled_dispatch: unsettled }),
  });
}

/** An assignment was answered by its job, so its dispatch has happened, settled or not. */
export function closeAnswered(draft: Draft, assignment: Assignment, status: 'finished' | 'superseded'): void {
  withdrawDispatch(draft, assignment);
  // It is landed by the very run that played it, which tells the run even where the dispatch was not settled yet.
  const run = /^run\/(\d+)\//.exec(draft.event.runner)?.[1];
  draft.updateAssignment(assignment.id, {
    status,
    finished_at: draft.event.at,
    ...(assignment.run_id === null && run !== undefined ? { run_id: Number(run) } : {}),
  });
}

/** Nothing came of an assignment: its tasks wait again, with what it was given to fix. */
export function releaseWork(draft: Draft, assignment: Assignment): void {
  draft.setTaskStatus(assignment.tasks, 'pending');
  returnFeedback(draft, assignment);
}

function withdrawDispatch(draft: Draft, assignment: Assignment): string | undefined {
  return draft.withdraw(
    (effect) => effect.kind === 'dispatch_assignment' && effect.assignment_id === assignment.id,
  )[0];
}
