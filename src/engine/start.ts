import type { WorkflowRequested } from '../domain/events.js';
import { SCHEMA_VERSION, type WorkflowState } from '../domain/state.js';
import { agentsOf } from '../domain/workflows.js';
import { Draft } from './draft.js';

/**
 * Opens a workflow: shows the dashboard and claims a feature number. Planning begins when the claim is settled. A
 * pre-flight ERROR stops it before anything is claimed (seed: "ERROR → stop").
 */
export function startWorkflow(event: WorkflowRequested): Draft {
  const draft = new Draft(blankState(event), event);
  draft.set({ revision: 1 });
  draft.tell(event.origin.requester, `asked for ${event.workflow_type}: ${firstLine(event.request)}`);
  draft.emit({ kind: 'create_dashboard' });
  const errors = event.preflight.filter((check) => check.level === 'ERROR');
  if (errors.length > 0) {
    const reason = errors.map((check) => `${check.check}: ${check.message}`).join('; ');
    draft.tell('speckit', `pre-flight failed: ${reason}`);
    draft.turn('failed', `Pre-flight: ${reason}`);
    draft.set({ finished_at: event.at });
    draft.emit({ kind: 'post_comment', topic: 'preflight_failed' });
    return draft;
  }
  const warnings = event.preflight.filter((check) => check.level === 'WARN').length;
  draft.tell(
    'speckit',
    warnings === 0 ? 'pre-flight passed' : `pre-flight passed with ${warnings} warning(s)`,
  );
  draft.emit({ kind: 'claim_feature', slug: event.slug });
  return draft;
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}

function blankState(event: WorkflowRequested): WorkflowState {
  const agents = agentsOf(event.workflow_type);
  return {
    schema_version: SCHEMA_VERSION,
    revision: 0,
    workflow_id: event.workflow_id,
    workflow_type: event.workflow_type,
    user_request: event.request,
    origin: { ...event.origin },
    settings: event.settings,
    workflow_selection: {
      complexity_analysis: { total_score: event.complexity?.total_score ?? null },
      recommended_workflow: event.complexity?.recommended ?? null,
      final_workflow: event.workflow_type,
    },
    preflight: [...event.preflight],
    feature_id: null,
    feature_dir: null,
    branch: null,
    content_digest: null,
    approved_digest: null,
    pull_request: null,
    pull_request_problem: null,
    dashboard: null,
    agents_to_execute: agents,
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
