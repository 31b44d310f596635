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

/** The five core workflows. */
export const WORKFLOW_TYPES = ['simple', 'standard', 'standard-e2e', 'full', 'full-research'] as const;

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

/** The exact sequences of the orchestrator seed's table "Core Workflows"; `checkpoint` is its stop sign. */
export const WORKFLOWS: Readonly<Record<WorkflowType, readonly Step[]>> = {
  simple: ['specify', 'checkpoint', ...BUILD],
  standard: [...PLANNING_STANDARD, 'checkpoint', ...BUILD],
  'standard-e2e': [...PLANNING_STANDARD, 'checkpoint', ...BUILD_E2E],
  full: [...PLANNING_FULL, 'checkpoint', ...BUILD_E2E, 'taskstoissues'],
  'full-research': [...PLANNING_RESEARCH, 'checkpoint', ...BUILD_E2E, 'taskstoissues'],
};

/** How people read the name of a workflow. */
export const WORKFLOW_TITLES: Readonly<Record<WorkflowType, string>> = {
  simple: 'Simple',
  standard: 'Standard',
  'standard-e2e': 'Standard + E2E',
  full: 'Full',
  'full-research': 'Full + Research',
};

/** The agents of a workflow, without its checkpoint. */
export function agentsOf(type: WorkflowType): AgentName[] {
  return WORKFLOWS[type].filter((step): step is AgentName => step !== 'checkpoint');
}

/** Agents that run before the checkpoint of a workflow. */
export function planningAgentsOf(type: WorkflowType): AgentName[] {
  const steps = WORKFLOWS[type];
  return steps.slice(0, steps.indexOf('checkpoint')) as AgentName[];
}
