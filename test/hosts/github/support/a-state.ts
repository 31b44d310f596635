import type { WorkflowRequested } from '../../../../src/domain/events.js';
import type { WorkflowState } from '../../../../src/domain/state.js';
import { startWorkflow } from '../../../../src/engine/start.js';

export const WORKFLOW = '3f2b8c1e-5d1f-4a7b-9c3e-2f6a1b0c9d8e';
export const OTHER_WORKFLOW = '7a1c9e42-0b6d-4f3a-8e5b-1d2c3f4a5b6c';
/** The account behind a run's token. */
export const BOT = 'github-actions[bot]';
export const SHA = 'a'.repeat(40);

/** A workflow just requested on issue #7, as the engine makes it, with members replaced at will. */
export function aState(patch: Partial<WorkflowState> = {}): WorkflowState {
  return { ...startWorkflow(request(patch.workflow_id ?? WORKFLOW)).state, ...patch };
}

/** The same with a feature branch and three tasks, of which T003 needs the other two. */
export function aPlannedState(patch: Partial<WorkflowState> = {}): WorkflowState {
  const task = { phase: null, story: null, parallel: false, files: [], status: 'pending' as const };
  return aState({
    feature_id: '003-payments',
    feature_dir: 'specs/003-payments/',
    branch: { name: '003-payments', base: 'main', base_sha: SHA, head: SHA },
    tasks: [
      { ...task, id: 'T001', description: 'First', depends_on: [] },
      { ...task, id: 'T002', description: 'Second', depends_on: [] },
      { ...task, id: 'T003', description: 'Third', depends_on: ['T001', 'T002'] },
    ],
    ...patch,
  });
}

function request(workflowId: string): WorkflowRequested {
  return {
    type: 'workflow_requested',
    key: 'comment:1',
    at: '2026-01-02T03:04:05Z',
    runner: 'run/1/1',
    workflow_id: workflowId,
    workflow_type: 'full',
    request: 'Payment processing',
    slug: 'payments',
    feature: null,
    similar: [],
    target_file: null,
    origin: {
      repository: 'octo/shop',
      issue: 7,
      issue_title: 'Payments',
      issue_body: '',
      comment_id: 1,
      requester: 'alice',
    },
    settings: {
      max_parallel_tasks: 5,
      agent_timeout_seconds: 1800,
      task_timeout_seconds: 300,
      retry_initial_delay_ms: 1000,
      loop_limits: {},
      required_approvals: 1,
      exclude_requester: false,
      minimum_permission: 'write',
      default_backend: 'recorded',
      backends: {},
    },
    preflight: [],
    complexity: null,
  };
}
