import { describe, expect, it } from '@jest/globals';
import { AGENT_DEFINITIONS, agentDefinition } from '../../src/agents/registry.js';
import { AGENTS, planningAgentsOf } from '../../src/domain/workflows.js';

describe('the registry of agents', () => {
  it('defines each of the thirteen, in the order of the seed', () => {
    expect(AGENT_DEFINITIONS.map(({ name }) => name)).toEqual(AGENTS);
  });

  it('lets agents before the gate write below the feature directory only', () => {
    for (const agent of planningAgentsOf('full-research')) {
      const { mayWrite } = agentDefinition(agent);
      expect(mayWrite.allow.every((pattern) => pattern.startsWith('{dir}/'))).toBe(true);
    }
  });

  it('asks no model for what is code, and lets code write nothing', () => {
    const code = AGENT_DEFINITIONS.filter(({ needsModel }) => !needsModel);
    expect(code.map(({ name }) => name)).toEqual(['test', 'taskstoissues']);
    expect(code.flatMap(({ mayWrite }) => mayWrite.allow)).toEqual([]);
  });
});
