import type { BranchContent } from '../domain/events.js';
import type { WorkflowState } from '../domain/state.js';
import {
  AGENTS,
  type AgentName,
  agentsIn,
  planningAgentsIn,
  type Step,
  WORKFLOWS,
  type WorkflowType,
} from '../domain/workflows.js';

type Artifact = 'spec' | 'plan' | 'tasks';
type Artifacts = BranchContent['artifacts'];

/** Who makes an artifact. */
const MAKERS: Readonly<Record<Artifact, AgentName>> = { spec: 'specify', plan: 'plan', tasks: 'tasks' };

/** What an agent cannot work without. */
const NEEDS: Readonly<Partial<Record<AgentName, readonly Artifact[]>>> = {
  clarify: ['spec'],
  research: ['spec'],
  plan: ['spec'],
  checklist: ['spec'],
  tasks: ['spec', 'plan'],
  analyze: ['spec', 'plan', 'tasks'],
  implement: ['spec', 'tasks'],
  review: ['spec'],
  'e2e-test-builder': ['spec'],
  'e2e-test-fixer': ['spec'],
  taskstoissues: ['tasks'],
};

/**
 * The agents that have to run before this one, because what they make is missing (seed: PrerequisiteError); closed
 * transitively and in their order.
 */
export function missingMakers(agent: AgentName, artifacts: Artifacts): AgentName[] {
  const makers = new Set<AgentName>();
  const visit = (one: AgentName): void => {
    for (const artifact of NEEDS[one] ?? []) {
      const maker = MAKERS[artifact];
      if (artifacts[artifact] !== undefined || makers.has(maker)) continue;
      makers.add(maker);
      visit(maker);
    }
  };
  visit(agent);
  return AGENTS.filter((one) => makers.has(one));
}

/**
 * The sequence of a workflow on what exists already: what its first agent lacks is put in front.
 *
 * @param artifacts what the feature holds; null for a feature that is yet to be made
 */
export function stepsFor(type: WorkflowType, artifacts: Artifacts | null): Step[] {
  const usual = WORKFLOWS[type];
  const [first] = agentsIn(usual);
  // A plan of a feature that is specified begins with what is there.
  if (type === 'plan' && artifacts?.spec !== undefined) return usual.filter((step) => step !== 'specify');
  const missing = first === undefined ? [] : missingMakers(first, artifacts ?? {});
  return [...missing, ...usual];
}

/** The artifacts without which there is nothing that could be approved, and that are not there. */
export function missingForApproval(
  { workflow_type, steps }: Pick<WorkflowState, 'workflow_type' | 'steps'>,
  artifacts: Artifacts,
): readonly string[] {
  const planned = planningAgentsIn(steps);
  const made = (Object.keys(MAKERS) as Artifact[]).filter((one) => planned.includes(MAKERS[one]));
  const needed = workflow_type === 'implement' ? (NEEDS.implement ?? []) : [];
  return [...new Set([...made, ...needed])].filter((one) => artifacts[one] === undefined);
}
