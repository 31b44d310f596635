import type { AgentError } from '../domain/contract.js';
import type { WorkflowState } from '../domain/state.js';
import { AGENTS, type AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { countGap } from './e2e.js';
import { escalate, stop } from './recovery.js';

/** The seed's table "Loop Limits": how often a gate may send work back, and what happens then. */
export const LOOPS = {
  analyze_to_specify: { limit: 2, escalation: 'ask' },
  analyze_to_clarify: { limit: 2, escalation: 'ask' },
  analyze_to_plan: { limit: 2, escalation: 'ask' },
  analyze_to_tasks: { limit: 2, escalation: 'ask' },
  test_to_implement: { limit: 2, escalation: 'stop' },
  review_to_implement: { limit: 1, escalation: 'stop' },
  e2e: { limit: 3, escalation: 'ask' },
} as const satisfies Record<string, { limit: number; escalation: 'ask' | 'stop' }>;

export type LoopName = keyof typeof LOOPS;

/** The limit in force for a loop: the configuration's, or the seed's. */
export function loopLimit(state: WorkflowState, name: LoopName): number {
  return state.settings.loop_limits[name] ?? LOOPS[name].limit;
}

/** True for agents whose findings go back to another agent. */
export function isQualityGate(agent: AgentName): boolean {
  return agent === 'analyze' || agent === 'test' || agent === 'review' || isE2e(agent);
}

/** Sends work back to the agent that can mend it, with the seed's FEEDBACK_CONTEXT, until the loop's limit. */
export function sendBack(draft: Draft, source: AgentName, error: AgentError): void {
  const target = targetOf(source, error);
  const name = loopName(source, target);
  const iteration = (draft.state.feedback_loops[name]?.iteration ?? 0) + 1;
  const max = loopLimit(draft.state, name);
  if (isE2e(source)) countGap(draft);
  if (iteration > max) return giveUp(draft, source, name, max, error);
  const context = {
    feedback_from: `speckit-${source}`,
    iteration,
    max_iterations: max,
    issues_to_fix: error.blocking_issues,
  };
  draft.set({
    feedback_loops: {
      ...draft.state.feedback_loops,
      [name]: { iteration, max_iterations: max },
    },
    feedback: [...draft.state.feedback, { target, task: null, context }],
    completed_agents: draft.state.completed_agents.filter((agent) => staysComplete(agent, target)),
  });
  draft.tell(source, `sent the work back to ${target} (${iteration} of ${max}): ${error.message}`);
}

function targetOf(source: AgentName, error: AgentError): AgentName {
  if (source !== 'analyze') return 'implement';
  const wanted = error.suggested_action?.agent;
  return wanted === 'clarify' || wanted === 'plan' || wanted === 'tasks' ? wanted : 'specify';
}

function loopName(source: AgentName, target: AgentName): LoopName {
  if (isE2e(source)) return 'e2e';
  return `${source}_to_${target}` as LoopName;
}

/** What comes after the target is done again; a test that the E2E builder made stays. */
function staysComplete(agent: AgentName, target: AgentName): boolean {
  return agent === 'e2e-test-builder' || AGENTS.indexOf(agent) < AGENTS.indexOf(target);
}

function giveUp(draft: Draft, source: AgentName, name: LoopName, max: number, error: AgentError): void {
  const reason = `${source} still finds problems after ${max} round(s): ${error.message}`;
  if (LOOPS[name].escalation === 'stop') stop(draft, reason);
  else escalate(draft, reason);
}

function isE2e(agent: AgentName): boolean {
  return agent === 'e2e-test-builder' || agent === 'e2e-test-fixer';
}
