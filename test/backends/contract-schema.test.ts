import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { contractSchema } from '../../src/backends/contract-schema.js';
import { agentResponse } from '../../src/domain/contract.js';
import { AGENTS } from '../../src/domain/workflows.js';

const success = {
  agent: 'plan',
  status: 'success',
  timestamp: '2026-01-01T00:00:00Z',
  result: { summary: 'x', files: ['a'] },
  error: null,
};
const error = {
  ...success,
  status: 'error',
  result: {},
  error: {
    type: 'ValidationError',
    message: 'x',
    recoverable: true,
    feedback_required: true,
    blocking_issues: [{ severity: 'HIGH', type: 't', message: 'm' }],
    suggested_action: { agent: 'specify' },
  },
};

describe('the contract as JSON Schema', () => {
  const validate = new Ajv().compile(contractSchema('plan') as object);

  it.each([success, error, { ...error, error: { ...error.error, suggested_action: null } }])(
    'accepts what the contract accepts (%#)',
    (answer) => {
      expect(agentResponse.safeParse(answer).success).toBe(true);
      expect(validate(answer)).toBe(true);
    },
  );

  it.each([
    { ...success, agent: 'tasks' },
    { ...success, status: 'done' },
    { ...success, error: undefined },
    { ...error, error: { ...error.error, type: 'Oops' } },
    'text',
  ])('refuses what is none (%#)', (answer) => {
    expect(validate(JSON.parse(JSON.stringify(answer)))).toBe(false);
  });

  it.each(AGENTS)('is a schema for %s', (agent) => {
    expect(() => new Ajv().compile(contractSchema(agent) as object)).not.toThrow();
  });
});
