import type { EventBody, WorkflowEvent } from '../../../src/domain/events.js';
import { isWaiting, type WorkflowState } from '../../../src/domain/state.js';
import type { Transition } from '../../../src/engine/transition.js';
import { approvalOf } from './builders.js';
import { isStuck } from './invariants.js';

export type Engine = (state: WorkflowState | null, event: WorkflowEvent) => Transition;

/** Rule C1: where a person is waited for, what the person is told to do must lead on. */
export function deadEnds(state: WorkflowState, engine: Engine): string[] {
  if (state.status === 'paused')
    return resumeLeadsOn(state, engine) ? [] : ['C1: paused, and resume does not lead on'];
  if (!isWaiting(state.status)) return [];
  const problems = isAskedAgain(state, engine) ? [] : [`C1: ${state.status}, and resume does not ask again`];
  const leadsOn =
    state.status === 'awaiting_implementation_approval'
      ? approvalsLeadOn(state, engine)
      : answerLeadsOn(state, engine);
  return leadsOn ? problems : [...problems, `C1: ${state.status}, and answers do not lead on`];
}

function resumeLeadsOn(state: WorkflowState, engine: Engine): boolean {
  const { state: next, refusal } = engine(state, {
    type: 'command_given',
    command: 'resume',
    by: 'carol',
    ...occurrence(state, 'resume'),
  });
  return refusal === null && next !== null && !isStuck(next);
}

function approvalsLeadOn(state: WorkflowState, engine: Engine): boolean {
  let next: WorkflowState | null = state;
  for (const [index, by] of ['p1', 'p2', 'p3'].entries()) {
    if (next?.status !== 'awaiting_implementation_approval') break;
    const approval = approvalOf(next, { by, source_id: 9_000 + index });
    next = engine(next, { ...approval, ...occurrence(state, by) }).state;
  }
  return next !== null && next.status !== 'awaiting_implementation_approval' && !isStuck(next);
}

/** `resume` where a person is asked: the question stands in the outbox again, and nothing else has changed. */
function isAskedAgain(state: WorkflowState, engine: Engine): boolean {
  const resume = {
    type: 'command_given',
    command: 'resume',
    by: 'carol',
    ...occurrence(state, 'again'),
  } as const;
  const { state: next, refusal } = engine(state, resume);
  if (refusal !== null || next === null) return false;
  const asks = next.outbox.some((one) => one.kind === 'post_comment' || one.kind === 'open_pull_request');
  return asks && next.status === state.status;
}

function answerLeadsOn(state: WorkflowState, engine: Engine): boolean {
  const answer = answerTo(state);
  if (answer === null) return false;
  const { state: next, refusal } = engine(state, {
    ...answer,
    ...occurrence(state, 'answer'),
  } as WorkflowEvent);
  return refusal === null && next !== null && next.status !== state.status && !isStuck(next);
}

/** What a person answers who does as they are asked; null where no question is open. */
export function answerTo(state: WorkflowState): EventBody | null {
  switch (state.status) {
    case 'awaiting_workflow_selection': {
      const workflow_type = state.workflow_selection.recommended_workflow ?? 'standard';
      return { type: 'workflow_chosen', workflow_type, by: 'carol' };
    }
    case 'awaiting_branch_choice':
      return { type: 'branch_chosen', feature: null, by: 'carol' };
    case 'awaiting_clarification': {
      const open = state.clarification?.questions.filter((one) => one.answer === null) ?? [];
      const answers = open.map((one) => ({ question: one.number, text: 'as you think best' }));
      return { type: 'answers_given', answers, rest_recommended: false, by: 'carol' };
    }
    default:
      return null;
  }
}

function occurrence(state: WorkflowState, name: string) {
  return { key: `probe-${name}`, at: state.updated_at, runner: 'run/9/1' };
}
