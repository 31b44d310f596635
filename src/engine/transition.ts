/**
 * The engine: `transition(state, event)` decides everything and does nothing. It is a pure function; time, ids and facts
 * arrive in the event, and what is to be done in the world leaves as effects.
 */
import type { Effect } from '../domain/effects.js';
import type { WorkflowEvent } from '../domain/events.js';
import { isFinal, type WorkflowState } from '../domain/state.js';
import { advance } from './advance.js';
import { approvalGiven, approvalOutdated, approvalWithdrawn } from './approval.js';
import { assignmentFinished } from './assignment-finished.js';
import { assignmentLetIn } from './assignment-let-in.js';
import { assignmentConflicted, assignmentLost } from './assignment-unanswered.js';
import { branchMoved } from './branch-moved.js';
import { branchChosen, workflowChosen } from './choices.js';
import { answersGiven } from './clarify.js';
import { commandGiven } from './commands.js';
import { Draft } from './draft.js';
import { type Refusal, refuse } from './refusal.js';
import { effectsSettled, effectsTakenOver } from './settle.js';
import { startWorkflow } from './start.js';
import { stateRecovered } from './state-recovered.js';
import { timePassed } from './timers.js';

/** What an event led to. A refused event leaves the very same state object and no effects. */
export interface Transition {
  readonly state: WorkflowState | null;
  readonly effects: readonly Effect[];
  readonly refusal: Refusal | null;
}

/** How many event keys are remembered to recognise repeated deliveries. */
const REMEMBERED_EVENTS = 200;

/**
 * Takes one workflow one event further.
 *
 * @param state the workflow, or null before `workflow_requested`
 * @returns the next state and the effects that this event decided (they also stand in `state.outbox` until settled)
 */
export function transition(state: WorkflowState | null, event: WorkflowEvent): Transition {
  if (state === null) return begin(event);
  if (event.type === 'workflow_requested') return refused(state, refuse.duplicate(event.key));
  if (state.handled_events.includes(event.key)) return refused(state, refuse.duplicate(event.key));
  if (isFinal(state.status) && !outlivesTheEnd(event)) return refused(state, refuse.ended(state));
  const draft = new Draft(state, event);
  const refusal = handle(draft, event);
  if (refusal !== null) return refused(state, refusal);
  if (!draft.changed) return { state, effects: [], refusal: null };
  advance(draft);
  return { state: finish(draft, event), effects: draft.effects, refusal: null };
}

function begin(event: WorkflowEvent): Transition {
  if (event.type !== 'workflow_requested') {
    return { state: null, effects: [], refusal: refuse.unknownWorkflow(event.type) };
  }
  const draft = startWorkflow(event);
  return { state: finish(draft, event), effects: draft.effects, refusal: null };
}

function handle(draft: Draft, event: Exclude<WorkflowEvent, { type: 'workflow_requested' }>): Refusal | null {
  switch (event.type) {
    case 'workflow_chosen':
      return workflowChosen(draft, event);
    case 'branch_chosen':
      return branchChosen(draft, event);
    case 'answers_given':
      return answersGiven(draft, event);
    case 'assignment_finished':
      return assignmentFinished(draft, event);
    case 'assignment_conflicted':
      return assignmentConflicted(draft, event);
    case 'assignment_lost':
      return assignmentLost(draft, event);
    case 'assignment_let_in':
      return assignmentLetIn(draft, event);
    case 'approval_given':
      return approvalGiven(draft, event);
    case 'approval_outdated':
      return approvalOutdated(draft, event);
    case 'approval_withdrawn':
      return approvalWithdrawn(draft, event);
    case 'state_recovered':
      return stateRecovered(draft, event);
    case 'branch_moved':
      return branchMoved(draft, event);
    case 'command_given':
      return commandGiven(draft, event);
    case 'effects_settled':
      return effectsSettled(draft, event);
    case 'effects_taken_over':
      return effectsTakenOver(draft, event);
    case 'time_passed':
      return timePassed(draft);
  }
}

/** The end itself has effects (the summary, cancelled runs), and those still have to be settled. */
function outlivesTheEnd(event: WorkflowEvent): boolean {
  return ['effects_settled', 'effects_taken_over', 'state_recovered'].includes(event.type);
}

function refused(state: WorkflowState, refusal: Refusal): Transition {
  return { state, effects: [], refusal };
}

function finish(draft: Draft, event: WorkflowEvent): WorkflowState {
  const handled = [...draft.state.handled_events, event.key].slice(-REMEMBERED_EVENTS);
  return { ...draft.state, handled_events: handled, updated_at: event.at };
}
