/**
 * The saved state of one workflow: the seed's persistence examples (snake_case field names are theirs) and what GitHub
 * adds. The schema is the border: whatever is read from a file or a comment passes it before the engine sees it.
 */
import { z } from 'zod';
import { auditEntry } from './audit.js';
import { clarification } from './clarification.js';
import { agentError, agentName, errorType, feedbackContext } from './contract.js';
import { effect } from './effects.js';
import {
  backendHistory,
  breakerSettings,
  breakerState,
  budgets,
  retryPolicy,
  selectionSettings,
  spending,
} from './selection.js';
import { traceability } from './traceability.js';
import { AGENTS, WORKFLOW_TYPES } from './workflows.js';

/** Written into every state file; a newer one is refused, an older one is migrated (rule S4). */
export const SCHEMA_VERSION = 2;

const timestamp = z.iso.datetime({ offset: true });
const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

const STATUSES = [
  'running',
  'awaiting_workflow_selection',
  'awaiting_branch_choice',
  'awaiting_clarification',
  'awaiting_implementation_approval',
  'paused',
  'completed',
  'failed',
  'aborted',
] as const;
export const workflowStatus = z.enum(STATUSES);
export type WorkflowStatus = z.infer<typeof workflowStatus>;

/** Limits and choices copied from the configuration when the workflow starts, so that a later edit changes no run. */
const settings = z.object({
  max_parallel_tasks: z.int().positive(),
  agent_timeout_seconds: z.int().positive(),
  task_timeout_seconds: z.int().positive(),
  retry_initial_delay_ms: z.int().nonnegative(),
  loop_limits: z.record(z.string(), z.int().nonnegative()),
  /** What a person needs to approve; never less than write (rule G1). */
  minimum_permission: z.enum(['write', 'maintain', 'admin']).default('write'),
  required_approvals: z.int().positive(),
  exclude_requester: z.boolean(),
  /** `organisation/team`; only approvals of their members count. Absent: those of all who may write. */
  approver_teams: z.array(z.string()).optional(),
  /** GitHub environment to which everything behind the gate is bound: a second lock, which GitHub itself holds. */
  implementation_environment: z.string().optional(),
  default_backend: z.string(),
  backends: z.partialRecord(agentName, z.string()),
  /** Where several backends may play an agent. What is absent here and below is as the seeds have it. */
  selection: selectionSettings.optional(),
  /** How tasks are tried again; the first delay is `retry_initial_delay_ms`. */
  retry_policy: retryPolicy.optional(),
  circuit_breaker: breakerSettings.optional(),
  /** A task that blocks more than this share of all tasks is critical: its failure halts the workflow. */
  critical_share: z.number().min(0).max(1).optional(),
  budgets: budgets.optional(),
  alert_thresholds: z
    .object({ task_failure_rate: z.number().min(0).max(1), execution_delay_ms: z.int().nonnegative() })
    .optional(),
  /** What GitHub shows beside the dashboard; all of it where this is absent. */
  reports: z.object({ checks: z.boolean(), status_labels: z.boolean() }).optional(),
});
export type Settings = z.infer<typeof settings>;

/** One task of tasks.md with where it stands. */
const taskState = z.object({
  id: z.string(),
  description: z.string(),
  phase: z.string().nullable(),
  story: z.string().nullable(),
  parallel: z.boolean(),
  files: z.array(z.string()),
  depends_on: z.array(z.string()),
  status: z.enum(['pending', 'running', 'done', 'failed', 'blocked']),
  /** What it said that it lacks: it stays blocked until another task has been finished. */
  lacks: z.string().optional(),
});
export type TaskState = z.infer<typeof taskState>;

/** How an assignment ended, as far as that says something of its backend. */
const outcome = z.object({
  /** `discarded` says nothing of it: the runner was lost, or what the work needs was missing. */
  result: z.enum(['success', 'failure', 'discarded']),
  error: errorType.nullable(),
  /** How many of its agents or tasks succeeded; of a failure the next one is the one that failed. */
  answered: z.int().nonnegative(),
  duration_ms: z.int().nonnegative(),
  cost_usd: z.number().nonnegative(),
  tokens: z.int().nonnegative().optional(),
});
export type AssignmentOutcome = z.infer<typeof outcome>;

