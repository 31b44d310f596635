/**
 * Rule G1 once more, written from the rule and not from the engine: follows the events and knows at any moment whose
 * approval is valid. What the engine starts behind the gate is compared with that.
 */
import type { ApprovalGiven, BranchContent, WorkflowEvent } from '../../../src/domain/events.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import type { AgentName } from '../../../src/domain/workflows.js';
import type { Transition } from '../../../src/engine/transition.js';

export interface Gate {
  /** People whose approval of the present content is valid now. */
  readonly approvals: readonly string[];
  /** Digest of the content that they approved, with the spec updates that E2E agents listed since. */
  readonly digest: string | null;
}

export const SHUT: Gate = { approvals: [], digest: null };

/** The gate after an event, and what is wrong with what the engine did. */
export function watchGate(
  gate: Gate,
  before: WorkflowState | null,
  event: WorkflowEvent,
  { state: after, refusal }: Transition,
): { readonly gate: Gate; readonly problems: readonly string[] } {
  if (before === null || after === null || before === after) return { gate, problems: [] };
  const problems: string[] = [];
  let next = gate;
  if (event.type === 'approval_given' && refusal === null) {
    problems.push(...flawsOf(before, event));
    next = { approvals: [...gate.approvals, event.approval.by], digest: event.content.digest };
  }
  const seen = contentOf(event);
  if (seen !== null && !isWelcome(gate, before, event, seen)) next = SHUT;
  else if (seen !== null) next = { ...next, digest: seen.digest };
  if (after.approvals.length === 0) next = SHUT;
  const needed = before.settings.required_approvals;
  if (startsGatedWork(after) && next.approvals.length < needed) {
    problems.push(`G1: gated work is out with ${next.approvals.length} of ${needed} valid approvals`);
  }
  return { gate: next, problems };
}

function flawsOf(before: WorkflowState, event: ApprovalGiven): string[] {
  const { approval, content, by_bot, objections = [] } = event;
  const flaws = [
    by_bot && 'by a bot',
    !['write', 'maintain', 'admin'].includes(approval.permission) && `with ${approval.permission} permission`,
    approval.head !== before.branch?.head && 'for another commit than the one presented',
    content.head !== approval.head && 'for a commit that is no longer the head',
    approval.digest !== content.digest && 'for another content than that of the branch',
    approval.digest !== before.content_digest && 'for another content than the one presented',
    approval.pull_request !== null &&
      approval.pull_request !== before.pull_request?.number &&
      'on another PR',
    before.settings.exclude_requester && approval.by === before.origin.requester && 'by the requester',
    isOutsideOfTheTeams(before, approval) && 'by somebody outside of the teams',
    objections.length > 0 && 'in spite of requests for changes',
    before.approvals.some((one) => one.by === approval.by) && 'given twice',
    before.status !== 'awaiting_implementation_approval' && `while ${before.status}`,
  ];
  return flaws.filter((flaw) => typeof flaw === 'string').map((flaw) => `G1: accepted an approval ${flaw}`);
}

function isOutsideOfTheTeams(
  { settings }: WorkflowState,
  { teams = [] }: ApprovalGiven['approval'],
): boolean {
  const wanted = settings.approver_teams ?? [];
  return wanted.length > 0 && !teams.some((team) => wanted.includes(team));
}

function contentOf(event: WorkflowEvent): BranchContent | null {
  if (event.type === 'branch_moved') return event.content;
  if (event.type === 'assignment_finished') return event.landed;
  if (event.type === 'assignment_conflicted') return event.content ?? null;
  return null;
}

/** Before implementation every new commit voids; after that a change of the artifacts does, unless E2E agents list it. */
function isWelcome(gate: Gate, before: WorkflowState, event: WorkflowEvent, seen: BranchContent): boolean {
  if (!before.implementation_approved) return seen.head === before.branch?.head;
  if (seen.digest === gate.digest) return true;
  if (event.type !== 'assignment_finished') return false;
  const { agents } = before.assignments.find((one) => one.id === event.assignment_id) ?? {};
  const updates = event.responses[0]?.result.spec_updates;
  return agents?.[0].startsWith('e2e-') === true && Array.isArray(updates) && updates.length > 0;
}

function startsGatedWork(after: WorkflowState): boolean {
  const pending = after.outbox.flatMap((one) =>
    one.kind === 'dispatch_assignment' ? one.assignment_id : [],
  );
  return after.assignments.some(
    (one) =>
      (one.status === 'dispatched' || pending.includes(one.id)) &&
      one.agents.some((agent) => isBehindGate(after, agent)),
  );
}

function isBehindGate({ steps }: WorkflowState, agent: AgentName): boolean {
  if (agent === 'implement' || !steps.includes(agent)) return true;
  return steps.includes('checkpoint') && steps.indexOf(agent) > steps.indexOf('checkpoint');
}
