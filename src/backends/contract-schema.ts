import { ERROR_TYPES } from '../domain/contract.js';
import { AGENTS, type AgentName } from '../domain/workflows.js';

/**
 * The response contract as JSON Schema, for programs that hold a model to one. It is a little wider than the real one in
 * `domain/contract.ts`, which checks every answer afterwards: such programs understand only part of JSON Schema.
 */
export function contractSchema(agent: AgentName): unknown {
  const text = { type: 'string' };
  const issue = {
    type: 'object',
    properties: {
      severity: { enum: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] },
      type: text,
      message: text,
      location: text,
      recommendation: text,
    },
    required: ['severity', 'type', 'message'],
  };
  const error = {
    type: 'object',
    properties: {
      type: { enum: ERROR_TYPES },
      message: text,
      recoverable: { type: 'boolean' },
      feedback_required: { type: 'boolean' },
      blocking_issues: { type: 'array', items: issue },
      suggested_action: {
        anyOf: [
          { type: 'null' },
          { type: 'object', properties: { agent: { enum: AGENTS } }, required: ['agent'] },
        ],
      },
    },
    required: ['type', 'message', 'recoverable', 'feedback_required'],
  };
  return {
    type: 'object',
    properties: {
      agent: { const: agent },
      status: { enum: ['success', 'error'] },
      timestamp: { type: 'string', description: 'The time now, ISO 8601 with time zone' },
      result: { type: 'object' },
      error: { anyOf: [{ type: 'null' }, error] },
    },
    required: ['agent', 'status', 'timestamp', 'result', 'error'],
  };
}