/** What one Actions job is asked to do. Its id is the fencing token: results of any other are ignored (rule S3). */
const assignment = z.object({
  id: z.string(),
  agents: z.tuple([agentName], agentName),
  /** Tasks of `implement`; empty for other agents and for a feature without tasks.md. */
  tasks: z.array(z.string()),
  attempt: z.int().positive(),
  /** Commit to work on. */
  base: sha,
  backend: z.string(),
  /** How sure the choice of the backend is, from 0 to 1, and who comes next; absent where there was no choice. */
  confidence_score: z.number().min(0).max(1).optional(),
  fallback_agents: z.array(z.string()).optional(),
  feedback: feedbackContext.nullable(),
  status: z.enum(['dispatched', 'finished', 'superseded', 'lost']),
  dispatched_at: timestamp,
  deadline_at: timestamp,
  finished_at: timestamp.nullable(),
  run_id: z.int().nullable(),
  /** The GitHub environment that its job is bound to; GitHub may keep it waiting for the reviewers of that. */
  environment: z.string().optional(),
  /** When it was first seen that GitHub lets it run; from then on its time counts. */
  let_in_at: timestamp.optional(),
  /** Its dispatch effect, where that left the outbox unsettled: a run that turns up late is recognised by it. */
  unsettled_dispatch: z.string().optional(),
  /** Absent while it is out, and where nothing came of it. */
  outcome: outcome.optional(),
});
export type Assignment = z.infer<typeof assignment>;

/** A person's approval of exactly one content (rule G1). */
const approval = z.object({
  by: z.string(),
  permission: z.string(),
  via: z.enum(['pull_request_review', 'proceed_comment']),
  /** Id of the review or of the comment. */
  source_id: z.int(),
  at: timestamp,
  pull_request: z.int().nullable(),
  head: sha,
  /** Digest of `specs/<id>/` with task ticks and product reports left out. */
  digest: z.string(),
  /** Those of `approver_teams` that the person was a member of, read from the API when the approval was taken in. */
  teams: z.array(z.string()).optional(),
  /** True once it was decided to dismiss the review, because code has landed since. */
  dismissed: z.boolean().optional(),
});
export type Approval = z.infer<typeof approval>;

const agentResult = z.object({
  status: z.enum(['success', 'error']),
  timestamp,
  attempt: z.int().positive(),
  summary: z.string(),
  result: z.record(z.string(), z.json()),
  error: agentError.nullable(),
  duration_ms: z.int().nonnegative(),
  cost_usd: z.number().nonnegative(),
  tokens: z.int().nonnegative().optional(),
});
export type AgentResult = z.infer<typeof agentResult>;

const preflightCheck = z.object({
  check: z.string(),
  level: z.enum(['PASS', 'WARN', 'ERROR']),
  message: z.string(),
});
export type PreflightCheck = z.infer<typeof preflightCheck>;

/** Figures of the seed's checkpoint text. */
const scope = z.object({
  files_to_create: z.int(),
  files_to_modify: z.int(),
  tests_to_write: z.int(),
  estimated_loc: z.int(),
});
export type Scope = z.infer<typeof scope>;

const loop = z.object({ iteration: z.int().nonnegative(), max_iterations: z.int().nonnegative() });

