import type { AgentError, IssueToFix } from '../domain/contract.js';
import type { WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { countGap, countRound, isE2e } from './e2e.js';
import { escalate, stop } from './ending.js';
import { addFeedback, issuesOf } from './feedback.js';
import { insertImplementation } from './insert-steps.js';
import { LOOPS, type LoopName, loopLimit } from './loop-limits.js';
import { type Planner, routeFindings } from './routing.js';

/** Findings for one agent. */
interface Parcel {
  readonly target: AgentName;
  readonly issues: readonly IssueToFix[];
}

/** True for agents whose findings go back to another agent. */
export function isQualityGate(agent: AgentName): boolean {
  return agent === 'analyze' || agent === 'test' || agent === 'review' || isE2e(agent);
}

/**
 * Sends work back to the agents that can mend it, with the seed's FEEDBACK_CONTEXT, until a loop's limit. What comes
 * after the earliest of them is done again. Where the workflow has none of them, analyze reports what it found.
 */
export function sendBack(draft: Draft, source: AgentName, error: AgentError): void {
  const parcels = parcelsOf(draft.state, source, error);
  const [first] = parcels;
  if (first === undefined) return report(draft, source, error);
  if (isE2e(source)) countGap(draft);
  const names = [...new Set(parcels.map(({ target }) => loopName(source, target)))];
  // A loop that is used up ends it, whatever the others have left; then none of them is counted.
  const usedUp = names.filter((name) => isUsedUp(draft.state, name));
  for (const name of usedUp.length > 0 ? usedUp.slice(0, 1) : names) {
    if (!beginRound(draft, name, source, error)) return;
  }
  if (!draft.state.steps.includes(first.target)) insertImplementation(draft, source);
  for (const { target, issues } of parcels) {
    const loop = loopOf(draft.state, loopName(source, target));
    addFeedback(draft, target, null, {
      feedback_from: `speckit-${source}`,
      ...loop,
      issues_to_fix: [...issues],
    });
    const round = `${loop.iteration} of ${loop.max_iterations}`;
    draft.tell(source, `sent the work back to ${target} (${round}): ${error.message}`);
  }
  redoFrom(draft, first.target, source);
}

/** Counts one more round of a loop; when its limit is used up, ends or escalates as the seed says and returns false. */
export function beginRound(draft: Draft, name: LoopName, source: AgentName, error: AgentError): boolean {
  const iteration = (draft.state.feedback_loops[name]?.iteration ?? 0) + 1;
  const max_iterations = loopLimit(draft.state, name);
  if (iteration > max_iterations) {
    const { escalation, advice } = LOOPS[name];
    const reason = `${source} still finds problems after ${max_iterations} round(s)`;
    if (escalation === 'stop') stop(draft, `${reason}: ${error.message}`);
    else escalate(draft, `${reason}; ${advice}. It says: ${error.message}`);
    return false;
  }
  draft.set({ feedback_loops: { ...draft.state.feedback_loops, [name]: { iteration, max_iterations } } });
  if (source === 'e2e-test-fixer') countRound(draft, iteration);
  return true;
}

function isUsedUp(state: WorkflowState, name: LoopName): boolean {
  return (state.feedback_loops[name]?.iteration ?? 0) >= loopLimit(state, name);
}

function parcelsOf(state: WorkflowState, source: AgentName, error: AgentError): readonly Parcel[] {
  if (source !== 'analyze') return [{ target: 'implement', issues: issuesOf(error) }];
  const parcels = new Map<AgentName, readonly IssueToFix[]>();
  for (const [wanted, issues] of routeFindings(error)) {
    const target = inSequence(state, wanted);
    if (target !== null) parcels.set(target, [...(parcels.get(target) ?? []), ...issues]);
  }
  return [...parcels].map(([target, issues]) => ({ target, issues }));
}

/** Specification and clarification mend the same document: where a workflow has only one of them, it does both. */
function inSequence({ steps }: WorkflowState, wanted: Planner): AgentName | null {
  if (steps.includes(wanted)) return wanted;
  const other = wanted === 'clarify' ? 'specify' : 'clarify';
  return (wanted === 'specify' || wanted === 'clarify') && steps.includes(other) ? other : null;
}

/** Nobody in this workflow can mend the findings: they are what it was asked for. */
function report(draft: Draft, source: AgentName, error: AgentError): void {
  draft.tell(source, `reports ${issuesOf(error).length} finding(s): ${error.message}`);
  draft.complete(source);
}

function loopName(source: AgentName, target: AgentName): LoopName {
  if (isE2e(source)) return 'e2e';
  if (source === 'test') return 'test_to_implement';
  if (source === 'review') return 'review_to_implement';
  return target === 'plan' || target === 'tasks' ? `analyze_to_${target}` : 'analyze_to_specify';
}

function loopOf(state: WorkflowState, name: LoopName): { iteration: number; max_iterations: number } {
  return state.feedback_loops[name] ?? { iteration: 1, max_iterations: 1 };
}

/** What comes after the target is done again; a test that the E2E builder made stays. */
function redoFrom(draft: Draft, target: AgentName, source: AgentName): void {
  const { steps, completed_agents } = draft.state;
  const stays = (agent: AgentName) =>
    agent !== source && (agent === 'e2e-test-builder' || steps.indexOf(agent) < steps.indexOf(target));
  draft.set({ completed_agents: completed_agents.filter(stays) });
}
