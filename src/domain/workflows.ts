/** The thirteen agents, in the order in which the seed names them. */
export const AGENTS = [
  'specify',
  'clarify',
  'research',
  'plan',
  'checklist',
  'tasks',
  'analyze',
  'implement',
  'test',
  'review',
  'e2e-test-builder',
  'e2e-test-fixer',
  'taskstoissues',
] as const;

export type AgentName = (typeof AGENTS)[number];

/** True for agents that are code: no backend is asked, whichever an assignment of theirs names. */
export function isCode(agent: AgentName): boolean {
  return agent === 'test' || agent === 'taskstoissues';
}

/** The five core workflows of the orchestrator seed, which the complexity score leads to. */
export const CORE_WORKFLOW_TYPES = ['simple', 'standard', 'standard-e2e', 'full', 'full-research'] as const;

export type CoreWorkflowType = (typeof CORE_WORKFLOW_TYPES)[number];

/** The workflows of the seed's other explicit triggers: a part of the process, mostly on a feature that exists. */
export const TARGETED_WORKFLOW_TYPES = [
  'spec',
  'plan',
  'clarify',
  'analyze',
  'implement',
  'review',
  'e2e',
  'fix-e2e',
  'issues',
] as const;

export type TargetedWorkflowType = (typeof TARGETED_WORKFLOW_TYPES)[number];

export const WORKFLOW_TYPES = [...CORE_WORKFLOW_TYPES, ...TARGETED_WORKFLOW_TYPES] as const;

export type WorkflowType = (typeof WORKFLOW_TYPES)[number];

/** One entry of a workflow's sequence: an agent, or the mandatory human gate. */
export type Step = AgentName | 'checkpoint';

const PLANNING_STANDARD = ['specify', 'clarify', 'plan', 'tasks'] as const;
const PLANNING_FULL = ['specify', 'clarify', 'plan', 'checklist', 'tasks', 'analyze'] as const;
const PLANNING_RESEARCH = [
  'specify',
  'clarify',
  'research',
  'plan',
  'checklist',
  'tasks',
  'analyze',
] as const;
const BUILD = ['implement', 'test'] as const;
const BUILD_E2E = ['implement', 'test', 'review', 'e2e-test-builder', 'e2e-test-fixer'] as const;

/**
 * The exact sequences of the orchestrator seed's tables "Core Workflows" and "Explicit Triggers"; `checkpoint` is its
 * stop sign. A workflow's own sequence (`steps` of its state) begins as this one: what it lacks is put in front, and a
 * gap that E2E tests find adds the checkpoint and implementation.
 */
export const WORKFLOWS: Readonly<Record<WorkflowType, readonly Step[]>> = {
  simple: ['specify', 'checkpoint', ...BUILD],
  standard: [...PLANNING_STANDARD, 'checkpoint', ...BUILD],
  'standard-e2e': [...PLANNING_STANDARD, 'checkpoint', ...BUILD_E2E],
  full: [...PLANNING_FULL, 'checkpoint', ...BUILD_E2E, 'taskstoissues'],
  'full-research': [...PLANNING_RESEARCH, 'checkpoint', ...BUILD_E2E, 'taskstoissues'],
  spec: ['specify', 'clarify'],
  plan: PLANNING_FULL,
  clarify: ['clarify'],
  analyze: ['analyze'],
  implement: ['checkpoint', 'implement', 'test', 'review'],
  review: ['review'],
  e2e: ['e2e-test-builder', 'e2e-test-fixer'],
  'fix-e2e': ['e2e-test-fixer'],
  issues: ['taskstoissues'],
};

/** How people read the name of a workflow. */
export const WORKFLOW_TITLES: Readonly<Record<WorkflowType, string>> = {
  simple: 'Simple',
  standard: 'Standard',
  'standard-e2e': 'Standard + E2E',
  full: 'Full',
  'full-research': 'Full + Research',
  spec: 'Spec',
  plan: 'Plan',
  clarify: 'Clarify',
  analyze: 'Analyze',
  implement: 'Implement',
  review: 'Review',
  e2e: 'E2E',
  'fix-e2e': 'Fix E2E',
  issues: 'Issues',
};

/** The agents of a workflow's usual sequence, without its checkpoint. */
export function agentsOf(type: WorkflowType): AgentName[] {
  return agentsIn(WORKFLOWS[type]);
}

/** The agents of a sequence, without its checkpoint. */
export function agentsIn(steps: readonly Step[]): AgentName[] {
  return steps.filter((step): step is AgentName => step !== 'checkpoint');
}

/** Agents of a sequence that run before its checkpoint; all of them where it has none. */
export function planningAgentsIn(steps: readonly Step[]): AgentName[] {
  const gate = steps.indexOf('checkpoint');
  return agentsIn(gate < 0 ? steps : steps.slice(0, gate));
}

/** Agents that run before the checkpoint of a workflow's usual sequence. */
export function planningAgentsOf(type: WorkflowType): AgentName[] {
  return planningAgentsIn(WORKFLOWS[type]);
}
