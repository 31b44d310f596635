/** Plain data for engine tests: name what matters to the test, the rest is ordinary. */
import type { AgentError, AgentResponse, ErrorType } from '../../../src/domain/contract.js';
import type { Effect, EffectOutcome } from '../../../src/domain/effects.js';
import type {
  ApprovalGiven,
  BranchContent,
  EventBody,
  KnownFeature,
  PlannedTask,
} from '../../../src/domain/events.js';
import type { Approval, Settings, WorkflowState } from '../../../src/domain/state.js';
import { type AgentName, WORKFLOWS, type WorkflowType } from '../../../src/domain/workflows.js';

export const ID = '7d3c2f10-4a5b-4c6d-8e7f-001122334455';
export const FEATURE = '003-payment-processing';
export const REQUESTER = 'alice';
export const START = Date.UTC(2026, 0, 5, 9, 0, 0);

/** A commit id with this number. */
export function sha(number: number): string {
  return number.toString(16).padStart(40, '0');
}

function settings(overrides: Partial<Settings> = {}): Settings {
  return {
    max_parallel_tasks: 2,
    agent_timeout_seconds: 1_800,
    task_timeout_seconds: 300,
    retry_initial_delay_ms: 1_000,
    loop_limits: {},
    required_approvals: 1,
    exclude_requester: false,
    minimum_permission: 'write',
    default_backend: 'recorded',
    backends: {},
    ...overrides,
  };
}

export function requested(
  workflow_type: WorkflowType | null,
  overrides: Partial<Settings> = {},
): Extract<EventBody, { type: 'workflow_requested' }> {
  return {
    type: 'workflow_requested',
    workflow_id: ID,
    workflow_type,
    request: 'Payment processing with Stripe\nwith receipts',
    slug: 'payment-processing',
    feature: needsFeature(workflow_type) ? aFeature() : null,
    similar: [],
    target_file: null,
    origin: {
      repository: 'octo/shop',
      issue: 12,
      issue_title: 'Payments',
      issue_body: 'People want to pay.',
      comment_id: 99,
      requester: REQUESTER,
    },
    settings: settings(overrides),
    preflight: [{ check: 'Git repo', level: 'PASS', message: 'found' }],
    complexity: {
      total_score: 6,
      recommended: 'standard',
      factors: {
        scope: { score: 2, reason: 'multiple modules' },
        integration: { score: 2, reason: 'an external API' },
        risk: { score: 1, reason: 'staging' },
        novelty: { score: 1, reason: 'a minor variation' },
      },
      e2e: 'It stays within one service.',
    },
  };
}

export function task(id: string, depends_on: readonly string[] = [], done = false): PlannedTask {
  return {
    id,
    description: `Do ${id}`,
    phase: 'Setup',
    story: null,
    parallel: true,
    files: [`src/${id}.ts`],
    depends_on: [...depends_on],
    done,
  };
}

export function content(
  head: string,
  digest: string,
  tasks: readonly PlannedTask[] = [],
  names: readonly string[] = ['spec', 'plan', 'tasks'],
): BranchContent {
  const artifacts = Object.fromEntries(names.map((name) => [name, `specs/${FEATURE}/${name}.md`]));
  const scope = { files_to_create: 3, files_to_modify: 1, tests_to_write: 2, estimated_loc: 120 };
  return { head, digest, artifacts, tasks, scope };
}

/** True for workflows that usually work on a feature that exists. */
function needsFeature(type: WorkflowType | null): boolean {
  return type !== null && WORKFLOWS[type][0] !== 'specify';
}

/** A feature that exists, with these artifacts. */
export function aFeature(
  names: readonly string[] = ['spec', 'plan', 'tasks'],
  tasks: readonly PlannedTask[] = [],
  overrides: Partial<KnownFeature> = {},
): KnownFeature {
  return {
    feature_id: FEATURE,
    branch: FEATURE,
    base: 'main',
    base_sha: sha(1),
    content: content(sha(7), 'digest-known', tasks, names),
    pull_request: null,
    ...overrides,
  };
}

export function anError(type: ErrorType, overrides: Partial<AgentError> = {}): AgentError {
  return {
    type,
    message: `${type} happened`,
    recoverable: true,
    feedback_required: false,
    blocking_issues: [],
    ...overrides,
  };
}

export function answer(
  agent: AgentName,
  error: AgentError | null = null,
  result: AgentResponse['result'] = { summary: `${agent} did it` },
): AgentResponse {
  const status = error === null ? 'success' : 'error';
  return { agent, status, timestamp: new Date(START).toISOString(), result, error };
}

/** What an effect made, had it gone well. */
export function outcomeOf(effect: Effect): EffectOutcome {
  const number = Number(effect.id.split(':')[1]);
  switch (effect.kind) {
    case 'create_dashboard':
      return { id: effect.id, kind: effect.kind, comment_id: 500 };
    case 'claim_feature':
      return {
        id: effect.id,
        kind: effect.kind,
        feature_id: `003-${effect.slug}`,
        branch: `003-${effect.slug}`,
        base: 'main',
        base_sha: sha(1),
        ...effect.existing,
      };
    case 'dispatch_assignment':
      return { id: effect.id, kind: effect.kind, run_id: 7_000 + number };
    case 'open_pull_request':
      return { id: effect.id, kind: effect.kind, number: 40, url: 'https://example.test/octo/shop/pull/40' };
    case 'post_comment':
      return { id: effect.id, kind: effect.kind, comment_id: 600 + number };
    case 'create_issue':
      return { id: effect.id, kind: effect.kind, task_id: effect.task_id, number: 100 + number };
    case 'dismiss_approval':
    case 'cancel_run':
    case 'record_history':
      return { id: effect.id, kind: effect.kind };
  }
}

/** A person approves what the state presents. */
export function approvalOf(
  state: WorkflowState,
  overrides: Partial<Approval> = {},
  more: Partial<Pick<ApprovalGiven, 'by_bot' | 'content' | 'objections' | 'teams_problem'>> = {},
): Extract<EventBody, { type: 'approval_given' }> {
  const head = state.branch?.head ?? sha(0);
  const digest = state.content_digest ?? 'none';
  const tasks = state.tasks.map(({ status, ...rest }) => ({ ...rest, done: status === 'done' }));
  return {
    type: 'approval_given',
    by_bot: false,
    approval: {
      by: 'bob',
      permission: 'write',
      via: 'pull_request_review',
      source_id: 900,
      at: state.presented_at ?? new Date(START).toISOString(),
      pull_request: state.pull_request?.number ?? null,
      head,
      digest,
      ...(state.pull_request === null ? { via: 'proceed_comment' as const } : {}),
      ...overrides,
    },
    content: { ...content(head, digest, tasks), artifacts: state.artifacts_ready },
    ...more,
  };
}
