import type { WorkflowState } from '../domain/state.js';
import type { AgentName, Step } from '../domain/workflows.js';
import { enterCheckpoint } from './checkpoint.js';
import { dispatch } from './dispatch.js';
import type { Draft } from './draft.js';
import { complete, escalate } from './ending.js';
import { gateIsOpen, isGated } from './gate.js';
import { createIssues, hasAnswered, issuesAreDone } from './issues.js';
import { isUnderWay, nextStep, runFrom } from './sequence.js';
import { hasOpenTasks, startTasks, tasksAreDone } from './tasks.js';
import { releaseDue } from './timers.js';

/**
 * Starts whatever can start now: the next agent of the sequence, the ready tasks of `implement`, the checkpoint, or the
 * end. Called once after every event; what is under way already is not started again.
 */
export function advance(draft: Draft): void {
  if (draft.state.status !== 'running' || draft.state.branch === null) return;
  releaseDue(draft);
  if (draft.state.halt === undefined) startNext(draft);
  finishHalt(draft);
}

/** Nothing further starts; when what is under way has ended, a person is asked. */
function finishHalt(draft: Draft): void {
  const { halt, status, assignments } = draft.state;
  if (halt === undefined || status !== 'running') return;
  if (assignments.every((one) => one.status !== 'dispatched')) escalate(draft, halt.reason);
}

function startNext(draft: Draft): void {
  const step = completeWhatIsDone(draft);
  if (step === null) return complete(draft);
  // Nothing after the checkpoint is reached while the gate is shut, whatever the flags say.
  if (step === 'checkpoint' || isShut(draft.state, step)) return enterCheckpoint(draft);
  if (draft.state.current_agent !== step) draft.set({ current_agent: step });
  if (step === 'implement' && hasOpenTasks(draft.state)) return startTasks(draft);
  if (step === 'taskstoissues' && hasAnswered(draft.state)) return createIssues(draft);
  startAgent(draft, step);
}

/** Agents that are done without an answer of their own: all tasks are implemented, all issues exist. */
function completeWhatIsDone(draft: Draft): Step | null {
  let step = nextStep(draft.state);
  while (step !== null && step !== 'checkpoint' && isDone(draft.state, step)) {
    draft.complete(step);
    step = nextStep(draft.state);
  }
  return step;
}

function isDone(state: WorkflowState, agent: AgentName): boolean {
  if (isShut(state, agent)) return false;
  return (
    (agent === 'implement' && tasksAreDone(state)) || (agent === 'taskstoissues' && issuesAreDone(state))
  );
}

function isShut(state: WorkflowState, agent: AgentName): boolean {
  return isGated(state, agent) && !gateIsOpen(state);
}

function startAgent(draft: Draft, agent: AgentName): void {
  const { state } = draft;
  if (isUnderWay(state, agent) || state.timers.some((timer) => timer.agent === agent)) return;
  dispatch(draft, { agents: runFrom(state, agent), tasks: [] });
}
