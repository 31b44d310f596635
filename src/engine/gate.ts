import type { Approval, WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';

/** Repository permissions that may approve, lowest first (rule G1). */
const APPROVING = ['write', 'maintain', 'admin'];

/** True for the repository permissions of people whose approval counts in this workflow. */
export function mayApprove(state: WorkflowState, permission: string): boolean {
  const needed = APPROVING.indexOf(state.settings.minimum_permission);
  return APPROVING.indexOf(permission) >= Math.max(0, needed);
}

/** True where it does not matter, or for members of a team whose word counts. */
export function isOfATeam({ settings }: WorkflowState, teams: readonly string[] = []): boolean {
  const wanted = settings.approver_teams ?? [];
  return wanted.length === 0 || wanted.some((team) => teams.includes(team));
}

/**
 * True for what may not start without an approval: `implement` always; in a workflow with a checkpoint everything that
 * does not stand before it; in one without, what is no part of it. What is unknown is gated.
 */
export function isGated({ steps }: Pick<WorkflowState, 'steps'>, agent: AgentName): boolean {
  const position = steps.indexOf(agent);
  if (agent === 'implement' || position < 0) return true;
  const gate = steps.indexOf('checkpoint');
  return gate >= 0 && position > gate;
}

/**
 * Rule G1: implementation may start only while this holds. Looks at the recorded approvals themselves and not at a flag,
 * so that no path of the engine can open the gate by forgetting to clear one.
 */
export function gateIsOpen(state: WorkflowState): boolean {
  const people = new Set(state.approvals.filter((one) => holds(one, state)).map((one) => one.by));
  return people.size >= state.settings.required_approvals;
}

function holds(approval: Approval, state: WorkflowState): boolean {
  if (!mayApprove(state, approval.permission)) return false;
  if (state.settings.exclude_requester && approval.by === state.origin.requester) return false;
  if (!isOfATeam(state, approval.teams)) return false;
  return approval.digest === state.approved_digest;
}
