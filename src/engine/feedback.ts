import type { AgentError, FeedbackContext, IssueToFix } from '../domain/contract.js';
import type { Assignment, WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';

type Feedback = WorkflowState['feedback'][number];

/** What one agent (and task) is given to fix at a time; a gate that finds more finds the rest in its next round. */
const MAX_ISSUES = 100;

/** Work sent back to this agent (and task) that it has not taken up yet. */
export function feedbackFor(state: WorkflowState, agent: AgentName, task: string | null): Feedback | null {
  return state.feedback.find((one) => isFor(one, agent, task)) ?? null;
}

/** Hands findings to an agent; with what it has not taken up yet they become one context. */
export function addFeedback(
  draft: Draft,
  agent: AgentName,
  task: string | null,
  context: FeedbackContext,
): void {
  const earlier = feedbackFor(draft.state, agent, task);
  const issues = [...context.issues_to_fix, ...(earlier?.context.issues_to_fix ?? [])];
  const merged = { ...context, issues_to_fix: withoutRepeats(issues).slice(0, MAX_ISSUES) };
  const others = draft.state.feedback.filter((one) => one !== earlier);
  draft.set({ feedback: [...others, { target: agent, task, context: merged }] });
}

/** An assignment ended without an answer: whoever does its work again needs what it was given to fix. */
export function returnFeedback(draft: Draft, assignment: Assignment): void {
  if (assignment.feedback === null) return;
  addFeedback(draft, assignment.agents[0], assignment.tasks[0] ?? null, assignment.feedback);
}

/** What an error says is to be fixed: its blocking issues, or its message where it names none. */
export function issuesOf(error: AgentError): IssueToFix[] {
  if (error.blocking_issues.length > 0) return error.blocking_issues;
  return [{ severity: 'HIGH', type: error.type, message: error.message }];
}

function isFor(one: Feedback, agent: AgentName, task: string | null): boolean {
  return one.target === agent && one.task === task;
}

function withoutRepeats(issues: readonly IssueToFix[]): IssueToFix[] {
  const seen = new Map(issues.map((issue) => [JSON.stringify(issue), issue]));
  return [...seen.values()];
}
