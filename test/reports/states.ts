import type { WorkflowState } from '../../src/domain/state.js';
import { agentsOf, type WorkflowType } from '../../src/domain/workflows.js';
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
  someTasks,
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

const FREE = { ...aResult(), cost_usd: 0 };

const FINDINGS = aResult({
  status: 'error',
  summary: '2 findings',
  error: {
    type: 'QualityGateFailure',
    message: '2 findings',
    recoverable: true,
    feedback_required: true,
    blocking_issues: [
      {
        severity: 'CRITICAL',
        type: 'Coverage Gap',
        message: 'REQ-5 has no tasks',
        location: 'spec.md:67',
        recommendation: 'Add tasks for REQ-5',
      },
      { severity: 'MEDIUM', type: 'Ambiguity', message: '"fast" is not measurable', location: 'spec.md:12' },
    ],
  },
});

const ANALYSIS = {
  total_score: 6,
  factors: {
    scope: { score: 2, reason: 'Multiple modules: "payments": a feature across modules.' },
    integration: { score: 2, reason: 'External API: "Stripe": an external API.' },
    risk: { score: 1, reason: 'Dev/staging: nothing in the request says otherwise.' },
    novelty: { score: 1, reason: 'Minor variation: "extend": a small variation.' },
  },
  e2e: 'It depends on something external.',
};

const SELECTION = {
  workflow_type: 'standard-e2e',
  workflow_selection: {
    complexity_analysis: ANALYSIS,
    recommended_workflow: 'standard-e2e',
    final_workflow: null,
  },
} as const;

const QUESTION = {
  number: 1,
  question: 'Which currencies are accepted?',
  options: ['EUR only', 'EUR and USD', 'All that Stripe takes'],
  recommended: 1,
  answer: null,
  answered_by: null,
};

/** A targeted workflow that is done. */
function done(type: WorkflowType, overrides: Partial<WorkflowState> = {}): WorkflowState {
  const has = checkpointState({ workflow_type: 'standard' });
  return completedState({
    workflow_type: type,
    implementation_approved: type === 'implement',
    approvals: type === 'implement' ? has.approvals : [],
    agent_results: Object.fromEntries(agentsOf(type).map((agent) => [agent, FREE])),
    ...overrides,
  });
}

/** One state for each thing that a dashboard can show. */
export const STATES: Readonly<Record<string, WorkflowState>> = {
  starting: aState(),
  selecting: aState({ ...SELECTION, status: 'awaiting_workflow_selection' }),
  'choosing-branch': aState({
    status: 'awaiting_branch_choice',
    branch_choice: {
      existing: [
        { feature_id: '002-payment-processing', branch: '002-payment-processing' },
        { feature_id: '001-payment-processing', branch: null },
      ],
    },
  }),
  clarifying: planningState({
    status: 'awaiting_clarification',
    assignments: [],
    resume_from: 'clarify',
    current_agent: null,
    completed_agents: ['specify'],
    agent_results: { specify: FREE },
    clarification: {
      asked_at: at(4),
      questions: [
        QUESTION,
        {
          ...QUESTION,
          number: 2,
          question: 'How long may a refund take?',
          options: ['1 day', '14 days'],
          recommended: 0,
        },
      ],
    },
  }),
  'clarifying-rest': planningState({
    status: 'awaiting_clarification',
    status_reason: 'open: question 2',
    assignments: [],
    completed_agents: ['specify'],
    clarification: {
      asked_at: at(4),
      questions: [
        { ...QUESTION, answer: 'EUR and USD', answered_by: 'bob' },
        { ...QUESTION, number: 2, question: 'Who may refund?', options: [], recommended: null },
      ],
    },
  }),
  'checkpoint-after-e2e': checkpointState({
    workflow_type: 'e2e',
    steps: ['e2e-test-builder', 'checkpoint', 'implement', 'test', 'review', 'e2e-test-fixer'],
    agents_to_execute: ['e2e-test-builder', 'implement', 'test', 'review', 'e2e-test-fixer'],
    completed_agents: ['e2e-test-builder'],
    agent_results: { 'e2e-test-builder': aResult({ summary: 'Created 3 E2E tests' }) },
    feedback: [
      {
        target: 'implement',
        task: null,
        context: {
          feedback_from: 'speckit-e2e-test-fixer',
          iteration: 1,
          max_iterations: 3,
          issues_to_fix: [
            { severity: 'HIGH', type: 'Implementation Gap', message: 'POST /refunds is missing' },
          ],
        },
      },
    ],
    e2e_workflow: {
      test_file: 'tests/e2e/test_payment.py',
      test_coverage: 80,
      fixer_iteration: 0,
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
  'done-spec': done('spec', {
    artifacts_ready: { spec: 'specs/003-payment-processing/spec.md' },
    tasks: [],
    clarification: { asked_at: at(4), questions: [{ ...QUESTION, answer: 'EUR only', answered_by: 'bob' }] },
  }),
  'done-plan': done('plan', { tasks: someTasks() }),
  'done-clarify': done('clarify'),
  'done-analyze': done('analyze'),
  'done-analyze-findings': done('analyze', { agent_results: { analyze: FINDINGS } }),
  'done-implement': done('implement', { implementation_approved: true }),
  'done-review': done('review'),
  'done-e2e': done('e2e'),
  'done-fix-e2e': done('fix-e2e', { target_file: 'tests/e2e/test_payment.py' }),
  'done-issues': done('issues', { created_issues: { T001: 31, T002: 32 } }),
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
