import type { ErrorType } from '../domain/contract.js';
import type { WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { goOnFrom } from './next-steps.js';
import { code } from './text.js';

/** What a person can do about each kind of error: one row for each of the seed's two recovery tables. */
const BY_ERROR: Readonly<Record<ErrorType, string>> = {
  PrerequisiteError: 'add what is missing, or correct what is there',
  ValidationError: 'correct the artifact that the message names',
  QualityGateFailure: 'mend the issues below, or change the specification',
  TestValidationError: 'mend the failing tests or the code',
  ExternalServiceError: 'wait until the service answers again, or correct its address, secret or limit',
  TimeoutError: 'raise the time limit in `.github/speckit.yml`, or make the tasks smaller',
  BranchExistsError: 'rename or delete the branch that exists already',
  UnrecoverableError: 'read the message and the log of the Actions run, and remove the cause',
  ImplementationGap: 'add what is missing to the code, or take it out of the specification',
  TestBug: 'correct the E2E test',
  SpecMismatch: 'decide whether the specification or the code is right, and correct the other',
  ServiceUnhealthy: 'start or repair the service that the E2E tests need',
  MaxIterationsReached: 'look at the E2E tests that still fail, and mend them by hand',
};

/** What a person can do when a loop is used up: one row for each of the seed's loop limits. */
const BY_LOOP: Readonly<Record<string, string>> = {
  analyze_to_specify: 'clarify the requirements in spec.md: say what the findings below leave open',
  analyze_to_plan: 'review plan.md and mend what the findings below name',
  analyze_to_tasks: 'review tasks.md: add or correct the tasks that the findings below name',
  test_to_implement: 'mend the failing tests, the code or the quality problems below',
  review_to_implement: 'bring the code in line with the constitution, as the findings below say',
  e2e: 'look at the E2E tests that still fail, and mend test, code or specification by hand',
};

/** What to do about the latest failure, and exactly what to type then. */
export function adviceFor(state: WorkflowState, agent: AgentName | null, error: ErrorType): string {
  const loop = Object.entries(state.feedback_loops).find(
    ([name, { iteration, max_iterations }]) =>
      iteration >= max_iterations && isLoopOf(name, agent) && BY_LOOP[name] !== undefined,
  );
  const what = (loop === undefined ? undefined : BY_LOOP[loop[0]]) ?? BY_ERROR[error];
  const where =
    state.branch === null || !isMendedInside(error) ? '' : `On branch ${code(state.branch.name)}, `;
  const sentence = `${where === '' ? `${what.slice(0, 1).toUpperCase()}${what.slice(1)}` : `${where}${what}`}.`;
  if (state.status === 'failed') return `${sentence} Then type ${goOnFrom(state)}.`;
  if (state.status !== 'paused') return sentence;
  return `${sentence} Then type \`/resume\`: ${agent ?? 'the work'} runs once more, and its tries are counted afresh.`;
}

function isLoopOf(name: string, agent: AgentName | null): boolean {
  if (agent === null) return false;
  return name === 'e2e' ? agent.startsWith('e2e-') : name.startsWith(`${agent}_to_`);
}

/** True where the cause lies in the repository, not in the world around it. */
function isMendedInside(error: ErrorType): boolean {
  return ![
    'ExternalServiceError',
    'TimeoutError',
    'BranchExistsError',
    'ServiceUnhealthy',
    'UnrecoverableError',
  ].includes(error);
}
