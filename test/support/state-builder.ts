/** Builds whole workflow states for tests: name what matters to the test, the rest is ordinary. */
import {
  type AgentResult,
  type Approval,
  type Assignment,
  type TaskState,
  type WorkflowState,
  workflowState,
} from '../../src/domain/state.js';
import {
  type AgentName,
  agentsOf,
  planningAgentsOf,
  WORKFLOWS,
  type WorkflowType,
} from '../../src/domain/workflows.js';
import { blankState } from '../../src/engine/blank-state.js';

export const WORKFLOW_ID = '0b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77';
const BASE_SHA = 'b'.repeat(40);
const HEAD_SHA = `a1b2c3d${'0'.repeat(33)}`;
const DIGEST = 'd1'.repeat(32);
const FEATURE = '003-payment-processing';

/** A workflow that has just been asked for; every override is checked against the schema. */
export function aState(overrides: Partial<WorkflowState> = {}): WorkflowState {
  const type: WorkflowType = overrides.workflow_type ?? 'standard';
  const blank = blankState({
    type: 'workflow_requested',
    key: 'comment/501',
    at: at(0),
    runner: 'run/1/1',
    workflow_id: WORKFLOW_ID,
    workflow_type: type,
    request: 'Payment processing with Stripe',
    slug: 'payment-processing',
    feature: null,
    similar: [],
    target_file: null,
    origin: {
      repository: 'acme/shop',
      issue: 12,
      issue_title: 'Take payments',
      issue_body: 'Customers want to pay by card.',
      comment_id: 501,
      requester: 'alice',
    },
    settings: {
      max_parallel_tasks: 5,
      agent_timeout_seconds: 1_800,
      task_timeout_seconds: 300,
      retry_initial_delay_ms: 1_000,
      loop_limits: {},
      required_approvals: 1,
      exclude_requester: false,
      minimum_permission: 'write',
      default_backend: 'recorded',
      backends: {},
    },
    preflight: [
      { check: 'Git repo', level: 'PASS', message: 'main is readable' },
      { check: 'Constitution', level: 'WARN', message: '.specify/memory/constitution.md is missing' },
    ],
    complexity: null,
  });
  return workflowState.parse({
    ...blank,
    revision: 1,
    workflow_selection: {
      complexity_analysis: { total_score: 6 },
      recommended_workflow: 'standard',
      final_workflow: type,
    },
    // As if the artifacts that a workflow builds on were there.
    steps: [...WORKFLOWS[type]],
    agents_to_execute: agentsOf(type),
    timeline: [{ at: at(0), actor: 'alice', what: 'asked for standard: Payment processing with Stripe' }],
    ...overrides,
  });
}

/** A state whose feature has its number and branch; planning agents run. */
export function planningState(overrides: Partial<WorkflowState> = {}): WorkflowState {
  return aState({
    feature_id: FEATURE,
    feature_dir: `specs/${FEATURE}/`,
    branch: { name: FEATURE, base: 'main', base_sha: BASE_SHA, head: BASE_SHA },
    dashboard: { comment_id: 502 },
    current_agent: 'specify',
    assignments: [anAssignment({ agents: ['specify', 'clarify', 'plan', 'tasks'] })],
    revision: 3,
    updated_at: at(1),
    ...overrides,
  });
}

/** A state that waits for its approval, with a pull request. */
export function checkpointState(overrides: Partial<WorkflowState> = {}): WorkflowState {
  const planning = planningAgentsOf(overrides.workflow_type ?? 'standard');
  return planningState({
    branch: { name: FEATURE, base: 'main', base_sha: BASE_SHA, head: HEAD_SHA },
    content_digest: DIGEST,
    pull_request: { number: 7, url: 'https://github.example/acme/shop/pull/7' },
    status: 'awaiting_implementation_approval',
    checkpoint_reached_at: at(6),
    planning_complete: true,
    resume_from: 'implement',
    current_agent: null,
    completed_agents: planning,
    agent_results: resultsOf(planning),
    assignments: [anAssignment({ agents: ['specify', 'clarify', 'plan', 'tasks'], status: 'finished' })],
    artifacts_ready: artifacts(['spec', 'plan', 'tasks']),
    scope: { files_to_create: 4, files_to_modify: 2, tests_to_write: 3, estimated_loc: 350 },
    tasks: someTasks(),
    revision: 9,
    updated_at: at(6),
    ...overrides,
  });
}

