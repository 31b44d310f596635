import type { WorkflowEvent } from '../../../src/domain/events.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import type { Transition } from '../../../src/engine/transition.js';
import { approvalOf } from './builders.js';
import { isStuck } from './invariants.js';

export type Engine = (state: WorkflowState | null, event: WorkflowEvent) => Transition;

/** Rule C1: where a person is waited for, what the person is told to do must lead on. */
export function deadEnds(state: WorkflowState, engine: Engine): string[] {
  if (state.status === 'paused')
    return resumeLeadsOn(state, engine) ? [] : ['C1: paused, and resume does not lead on'];
  if (state.status !== 'awaiting_implementation_approval') return [];
  return approvalsLeadOn(state, engine) ? [] : ['C1: approvals do not lead on'];
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

function occurrence(state: WorkflowState, name: string) {
  return { key: `probe-${name}`, at: state.updated_at, runner: 'run/9/1' };
}
