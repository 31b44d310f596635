import type { AgentError, AgentResponse } from '../domain/contract.js';
import type { AssignmentConflicted, AssignmentFinished, AssignmentLost } from '../domain/events.js';
import type { Assignment } from '../domain/state.js';
import { advance } from './advance.js';
import { present } from './branch-moved.js';
import { markComplete } from './complete-agent.js';
import type { Draft } from './draft.js';
import { trackE2e } from './e2e.js';
import { isGated } from './gate.js';
import { issueTasks } from './issues.js';
import { recover, requeueOrFail } from './recovery.js';
import { type Refusal, refuse } from './refusal.js';
import { recordResult } from './results.js';

/** How often work that no longer fits its branch is done again on a new base. */
const CONFLICT_RETRIES = 3;

/** Takes in what an assignment's agents answered and, where it was landed, what the branch holds now. */
export function assignmentFinished(draft: Draft, event: AssignmentFinished): Refusal | null {
  const assignment = current(draft, event.assignment_id);
  if (assignment === null) return refuse.staleAssignment(event.assignment_id);
  draft.updateAssignment(assignment.id, { status: 'finished', finished_at: event.at });
  if (event.landed !== null) {
    dismissPlanApproval(draft, assignment);
    present(draft, event.landed);
  }
  let failure: { response: AgentResponse; error: AgentError; task: string | null } | null = null;
  for (const [index, response] of event.responses.entries()) {
    const task = assignment.tasks[index] ?? null;
    recordResult(draft, assignment, response, event.usage[index], task);
    if (response.error !== null) {
      failure = { response, error: response.error, task };
      break;
    }
    takeSuccess(draft, assignment, response, task);
  }
  if (failure !== null) {
    releaseTasks(draft, assignment, failure.task);
    recover(draft, { agent: failure.response.agent, task: failure.task, error: failure.error });
  } else if (event.responses.length === 0) {
    recover(draft, { agent: assignment.agents[0], task: assignment.tasks[0] ?? null, error: noAnswer() });
  }
  advance(draft);
  return null;
}

/** The patch no longer applies: the same work again, on the branch as it is now. */
export function assignmentConflicted(draft: Draft, event: AssignmentConflicted): Refusal | null {
  const assignment = current(draft, event.assignment_id);
  if (assignment === null) return refuse.staleAssignment(event.assignment_id);
  draft.updateAssignment(assignment.id, { status: 'superseded', finished_at: event.at });
  if (draft.state.branch !== null) draft.set({ branch: { ...draft.state.branch, head: event.head } });
  draft.tell('speckit', `${name(assignment)} conflicts with the branch in ${event.files.join(', ')}`);
  const message = `The work conflicts with the branch in ${event.files.join(', ')}.`;
  requeueOrFail(draft, assignment, 'Conflict', CONFLICT_RETRIES, message);
  advance(draft);
  return null;
}

/** The job timed out, was cancelled, or vanished with its runner. */
export function assignmentLost(draft: Draft, event: AssignmentLost): Refusal | null {
  const assignment = current(draft, event.assignment_id);
  if (assignment === null) return refuse.staleAssignment(event.assignment_id);
  draft.updateAssignment(assignment.id, { status: 'lost', finished_at: event.at });
  draft.tell('speckit', `${name(assignment)}: ${event.message}`);
  if (event.reason === 'timeout' && assignment.run_id !== null) {
    draft.emit({ kind: 'cancel_run', run_id: assignment.run_id });
  }
  const error: AgentError = { ...noAnswer(), message: event.message };
  recover(draft, { agent: assignment.agents[0], task: assignment.tasks[0] ?? null, error });
  releaseTasks(draft, assignment, assignment.tasks[0] ?? null);
  advance(draft);
  return null;
}

/** Makes every assignment that is out stale (rule S3) and ends its Actions run. */
export function supersedeAll(draft: Draft): void {
  const out = draft.state.assignments.filter((one) => one.status === 'dispatched');
  for (const one of out) {
    draft.updateAssignment(one.id, { status: 'superseded', finished_at: draft.event.at });
    draft.setTaskStatus(one.tasks, 'pending');
    if (one.run_id !== null) draft.emit({ kind: 'cancel_run', run_id: one.run_id });
  }
  draft.set({
    timers: [],
    outbox: draft.state.outbox.filter((effect) => effect.kind !== 'dispatch_assignment'),
  });
}

function current(draft: Draft, id: string): Assignment | null {
  return draft.state.assignments.find((one) => one.id === id && one.status === 'dispatched') ?? null;
}

function takeSuccess(
  draft: Draft,
  assignment: Assignment,
  response: AgentResponse,
  task: string | null,
): void {
  draft.tell(response.agent, task === null ? 'succeeded' : `finished ${task}`);
  trackE2e(draft, response);
  if (task !== null) return draft.setTaskStatus([task], 'done');
  if (response.agent === 'taskstoissues') return issueTasks(draft);
  markComplete(draft, response.agent);
  if (response.agent === 'implement' && assignment.tasks.length === 0) {
    draft.setTaskStatus(
      draft.state.tasks.map((one) => one.id),
      'done',
    );
  }
}

/** Tasks of a chain behind the failed one were not done: they wait again. */
function releaseTasks(draft: Draft, assignment: Assignment, failed: string | null): void {
  if (failed === null) return;
  draft.setTaskStatus(assignment.tasks.slice(assignment.tasks.indexOf(failed) + 1), 'pending');
}

/** An approval of the plan must not pass for a review of the code: it is dismissed when the first code lands. */
function dismissPlanApproval(draft: Draft, assignment: Assignment): void {
  const gated = (one: Assignment) => isGated(draft.state, one.agents[0]);
  if (!gated(assignment)) return;
  const first = draft.state.assignments.filter((one) => gated(one) && one.status === 'finished').length === 1;
  if (!first) return;
  for (const approval of draft.state.approvals) {
    if (approval.via !== 'pull_request_review') continue;
    const reason = 'This approval was for the plan. The code that follows needs a review of its own.';
    draft.emit({ kind: 'dismiss_approval', review_id: approval.source_id, reason });
  }
}

function noAnswer(): AgentError {
  return {
    type: 'TimeoutError',
    message: 'The job ended without an answer.',
    recoverable: true,
    feedback_required: false,
    blocking_issues: [],
  };
}

function name(assignment: Assignment): string {
  return assignment.tasks.length > 0
    ? `${assignment.agents[0]} ${assignment.tasks.join(', ')}`
    : assignment.agents.join(', ');
}
