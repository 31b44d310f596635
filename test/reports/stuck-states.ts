import type { ErrorType } from '../../src/domain/contract.js';
import type { WorkflowState } from '../../src/domain/state.js';
import type { AgentName } from '../../src/domain/workflows.js';
import { aResult, at, checkpointState, implementingState } from '../support/state-builder.js';

/** A loop or a recovery row that is used up: the agent that failed, how, and which loop is full. */
function stuck(
  status: 'paused' | 'failed',
  agent: AgentName,
  type: ErrorType,
  message: string,
  loop?: readonly [string, number],
): WorkflowState {
  const base =
    agent === 'analyze'
      ? checkpointState({ workflow_type: 'full' })
      : implementingState({ workflow_type: 'full' });
  return {
    ...base,
    status,
    status_reason: message,
    assignments: [],
    planning_complete: agent !== 'analyze',
    feedback_loops: loop === undefined ? {} : { [loop[0]]: { iteration: loop[1], max_iterations: loop[1] } },
    agent_results: {
      ...base.agent_results,
      [agent]: aResult({
        status: 'error',
        timestamp: at(20),
        summary: message,
        error: { type, message, recoverable: true, feedback_required: false, blocking_issues: [] },
      }),
    },
    ...(status === 'failed' ? { finished_at: at(20) } : { resume_from: agent }),
  };
}

/** One state for each row of the seed's loop limits and recovery tables at its end. */
export const STUCK: Readonly<Record<string, WorkflowState>> = {
  'analyze-to-specify': stuck(
    'paused',
    'analyze',
    'QualityGateFailure',
    'spec.md does not say what is refunded',
    ['analyze_to_specify', 2],
  ),
  'analyze-to-plan': stuck('paused', 'analyze', 'QualityGateFailure', 'plan.md names two databases', [
    'analyze_to_plan',
    2,
  ]),
  'analyze-to-tasks': stuck('paused', 'analyze', 'QualityGateFailure', 'REQ-5 has no tasks', [
    'analyze_to_tasks',
    2,
  ]),
  'test-to-implement': stuck('failed', 'test', 'QualityGateFailure', '2 tests fail', [
    'test_to_implement',
    2,
  ]),
  'review-to-implement': stuck(
    'failed',
    'review',
    'QualityGateFailure',
    'src/Pay.ts breaks the naming rule',
    ['review_to_implement', 1],
  ),
  e2e: stuck('paused', 'e2e-test-fixer', 'TestBug', '1 E2E test fails', ['e2e', 3]),
  PrerequisiteError: stuck('failed', 'implement', 'PrerequisiteError', 'tasks.md is missing'),
  ValidationError: stuck('failed', 'plan', 'ValidationError', 'plan.md has no technical context'),
  TestValidationError: stuck('failed', 'test', 'TestValidationError', 'no test ran'),
  ExternalServiceError: stuck('paused', 'implement', 'ExternalServiceError', 'the model answers 529'),
  TimeoutError: stuck('failed', 'implement', 'TimeoutError', 'no answer within 30 minutes'),
  BranchExistsError: stuck('paused', 'specify', 'BranchExistsError', '003-payment-processing exists'),
  UnrecoverableError: stuck('failed', 'implement', 'UnrecoverableError', 'no test command was found'),
  ImplementationGap: stuck('paused', 'e2e-test-builder', 'ImplementationGap', 'POST /refunds is missing'),
  SpecMismatch: stuck('paused', 'e2e-test-fixer', 'SpecMismatch', 'SC-002 says 5 s, the code takes 8 s'),
  ServiceUnhealthy: stuck(
    'paused',
    'e2e-test-fixer',
    'ServiceUnhealthy',
    'localhost:8080 refuses connections',
  ),
  MaxIterationsReached: stuck(
    'paused',
    'e2e-test-fixer',
    'MaxIterationsReached',
    '1 E2E test fails after 3 iterations',
  ),
};
