import { describe, expect, it } from '@jest/globals';
import { agentResponse } from '../../../src/domain/contract.js';
import { playResult } from '../../../src/jobs/play/schema.js';

const response = (result: unknown) => ({
  agent: 'specify',
  status: 'success',
  timestamp: '2026-01-01T00:00:00Z',
  result,
  error: null,
});
const resultWith = (usage: object) => ({
  format: 1,
  assignment_id: 'a',
  workflow_id: '5f0c6a1e-3a43-4c0e-9d3c-0d5d8a1f4b11',
  base: '1'.repeat(40),
  parts: [{ agent: 'specify', task: null, response: response({}), usage, patch: null }],
});

describe('what an agent hands over', () => {
  it('may be nested as far as people look', () => {
    const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);
    expect(agentResponse.safeParse(response({ list: nested(30) })).success).toBe(true);
    for (const depth of [33, 1_000, 50_000]) {
      const { error } = agentResponse.safeParse(response({ list: nested(depth) }));
      expect(error?.issues[0]?.message).toMatch(/at most 32 levels/);
    }
    const { result: _, ...without } = response({});
    expect(agentResponse.parse(without).result).toEqual({});
  });

  it('adds up to numbers that a state can hold, whatever is claimed', () => {
    const honest = { duration_ms: 21_600_000, cost_usd: 12.5, tokens: 2_000_000, turns: 40 };
    expect(playResult.safeParse(resultWith(honest)).success).toBe(true);
    for (const claim of [{ duration_ms: 9e15 }, { tokens: 9e15 }, { cost_usd: 1e300 }, { turns: 9e15 }])
      expect(playResult.safeParse(resultWith({ ...honest, ...claim })).success).toBe(false);
  });
});