/** A state whose approval was given and whose tasks are being implemented. */
export function implementingState(overrides: Partial<WorkflowState> = {}): WorkflowState {
  return checkpointState({
    status: 'running',
    implementation_approved: true,
    approvals: [anApproval()],
    approved_digest: DIGEST,
    resume_from: null,
    current_agent: 'implement',
    tasks: someTasks(['done', 'running', 'running', 'pending']),
    assignments: [
      anAssignment({ id: 'a-2', agents: ['implement'], tasks: ['T002'] }),
      anAssignment({ id: 'a-3', agents: ['implement'], tasks: ['T003'], attempt: 2 }),
    ],
    revision: 15,
    updated_at: at(9),
    ...overrides,
  });
}

/** A state in which everything is done. */
export function completedState(overrides: Partial<WorkflowState> = {}): WorkflowState {
  const agents = agentsOf(overrides.workflow_type ?? 'standard');
  return implementingState({
    status: 'completed',
    current_agent: null,
    completed_agents: agents,
    agent_results: resultsOf(agents),
    tasks: someTasks(['done', 'done', 'done', 'done']),
    assignments: [],
    revision: 30,
    updated_at: at(42),
    finished_at: at(42),
    ...overrides,
  });
}

/** Minutes after the start, as a timestamp. */
export function at(minutes: number): string {
  return new Date(Date.UTC(2026, 2, 1, 12, 0, 0) + minutes * 60_000).toISOString();
}

export function aTask(overrides: Partial<TaskState> = {}): TaskState {
  return {
    id: 'T001',
    description: 'Create the payment model in src/payment.ts',
    phase: 'Setup',
    story: null,
    parallel: false,
    files: ['src/payment.ts'],
    depends_on: [],
    status: 'pending',
    ...overrides,
  };
}

export function anAssignment(overrides: Partial<Assignment> = {}): Assignment {
  return {
    id: 'a-1',
    agents: ['specify'],
    tasks: [],
    attempt: 1,
    base: BASE_SHA,
    backend: 'recorded',
    feedback: null,
    status: 'dispatched',
    dispatched_at: at(1),
    deadline_at: at(31),
    finished_at: null,
    run_id: 9_001,
    ...overrides,
  };
}

export function anApproval(overrides: Partial<Approval> = {}): Approval {
  return {
    by: 'bob',
    permission: 'write',
    via: 'pull_request_review',
    source_id: 77,
    at: at(8),
    pull_request: 7,
    head: HEAD_SHA,
    digest: DIGEST,
    ...overrides,
  };
}

export function aResult(overrides: Partial<AgentResult> = {}): AgentResult {
  return {
    status: 'success',
    timestamp: at(3),
    attempt: 1,
    summary: 'done',
    result: {},
    error: null,
    duration_ms: 65_000,
    cost_usd: 0.12,
    ...overrides,
  };
}

/** Four tasks: a model, two parallel parts that need it, and a test that needs both. */
export function someTasks(statuses: readonly TaskState['status'][] = []): TaskState[] {
  const tasks: Partial<TaskState>[] = [
    {},
    {
      id: 'T002',
      description: 'Add the Stripe client',
      story: 'US1',
      parallel: true,
      files: ['src/stripe.ts'],
      depends_on: ['T001'],
    },
    {
      id: 'T003',
      description: 'Add the webhook endpoint',
      story: 'US1',
      parallel: true,
      files: ['src/webhook.ts', 'src/routes.ts', 'src/config.ts'],
      depends_on: ['T001'],
    },
    {
      id: 'T004',
      description: 'Test a payment from end to end',
      story: 'US2',
      files: ['test/payment.test.ts'],
      depends_on: ['T001', 'T002', 'T003'],
    },
  ];
  return tasks.map((task, index) => aTask({ ...task, status: statuses[index] ?? 'pending' }));
}

/** `spec` -> `specs/003-payment-processing/spec.md`. */
function artifacts(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `specs/${FEATURE}/${name}.md`]));
}

const SUMMARIES: Partial<Record<AgentName, string>> = {
  specify: 'Created spec.md',
  clarify: 'Resolved 2 questions',
  plan: 'Created plan.md',
  tasks: 'Created tasks.md with 4 tasks',
  implement: 'T004: wrote the end-to-end test',
  test: '41 tests pass, coverage 93 %',
};

function resultsOf(agents: readonly AgentName[]): WorkflowState['agent_results'] {
  return Object.fromEntries(
    agents.map((agent) => [agent, aResult({ summary: SUMMARIES[agent] ?? `${agent} is done` })]),
  );
}
