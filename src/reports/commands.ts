import type { WorkflowState } from '../domain/state.js';
import { type AgentName, CORE_WORKFLOW_TYPES, type WorkflowType } from '../domain/workflows.js';
import { typed } from './text.js';

/** Workflows whose command has a colon and a request after it; the others are a word and perhaps a feature. */
const WITH_REQUEST: ReadonlySet<WorkflowType> = new Set([...CORE_WORKFLOW_TYPES, 'spec', 'plan', 'e2e']);

/** The comment that starts this workflow once more, as a code span. */
export function commandOf(state: WorkflowState): string {
  const type = state.workflow_type;
  if (state.workflow_selection.final_workflow === null) return '`/speckit <request>`';
  const isCore = CORE_WORKFLOW_TYPES.some((core) => core === type);
  if (isCore || (WITH_REQUEST.has(type) && state.feature_id === null)) {
    return `\`/speckit ${type}: <request>\``;
  }
  return onFeature(state, type, type === 'fix-e2e' ? (state.target_file ?? '') : '');
}

/** A comment that starts a workflow on this feature: `/speckit implement 003-pay`, `/speckit plan: 003-pay`. */
export function onFeature(state: WorkflowState, type: WorkflowType, more = ''): string {
  const argument = [state.feature_id ?? '', more].join(' ').trim();
  return typed(`/speckit ${type}${WITH_REQUEST.has(type) ? ':' : ''}`, argument);
}

/** The comment that has an agent's work done again: the smallest workflow that holds the agent. */
export function commandThatMends(state: WorkflowState, agent: AgentName): string {
  return onFeature(state, MENDED_BY[agent]);
}

const MENDED_BY: Readonly<Record<AgentName, WorkflowType>> = {
  specify: 'spec',
  clarify: 'clarify',
  research: 'plan',
  plan: 'plan',
  checklist: 'plan',
  tasks: 'plan',
  analyze: 'analyze',
  implement: 'implement',
  test: 'implement',
  review: 'review',
  'e2e-test-builder': 'e2e',
  'e2e-test-fixer': 'fix-e2e',
  taskstoissues: 'issues',
};
