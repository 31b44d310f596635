import type { WorkflowState } from '../domain/state.js';
import { type AgentName, type Step, WORKFLOWS } from '../domain/workflows.js';
import { dispatch, feedbackFor } from './dispatch.js';
import type { Draft } from './draft.js';
import { gateIsOpen, isGated } from './gate.js';
import { advanceTasks } from './tasks.js';

/**
 * Starts whatever can start now: the next agent of the sequence, the ready tasks of `implement`, the checkpoint, or the
 * end. Safe to call at any time: what is under way already is not started again.
 */
export function advance(draft: Draft): void {
  if (draft.state.status !== 'running' || draft.state.branch === null) return;
  const step = nextStep(draft.state);
  if (step === null) return complete(draft);
  if (step === 'checkpoint') return enterCheckpoint(draft);
  draft.set({ current_agent: step });
  if (draft.state.timers.some((timer) => timer.agent === step)) return;
  // Nothing after the checkpoint is reached while the gate is shut, whatever the flags say.
  if (isGated(draft.state, step) && !gateIsOpen(draft.state)) return enterCheckpoint(draft);
  if (
    step === 'implement' &&
    draft.state.tasks.length > 0 &&
    feedbackFor(draft.state, 'implement', null) === null
  ) {
    return advanceTasks(draft);
  }
  if (isUnderWay(draft.state, step)) return;
  dispatch(draft, { agents: runFrom(draft.state, step), tasks: [] });
}

/** The first step of the sequence that is not complete; null at the end. */
export function nextStep(state: WorkflowState): Step | null {
  for (const step of WORKFLOWS[state.workflow_type]) {
    if (step === 'checkpoint') {
      if (!state.implementation_approved) return 'checkpoint';
    } else if (!state.completed_agents.includes(step)) {
      return step;
    }
  }
  return null;
}

function isUnderWay(state: WorkflowState, agent: AgentName): boolean {
  return state.assignments.some((one) => one.status === 'dispatched' && one.agents.includes(agent));
}

/** Consecutive planning agents share one job; agents after the checkpoint get one each. */
function runFrom(state: WorkflowState, step: AgentName): [AgentName, ...AgentName[]] {
  if (isGated(state, step)) return [step];
  const steps = WORKFLOWS[state.workflow_type];
  const run = steps.slice(steps.indexOf(step) + 1, steps.indexOf('checkpoint')) as AgentName[];
  return [step, ...run];
}

function enterCheckpoint(draft: Draft): void {
  draft.set({
    planning_complete: true,
    implementation_approved: false,
    checkpoint_reached_at: draft.event.at,
    current_agent: null,
    resume_from: 'implement',
  });
  draft.turn('awaiting_implementation_approval', null);
  draft.tell('speckit', 'planning is complete; a person has to approve it');
  const { pull_request, pull_request_problem } = draft.state;
  if (pull_request === null && pull_request_problem === null) draft.emit({ kind: 'open_pull_request' });
  else draft.emit({ kind: 'post_comment', topic: 'checkpoint' });
}

function complete(draft: Draft): void {
  draft.tell('speckit', 'the workflow is complete');
  draft.turn('completed', null);
  draft.set({ current_agent: null, finished_at: draft.event.at });
  draft.emit({ kind: 'post_comment', topic: 'summary' });
}
