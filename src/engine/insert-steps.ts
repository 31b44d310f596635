import { AGENTS, type AgentName, agentsIn, type Step } from '../domain/workflows.js';
import type { Draft } from './draft.js';

/** What a workflow without implementation needs to mend code: a person approves first (rule G1). */
const IMPLEMENTATION: readonly Step[] = ['checkpoint', 'implement', 'test', 'review'];

/** Findings need implementation, which this workflow does not have: it is put before the agent that found them. */
export function insertImplementation(draft: Draft, finder: AgentName): void {
  const { steps } = draft.state;
  const added = IMPLEMENTATION.filter((step) => step !== finder && !steps.includes(step));
  insert(draft, added, steps.indexOf(finder));
  draft.tell('speckit', `${finder} needs implementation, which a person has to approve first`);
}

/** Puts an agent that this workflow does not have where it belongs: before the first step that comes after it. */
export function insertAgent(draft: Draft, agent: AgentName, before: AgentName): void {
  const { steps } = draft.state;
  const limit = steps.indexOf(before);
  const later = steps.findIndex(
    (step) => step === 'checkpoint' || AGENTS.indexOf(step) > AGENTS.indexOf(agent),
  );
  const isPlanner = AGENTS.indexOf(agent) < AGENTS.indexOf('implement');
  insert(draft, [agent], isPlanner && later >= 0 && later < limit ? later : limit);
}

function insert(draft: Draft, added: readonly Step[], position: number): void {
  const { steps } = draft.state;
  const next = [...steps.slice(0, position), ...added, ...steps.slice(position)];
  draft.set({ steps: next, agents_to_execute: agentsIn(next) });
}
