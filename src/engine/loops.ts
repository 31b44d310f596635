import type { AgentError } from '../domain/contract.js';
import { AGENTS, type AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { countGap, countRound, isE2e } from './e2e.js';
import { escalate, stop } from './ending.js';
import { addFeedback, issuesOf } from './feedback.js';
import { LOOPS, type LoopName, loopLimit } from './loop-limits.js';

/** True for agents whose findings go back to another agent. */
export function isQualityGate(agent: AgentName): boolean {
  return agent === 'analyze' || agent === 'test' || agent === 'review' || isE2e(agent);
}

/** Sends work back to the agent that can mend it, with the seed's FEEDBACK_CONTEXT, until the loop's limit. */
export function sendBack(draft: Draft, source: AgentName, error: AgentError): void {
  const target = targetOf(source, error);
  if (isE2e(source)) countGap(draft);
  if (!beginRound(draft, loopName(source, target), source, error)) return;
  const loop = draft.state.feedback_loops[loopName(source, target)] ?? { iteration: 1, max_iterations: 1 };
  addFeedback(draft, target, null, {
    feedback_from: `speckit-${source}`,
    ...loop,
    issues_to_fix: issuesOf(error),
  });
  draft.set({
    completed_agents: draft.state.completed_agents.filter((agent) => staysComplete(agent, target)),
  });
  draft.tell(
    source,
    `sent the work back to ${target} (${loop.iteration} of ${loop.max_iterations}): ${error.message}`,
  );
}

/** Counts one more round of a loop; when its limit is used up, ends or escalates as the seed says and returns false. */
export function beginRound(draft: Draft, name: LoopName, source: AgentName, error: AgentError): boolean {
  const iteration = (draft.state.feedback_loops[name]?.iteration ?? 0) + 1;
  const max_iterations = loopLimit(draft.state, name);
  if (iteration > max_iterations) {
    const reason = `${source} still finds problems after ${max_iterations} round(s): ${error.message}`;
    if (LOOPS[name].escalation === 'stop') stop(draft, reason);
    else escalate(draft, reason);
    return false;
  }
  draft.set({ feedback_loops: { ...draft.state.feedback_loops, [name]: { iteration, max_iterations } } });
  if (source === 'e2e-test-fixer') countRound(draft, iteration);
  return true;
}

function targetOf(source: AgentName, error: AgentError): AgentName {
  if (source !== 'analyze') return 'implement';
  const wanted = error.suggested_action?.agent;
  return wanted === 'clarify' || wanted === 'plan' || wanted === 'tasks' ? wanted : 'specify';
}

function loopName(source: AgentName, target: AgentName): LoopName {
  if (isE2e(source)) return 'e2e';
  if (source === 'test') return 'test_to_implement';
  if (source === 'review') return 'review_to_implement';
  return target === 'plan' || target === 'tasks' ? `analyze_to_${target}` : 'analyze_to_specify';
}

/** What comes after the target is done again; a test that the E2E builder made stays. */
function staysComplete(agent: AgentName, target: AgentName): boolean {
  return agent === 'e2e-test-builder' || AGENTS.indexOf(agent) < AGENTS.indexOf(target);
}
