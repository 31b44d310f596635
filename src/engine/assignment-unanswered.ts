import type { AgentError } from '../domain/contract.js';
import type { AssignmentConflicted, AssignmentLost, BranchContent } from '../domain/events.js';
import type { AgentName } from '../domain/workflows.js';
import { firstPart, noAnswer } from './answers.js';
import { artifactsChanged, present } from './content.js';
import { currentAssignment, nameOf } from './current-assignment.js';
import type { Draft } from './draft.js';
import { escalate } from './ending.js';
import { isGated } from './gate.js';
import { noteLost } from './outcome.js';
import { noteDiscarded } from './probe.js';
import { giveUp, recover } from './recovery.js';
import { type Refusal, refuse } from './refusal.js';
import { takeRetry } from './retries.js';
import { closeAnswered, closeAssignment, releaseWork } from './supersede.js';

/** The patch no longer applies: the same work again, on the branch as it is now. */
export function assignmentConflicted(draft: Draft, event: AssignmentConflicted): Refusal | null {
  const assignment = currentAssignment(draft.state, event.assignment_id);
  if (assignment === null) return refuse.staleAssignment(event.assignment_id);
  const { branch, content_digest } = draft.state;
  const message = `${nameOf(assignment)} conflicts with the branch in ${event.files.join(', ')}`;
  closeAnswered(draft, assignment, 'superseded');
  releaseWork(draft, assignment);
  noteDiscarded(draft, assignment);
  draft.tell('speckit', message);
  if (event.content !== undefined) present(draft, event.content);
  else if (branch !== null) draft.set({ branch: { ...branch, head: event.head } });
  const part = firstPart(assignment);
  if (takeRetry(draft, part, 'Conflict') === null) {
    giveUp(draft, { ...part, error: unrecoverable(message), feedback: null, result: {} });
  }
  noticeChange(draft, part.agent, event.content, content_digest);
  return null;
}

/** The job timed out, was cancelled, or vanished with its runner. */
export function assignmentLost(draft: Draft, event: AssignmentLost): Refusal | null {
  const assignment = currentAssignment(draft.state, event.assignment_id);
  if (assignment === null) return refuse.staleAssignment(event.assignment_id);
  closeAssignment(draft, assignment, 'lost');
  releaseWork(draft, assignment);
  // A runner that is gone or a run that somebody cancelled says nothing of the backend.
  noteLost(draft, assignment, event.reason === 'timeout' || event.reason === 'no_result');
  draft.tell('speckit', `${nameOf(assignment)}: ${event.message}`);
  if (event.reason === 'timeout' && assignment.run_id !== null) {
    draft.emit({ kind: 'cancel_run', run_id: assignment.run_id });
  }
  if (event.reason === 'refused') {
    // A person has decided: asking them again and again would be no answer to that.
    escalate(draft, event.message);
    return null;
  }
  const { content_digest } = draft.state;
  if (event.content !== undefined) present(draft, event.content);
  const part = firstPart(assignment);
  // Only a landing ticks, in the commit that it lands: what was ticked has been done before the run was lost.
  if (isDone(draft, part.task)) draft.tell('speckit', `${part.task} had landed by then, and is done`);
  else recover(draft, { ...part, error: noAnswer(event.message), feedback: null, result: {} });
  noticeChange(draft, part.agent, event.content, content_digest);
  return null;
}

function isDone({ state }: Draft, task: string | null): boolean {
  return state.tasks.some(({ id, status }) => id === task && status === 'done');
}

/** Rule G1: nothing of what was approved goes on where somebody else has changed it. */
function noticeChange(
  draft: Draft,
  agent: AgentName,
  content: BranchContent | undefined,
  before: string | null,
): void {
  if (content === undefined || content.digest === before || !isGated(draft.state, agent)) return;
  artifactsChanged(draft, content);
}

function unrecoverable(message: string): AgentError {
  return {
    type: 'UnrecoverableError',
    message,
    recoverable: false,
    feedback_required: false,
    blocking_issues: [],
  };
}
