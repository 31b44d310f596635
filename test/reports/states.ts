import type { WorkflowState } from '../../src/domain/state.js';
import {
  anApproval,
  anAssignment,
  aResult,
  aState,
  at,
  checkpointState,
  completedState,
  implementingState,
  planningState,
} from '../support/state-builder.js';

export const LINKS = { serverUrl: 'https://github.example', repository: 'acme/shop' };

const TEST_FAILURE = aResult({
  status: 'error',
  timestamp: at(20),
  attempt: 3,
  summary: '2 tests fail',
  error: {
    type: 'QualityGateFailure',
    message: '2 tests fail in test/payment.test.ts',
    recoverable: true,
    feedback_required: true,
    blocking_issues: [
      {
        severity: 'CRITICAL',
        type: 'Test Failure',
        message: 'expected 200 | received 500',
        location: 'test/payment.test.ts:14',
        recommendation: 'Handle a declined card',
      },
      { severity: 'LOW', type: 'Lint', message: 'unused import' },
    ],
    suggested_action: { agent: 'implement' },
  },
});

/** One state for each thing that a dashboard can show. */
export const STATES: Readonly<Record<string, WorkflowState>> = {
  starting: aState(),
  planning: planningState(),
  checkpoint: checkpointState(),
  'checkpoint-without-pull-request': checkpointState({
    pull_request: null,
    pull_request_problem: 'Actions may not open pull requests: Settings > Actions > General',
    workflow_type: 'simple',
    tasks: [],
    scope: null,
    artifacts_ready: { spec: 'specs/003-payment-processing/spec.md' },
  }),
  'checkpoint-two-approvals': checkpointState({
    settings: { ...checkpointState().settings, required_approvals: 2, exclude_requester: true },
    approvals: [anApproval({ via: 'proceed_comment' })],
    status_reason: '1 more approval(s) needed',
  }),
  voided: checkpointState({
    branch: {
      name: '003-payment-processing',
      base: 'main',
      base_sha: 'b'.repeat(40),
      head: `f00${'1'.repeat(37)}`,
    },
    voided_approvals: [
      { by: 'bob', at: at(9), reason: 'new commit f001111 on the planning branch' },
      { by: 'carol', at: at(9), reason: 'new commit f001111 on the planning branch' },
    ],
  }),
  implementing: implementingState({
    feedback_loops: { test_to_implement: { iteration: 1, max_iterations: 2 } },
    retries: { 'implement/T003:TimeoutError': 1, 'test:ExternalServiceError': 2 },
    feedback: [
      {
        target: 'implement',
        task: null,
        context: {
          feedback_from: 'speckit-test',
          iteration: 1,
          max_iterations: 2,
          issues_to_fix: TEST_FAILURE.error?.blocking_issues ?? [],
        },
      },
    ],
  }),
  waiting: implementingState({
    tasks: [],
    assignments: [],
    current_agent: 'test',
    completed_agents: ['specify', 'clarify', 'plan', 'tasks', 'implement'],
    timers: [{ due_at: at(12), agent: 'test', reason: 'the registry answered 503' }],
  }),
  reviewing: implementingState({
    workflow_type: 'standard-e2e',
    assignments: [anAssignment({ agents: ['review'], attempt: 2 })],
    current_agent: 'review',
  }),
  paused: implementingState({ status: 'paused', status_reason: 'Paused by alice.', assignments: [] }),
  escalated: implementingState({
    status: 'paused',
    status_reason: 'test still finds problems after 2 round(s): 2 tests fail',
    feedback_loops: { test_to_implement: { iteration: 2, max_iterations: 2 } },
    agent_results: { ...implementingState().agent_results, test: TEST_FAILURE },
    assignments: [],
    resume_from: 'test',
  }),
  completed: completedState({
    workflow_type: 'full',
    created_issues: { T001: 31, T002: 32, T003: 33, T004: 34 },
    e2e_workflow: {
      test_file: 'tests/e2e/test_payment.py',
      test_coverage: 100,
      fixer_iteration: 1,
      max_fixer_iterations: 3,
      implementation_gaps_detected: 1,
      spec_updates: [
        {
          file: 'specs/003-payment-processing/spec.md',
          change: 'Updated SC-002 from 5s to 10s',
          approved: false,
        },
      ],
    },
  }),
  failed: implementingState({
    status: 'failed',
    status_reason: 'test failed (UnrecoverableError): no test command was found',
    agent_results: { ...implementingState().agent_results, test: TEST_FAILURE },
    assignments: [],
    finished_at: at(20),
  }),
  aborted: checkpointState({ status: 'aborted', status_reason: 'Aborted by alice.', finished_at: at(20) }),
  'preflight-failed': aState({
    status: 'failed',
    status_reason: 'Pre-flight: Write access: specs/ cannot be written',
    preflight: [
      { check: 'Git repo', level: 'PASS', message: 'main is readable' },
      { check: 'Tools', level: 'WARN', message: 'pytest is missing' },
      { check: 'Write access', level: 'ERROR', message: 'specs/ cannot be written' },
    ],
    finished_at: at(0),
  }),
};
