import type { WorkflowState } from '../domain/state.js';
import { AGENTS, type AgentName, agentsIn, type Step } from '../domain/workflows.js';
import { candidatesKey } from './choose-backend.js';
import { feedbackFor } from './feedback.js';
import { isGated } from './gate.js';

/** The last agent that plans; those after it get a job each. */
const LAST_PLANNING = AGENTS.indexOf('analyze');

/** The first step of the sequence that is not complete; null at the end. */
export function nextStep(state: WorkflowState): Step | null {
  for (const step of state.steps) {
    const done =
      step === 'checkpoint' ? state.implementation_approved : state.completed_agents.includes(step);
    if (!done) return step;
  }
  return null;
}

/** The agent with which a workflow that stops here would go on; `implement` at the checkpoint, as the seed has it. */
export function resumePoint(state: WorkflowState): AgentName | null {
  const step = nextStep(state);
  return step === 'checkpoint' ? 'implement' : step;
}

/** True for agents that write or check what is implemented later. */
export function isPlanning(agent: AgentName): boolean {
  return AGENTS.indexOf(agent) <= LAST_PLANNING;
}

/**
 * The agents that one job runs: planning agents in a row share it, as long as the same backends may play them and none of them
 * has findings of its own to take up; all others get a job each.
 */
export function runFrom(state: WorkflowState, agent: AgentName): [AgentName, ...AgentName[]] {
  const run: [AgentName, ...AgentName[]] = [agent];
  if (!isPlanning(agent) || isGated(state, agent)) return run;
  for (const next of agentsIn(state.steps.slice(state.steps.indexOf(agent) + 1))) {
    if (!isPlanning(next) || isGated(state, next)) break;
    if (state.completed_agents.includes(next)) continue;
    if (candidatesKey(state, next) !== candidatesKey(state, agent)) break;
    if (feedbackFor(state, next, null) !== null) break;
    run.push(next);
  }
  return run;
}

/** True while a job that includes this agent as a whole (not one of its tasks) is out. */
export function isUnderWay(state: WorkflowState, agent: AgentName): boolean {
  return state.assignments.some(
    (one) => one.status === 'dispatched' && one.tasks.length === 0 && one.agents.includes(agent),
  );
}
