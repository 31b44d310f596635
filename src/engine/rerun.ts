import type { AgentError, FeedbackContext } from '../domain/contract.js';
import { AGENTS, type AgentName } from '../domain/workflows.js';
import { reopenPlanning } from './content.js';
import type { Draft } from './draft.js';
import { addFeedback } from './feedback.js';
import { isGated } from './gate.js';
import { insertAgent, insertImplementation } from './insert-steps.js';
import { missingMakers } from './prerequisites.js';
import { isPlanning } from './sequence.js';

/** ValidationError of a planning agent: clarify looks first at what it could not work with. */
export function runClarify(draft: Draft, failed: AgentName, findings: FeedbackContext): void {
  const { steps, artifacts_ready } = draft.state;
  const canClarify = isPlanning(failed) && artifacts_ready.spec !== undefined;
  if (!steps.includes('clarify') && canClarify && comesBefore('clarify', failed)) {
    insertAgent(draft, 'clarify', failed);
  }
  runAgain(draft, 'clarify', failed, findings);
}

/** PrerequisiteError: the agent whose work is missing runs first, whether this workflow has it or not. */
export function runMissing(
  draft: Draft,
  failed: AgentName,
  error: AgentError,
  findings: FeedbackContext,
): void {
  const suggested = error.suggested_action?.agent;
  const missing = suggested === undefined ? missingMakers(failed, draft.state.artifacts_ready) : [suggested];
  for (const agent of missing) {
    if (!comesBefore(agent, failed)) continue;
    if (!draft.state.steps.includes(agent)) include(draft, agent, failed);
    runAgain(draft, agent, failed, { ...findings, feedback_from: `speckit-${failed}` });
  }
}

function include(draft: Draft, agent: AgentName, failed: AgentName): void {
  const { steps } = draft.state;
  // Nothing is implemented without a gate before it.
  if (agent === 'implement') return insertImplementation(draft, failed);
  // Tests of code and its review belong to an implementation; without one there is nothing for them to look at.
  if ((agent === 'test' || agent === 'review') && !steps.includes('implement')) return;
  insertAgent(draft, agent, failed);
}

/** Has an earlier agent run once more before the failed one, where the workflow has it. */
function runAgain(draft: Draft, earlier: AgentName, failed: AgentName, findings: FeedbackContext): void {
  const { steps } = draft.state;
  const position = steps.indexOf(earlier);
  if (position < 0 || position >= steps.indexOf(failed)) return;
  if (isGated(draft.state, failed) && !isGated(draft.state, earlier) && steps.includes('checkpoint')) {
    reopenPlanning(draft, `${failed} needs ${earlier} once more`);
  }
  addFeedback(draft, earlier, null, findings);
  draft.set({ completed_agents: draft.state.completed_agents.filter((one) => one !== earlier) });
}

function comesBefore(agent: AgentName, other: AgentName): boolean {
  return AGENTS.indexOf(agent) < AGENTS.indexOf(other);
}
