import { AGENTS, type AgentName } from '../domain/workflows.js';
import { BUILDING_AGENTS } from './building-agents.js';
import type { AgentDefinition } from './definition.js';
import { PLANNING_AGENTS } from './planning-agents.js';

export type { AgentDefinition } from './definition.js';

const BY_NAME = new Map(
  [...PLANNING_AGENTS, ...BUILDING_AGENTS].map((definition) => [definition.name, definition]),
);

/** All thirteen agents, in the seed's order. */
export const AGENT_DEFINITIONS: readonly AgentDefinition[] = AGENTS.map(agentDefinition);

/** What an agent is and may do. */
export function agentDefinition(name: AgentName): AgentDefinition {
  const definition = BY_NAME.get(name);
  if (definition === undefined)
    throw new Error(`expected a definition of agent "${name}" in the registry, found none`);
  return definition;
}
