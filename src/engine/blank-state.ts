import type { WorkflowRequested } from '../domain/events.js';
import { SCHEMA_VERSION, type WorkflowState } from '../domain/state.js';
import { agentsIn } from '../domain/workflows.js';
import { carriedHistory } from '../selection/learn.js';
import { stepsFor } from './prerequisites.js';

/** A workflow of which nothing is decided yet but what the command says. */
export function blankState(event: WorkflowRequested): WorkflowState {
  const type = event.workflow_type ?? event.complexity?.recommended ?? 'standard';
  const steps = stepsFor(type, event.feature?.content.artifacts ?? null);
  return {
    schema_version: SCHEMA_VERSION,
    revision: 0,
    workflow_id: event.workflow_id,
    workflow_type: type,
    user_request: event.request,
    origin: { ...event.origin },
    settings: event.settings,
    workflow_selection: {
      complexity_analysis: {
        total_score: event.complexity?.total_score ?? null,
        ...(event.complexity === null
          ? {}
          : { factors: copy(event.complexity.factors), e2e: event.complexity.e2e }),
      },
      recommended_workflow: event.complexity?.recommended ?? null,
      final_workflow: event.workflow_type,
    },
    steps,
    slug: event.slug,
    target_file: event.target_file,
    clarification: null,
    branch_choice:
      event.feature === null && event.similar.length > 0
        ? { existing: event.similar.map((one) => ({ ...one })) }
        : null,
    preflight: [...event.preflight],
    feature_id: null,
    feature_dir: null,
    branch: null,
    content_digest: null,
    approved_digest: null,
    pull_request: null,
    pull_request_problem: null,
    dashboard: null,
    agents_to_execute: agentsIn(steps),
    completed_agents: [],
    current_agent: null,
    agent_results: {},
    feedback_loops: {},
    feedback: [],
    retries: {},
    status: 'running',
    status_reason: null,
    checkpoint_reached_at: null,
    planning_complete: false,
    implementation_approved: false,
    artifacts_ready: {},
    resume_from: null,
    scope: null,
    approvals: [],
    voided_approvals: [],
    tasks: [],
    assignments: [],
    ...(event.history === undefined ? {} : { backend_history: carriedHistory(event.history) }),
    created_issues: {},
    e2e_workflow: null,
    timers: [],
    outbox: [],
    handled_events: [],
    counters: { assignment: 0, effect: 0 },
    timeline: [],
    started_at: event.at,
    updated_at: event.at,
    finished_at: null,
  };
}

function copy<T extends object>(rows: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, { ...row }]));
}
