import type { AgentName } from '../domain/workflows.js';
import { advance } from './advance.js';
import type { Draft } from './draft.js';

/** Marks an agent complete and goes on with the sequence. */
export function completeAgent(draft: Draft, agent: AgentName): void {
  markComplete(draft, agent);
  advance(draft);
}

export function markComplete(draft: Draft, agent: AgentName): void {
  const { completed_agents } = draft.state;
  if (!completed_agents.includes(agent)) draft.set({ completed_agents: [...completed_agents, agent] });
}