export const workflowState = z.object({
  schema_version: z.literal(SCHEMA_VERSION),
  /** Counts transitions; the projection in the dashboard names the one that it shows. */
  revision: z.int().positive(),
  workflow_id: z.uuid(),
  workflow_type: z.enum(WORKFLOW_TYPES),
  user_request: z.string(),
  origin: z.object({
    repository: z.string(),
    issue: z.int(),
    issue_title: z.string(),
    issue_body: z.string(),
    comment_id: z.int(),
    requester: z.string(),
  }),
  settings,
  workflow_selection: z.object({
    complexity_analysis: z.object({
      total_score: z.int().nullable(),
      /** The four factors of the seed, with their reasons. */
      factors: z
        .record(z.string(), z.object({ score: z.int().min(0).max(3), reason: z.string() }))
        .optional(),
      /** Why E2E tests were added to the recommended workflow, or why not. */
      e2e: z.string().optional(),
    }),
    recommended_workflow: z.enum(WORKFLOW_TYPES).nullable(),
    /** Null until a person has chosen one. */
    final_workflow: z.enum(WORKFLOW_TYPES).nullable(),
  }),
  /** The sequence of this very workflow: that of its type, what it lacked put in front. */
  steps: z.array(z.enum([...AGENTS, 'checkpoint'])),
  /** What the feature is to be called, without a number. */
  slug: z.string(),
  /** The file that `fix-e2e` was asked to mend; null for all. */
  target_file: z.string().nullable(),
  /** Questions of clarify, with the answers that people gave. */
  clarification: clarification.nullable(),
  /** Features of the same name that exist already: a person says whether to go on with one or to make another. */
  branch_choice: z
    .object({ existing: z.array(z.object({ feature_id: z.string(), branch: z.string().nullable() })) })
    .nullable(),
  preflight: z.array(preflightCheck),
  feature_id: z.string().nullable(),
  feature_dir: z.string().nullable(),
  branch: z.object({ name: z.string(), base: z.string(), base_sha: sha, head: sha }).nullable(),
  /** Normalised digest of `specs/<id>/` at `branch.head`, as last presented to people. */
  content_digest: z.string().nullable(),
  /** Digest that the present approvals are for; null while there is none. */
  approved_digest: z.string().nullable(),
  pull_request: z.object({ number: z.int(), url: z.string() }).nullable(),
  /** Why there is no pull request although one was asked for. */
  pull_request_problem: z.string().nullable(),
  dashboard: z.object({ comment_id: z.int() }).nullable(),
  agents_to_execute: z.array(agentName),
  completed_agents: z.array(agentName),
  current_agent: agentName.nullable(),
  agent_results: z.partialRecord(z.enum(AGENTS), agentResult),
  feedback_loops: z.record(z.string(), loop),
  /** Work sent back that its agent has not taken up yet; `task` null means the whole of it. */
  feedback: z.array(z.object({ target: agentName, task: z.string().nullable(), context: feedbackContext })),
  /** Retries used, by agent (and task) and error type. */
  retries: z.record(z.string(), z.int()),
  status: workflowStatus,
  status_reason: z.string().nullable(),
  checkpoint_reached_at: timestamp.nullable(),
  planning_complete: z.boolean(),
  implementation_approved: z.boolean(),
  /** Since when people can see the content that is to be approved; an older `/proceed` meant something else. */
  presented_at: timestamp.optional(),
  artifacts_ready: z.record(z.string(), z.string()),
  resume_from: agentName.nullable(),
  scope: scope.nullable(),
  approvals: z.array(approval),
  voided_approvals: z.array(
    z.object({
      by: z.string(),
      at: timestamp,
      reason: z.string(),
      head: sha.optional(),
      /** A review that was refused for good. */
      review_id: z.int().optional(),
    }),
  ),
  tasks: z.array(taskState),
  assignments: z.array(assignment),
  /** The order in which tasks start, the most urgent first, and those without which the run is lost. */
  plan: z.object({ order: z.array(z.string()), critical: z.array(z.string()) }).optional(),
  /** What is known of backends: the repository's history at the start, and what happened since. */
  backend_history: backendHistory.optional(),
  /** By backend; one that is not here has not failed. */
  breakers: z.record(z.string(), breakerState).optional(),
  /** Nothing further starts; what is under way still lands, then a person is asked. */
  halt: z.object({ at: timestamp, reason: z.string() }).optional(),
  /** What agents have used up, lost attempts included. */
  spent: spending.optional(),
  /** From where the budgets count: what had been spent when a person allowed them once more. */
  budget_from: spending.optional(),
  created_issues: z.record(z.string(), z.int()),
  /** Of the feature as the last agent left it. */
  traceability: traceability.optional(),
  e2e_workflow: z
    .object({
      test_file: z.string().nullable(),
      test_coverage: z.number(),
      fixer_iteration: z.int(),
      max_fixer_iterations: z.int(),
      implementation_gaps_detected: z.int(),
      spec_updates: z.array(z.object({ file: z.string(), change: z.string(), approved: z.boolean() })),
    })
    .nullable(),
  /** Retries that wait for their time. */
  timers: z.array(
    z.object({
      due_at: timestamp,
      agent: agentName,
      /** The one task that waits; the others go on. */
      task: z.string().optional(),
      reason: z.string(),
    }),
  ),
  /** Effects decided but not yet known to be done (rule S2). */
  outbox: z.array(effect),
  /** Keys of the latest events, so that a repeated delivery changes nothing. */
  handled_events: z.array(z.string()),
  /** Numbers given so far to assignments and effects. */
  counters: z.object({ assignment: z.int(), effect: z.int() }),
  /** Who decided what on which content; see `src/runtime/audit.ts`. Absent in states of earlier versions. */
  audit: z.array(auditEntry).optional(),
  timeline: z.array(z.object({ at: timestamp, actor: z.string(), what: z.string() })),
  started_at: timestamp,
  updated_at: timestamp,
  finished_at: timestamp.nullable(),
});
export type WorkflowState = z.infer<typeof workflowState>;

/** True for work that is out, but that GitHub may still keep waiting for the reviewers of its environment. */
export function isKeptByEnvironment({ status, environment, let_in_at }: Assignment): boolean {
  return status === 'dispatched' && environment !== undefined && let_in_at === undefined;
}

/** Statuses in which nothing happens until a person answers. */
export function isWaiting(status: WorkflowStatus): boolean {
  return status.startsWith('awaiting_') || status === 'paused';
}

/** Statuses from which nothing happens any more. */
export function isFinal(status: WorkflowStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'aborted';
}
