import type { WorkflowState } from '../domain/state.js';
import { hasAnswered } from './issues.js';
import { nextStep } from './sequence.js';

/** True when no agent has anything left to do: what may still follow are effects, such as issues or the pull request. */
export function isWorkDone(state: WorkflowState): boolean {
  if (state.status !== 'running' && state.status !== 'completed') return false;
  if (state.assignments.some((one) => one.status === 'dispatched')) return false;
  const step = nextStep(state);
  return step === null || (step === 'taskstoissues' && hasAnswered(state));
}
