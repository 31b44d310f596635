/** What must hold of every state and of every step, whatever happened before. */
import type { WorkflowEvent } from '../../../src/domain/events.js';
import { isFinal, type WorkflowState, workflowState } from '../../../src/domain/state.js';
import type { Transition } from '../../../src/engine/transition.js';
import { brokenAccounts, brokenSelection } from './selection-rules.js';

/** Broken rules of one step, in words; none when all is well. */
export function brokenRules(
  before: WorkflowState | null,
  event: WorkflowEvent,
  result: Transition,
): string[] {
  const { state, effects, refusal } = result;
  const problems: string[] = [];
  if (refusal !== null && (state !== before || effects.length > 0))
    problems.push('C2: a refusal changed something');
  if (state === null || state === before) return problems;
  problems.push(...brokenStep(before, event, result, state), ...brokenState(state));
  return problems;
}

function brokenStep(
  before: WorkflowState | null,
  event: WorkflowEvent,
  { effects }: Transition,
  after: WorkflowState,
): string[] {
  const problems: string[] = [];
  if (after.revision !== (before?.revision ?? 0) + 1)
    problems.push('the revision does not count transitions');
  if (!after.handled_events.includes(event.key)) problems.push('S2: the event is not remembered');
  if (before?.handled_events.includes(event.key)) problems.push('S2: an event was handled twice');
  const first = before?.counters.effect ?? 0;
  effects.forEach((effect, index) => {
    if (!after.outbox.includes(effect)) problems.push(`S2: ${effect.id} is not in the outbox`);
    const number = Number(effect.id.split(':')[1]);
    if (effect.id !== `${after.workflow_id}:${number}:${effect.kind}`)
      problems.push(`S2: odd id ${effect.id}`);
    if (number <= first + index) problems.push(`S2: the number of ${effect.id} was given before`);
  });
  const kept = after.outbox.filter((effect) => !effects.includes(effect));
  if (kept.some((one) => before?.outbox.every((other) => other.id !== one.id)))
    problems.push('S2: unknown effect');
  if (before !== null && isFinal(before.status)) {
    if (after.status !== before.status) problems.push(`C1: ${before.status} became ${after.status}`);
    if (effects.some((one) => one.kind !== 'cancel_run')) problems.push('C1: something starts after the end');
  }
  problems.push(...brokenChoices(before, event));
  if (before !== null && isAboutStaleAssignment(before, event))
    problems.push('S3: a stale result changed something');
  problems.push(...brokenStarts(before, after), ...brokenSteps(before, after));
  problems.push(...brokenSelection(before, after), ...brokenAccounts(before, event, after));
  return problems;
}

function isAboutStaleAssignment(before: WorkflowState, event: WorkflowEvent): boolean {
  if (!('assignment_id' in event)) return false;
  return before.assignments.every((one) => one.id !== event.assignment_id || one.status !== 'dispatched');
}

/** Choices count only while they are asked for, and only what was asked about can be chosen. */
function brokenChoices(before: WorkflowState | null, event: WorkflowEvent): string[] {
  const problems: string[] = [];
  if (event.type === 'workflow_chosen' && before?.status !== 'awaiting_workflow_selection')
    problems.push(`C2: took the choice of a workflow while ${before?.status}`);
  if (event.type === 'answers_given' && before?.status !== 'awaiting_clarification')
    problems.push(`C2: took answers while ${before?.status}`);
  if (event.type !== 'branch_chosen') return problems;
  if (before?.status !== 'awaiting_branch_choice')
    problems.push(`C2: took the choice of a feature while ${before?.status}`);
  const known = before?.branch_choice?.existing.map((one) => one.feature_id) ?? [];
  if (event.feature !== null && !known.includes(event.feature.feature_id))
    problems.push('C2: took a feature that nobody was asked about');
  return problems;
}

/** The sequence of a workflow only grows, its gate stays where it is, and nothing is implemented without one. */
function brokenSteps(
  before: WorkflowState | null,
  { steps, status, workflow_selection }: WorkflowState,
): string[] {
  const problems: string[] = [];
  const chosen =
    before !== null && before.workflow_selection.final_workflow !== null && before.branch !== null;
  if (chosen && workflow_selection.final_workflow !== null && status !== 'awaiting_branch_choice') {
    const kept = steps.filter((step) => before.steps.includes(step));
    if (kept.join() !== before.steps.join())
      problems.push('G1: the sequence lost a step or changed its order');
  }
  if (new Set(steps).size !== steps.length) problems.push('a step stands in the sequence twice');
  const gate = steps.indexOf('checkpoint');
  const gated = gate >= 0 && gate < steps.indexOf('implement');
  if (steps.includes('implement') && !gated) problems.push('G1: implement without a checkpoint before it');
  return problems;
}

function brokenStarts(before: WorkflowState | null, after: WorkflowState): string[] {
  const known = new Set(before?.assignments.map((one) => one.id));
  const status = new Map(after.tasks.map((task) => [task.id, task.status]));
  const started = after.assignments.filter((one) => !known.has(one.id)).flatMap((one) => one.tasks);
  return after.tasks
    .filter((task) => started.includes(task.id))
    .flatMap((task) => task.depends_on.filter((needed) => needed !== task.id))
    .filter((needed) => status.has(needed) && status.get(needed) !== 'done')
    .map((needed) => `a task started before ${needed}, which it needs`);
}

function brokenState(state: WorkflowState): string[] {
  return [
    ...brokenWork(state),
    ...brokenLimits(state),
    ...brokenStatus(state),
    ...(isStuck(state) ? [`C1: ${state.status}, but nothing is under way`] : []),
  ];
}

/** The state is what its schema says, no less and no more. */
export function brokenSchema(state: WorkflowState): string[] {
  const parsed = workflowState.safeParse(state);
  if (!parsed.success) return [`schema: ${parsed.error.message}`];
  return JSON.stringify(sorted(parsed.data)) === JSON.stringify(sorted(state))
    ? []
    : ['schema: it has more members'];
}

function brokenWork({ assignments, tasks, settings, outbox, status }: WorkflowState): string[] {
  const problems: string[] = [];
  const out = assignments.filter((one) => one.status === 'dispatched');
  if (out.length > 0 && status !== 'running') problems.push(`work is out while ${status}`);
  for (const task of tasks) {
    const count = out.filter((one) => one.tasks.includes(task.id)).length;
    if (count !== (task.status === 'running' ? 1 : 0))
      problems.push(`${task.id} is ${task.status}, out ${count}x`);
  }
  const agents = out.filter((one) => one.tasks.length === 0).flatMap((one) => one.agents);
  if (new Set(agents).size !== agents.length) problems.push('an agent is out twice');
  if (out.filter((one) => one.tasks.length > 0).length > settings.max_parallel_tasks) {
    problems.push('more tasks run than max_parallel_tasks');
  }
  const ids = outbox.map((effect) => effect.id);
  if (new Set(ids).size !== ids.length) problems.push('S2: an effect stands in the outbox twice');
  for (const effect of outbox) {
    if (effect.kind !== 'dispatch_assignment') continue;
    const known = out.some((one) => one.id === effect.assignment_id);
    if (!known) problems.push(`S3: ${effect.id} would start an assignment that is not out`);
  }
  return problems;
}

const RETRIES: Readonly<Record<string, number>> = {
  PrerequisiteError: 1,
  ValidationError: 1,
  QualityGateFailure: 2,
  TestValidationError: 2,
  ExternalServiceError: 3,
  TimeoutError: 1,
  ImplementationGap: 1,
  TestBug: 3,
  SpecMismatch: 2,
  ServiceUnhealthy: 2,
  Conflict: 3,
};
const LOOPS: Readonly<Record<string, number>> = {
  analyze_to_specify: 2,
  analyze_to_plan: 2,
  analyze_to_tasks: 2,
  test_to_implement: 2,
  review_to_implement: 1,
  e2e: 3,
};

function brokenLimits({ feedback_loops, retries, e2e_workflow, settings }: WorkflowState): string[] {
  const loops = Object.entries(feedback_loops).filter(
    ([name, loop]) => loop.iteration > (settings.loop_limits[name] ?? LOOPS[name] ?? -1),
  );
  const most = settings.retry_policy?.max_retries ?? 3;
  const ofTasks = new Map<string, number>();
  const used = Object.entries(retries).filter(([key, count]) => {
    const [work = '', cause = ''] = key.split(':');
    // Of a task it is the executor's policy that counts, whatever went wrong; what an earlier agent has to make is not.
    const isTask = work.includes('/') && cause !== 'Conflict' && cause !== 'PrerequisiteError';
    if (isTask) ofTasks.set(work, (ofTasks.get(work) ?? 0) + count);
    return isTask ? (ofTasks.get(work) ?? 0) > most : count > (RETRIES[cause] ?? -1);
  });
  return [
    ...loops.map(([name]) => `C1: the loop ${name} is beyond its limit`),
    ...used.map(([key]) => `C1: the retries of ${key} are beyond their limit`),
    ...(e2e_workflow !== null && e2e_workflow.fixer_iteration > e2e_workflow.max_fixer_iterations
      ? ['C1: the fixer is beyond its limit']
      : []),
  ];
}

function brokenStatus(state: WorkflowState): string[] {
  const problems: string[] = [];
  if (isFinal(state.status) !== (state.finished_at !== null))
    problems.push('finished_at does not fit the status');
  if (state.status === 'awaiting_implementation_approval') {
    const shown =
      state.planning_complete && !state.implementation_approved && state.resume_from === 'implement';
    if (!shown) problems.push('the fields of the checkpoint do not fit');
    if (state.content_digest === null) problems.push('C1: there is nothing that could be approved');
  }
  const open = state.clarification?.questions.filter((one) => one.answer === null) ?? [];
  if ((state.clarification?.questions.length ?? 0) > 5) problems.push('C1: more than five questions');
  if (state.status === 'awaiting_clarification' && open.length === 0)
    problems.push('C1: no question is open');
  if (state.status === 'running' && open.length > 0) problems.push('it runs although questions are open');
  if (state.status === 'running' && state.workflow_selection.final_workflow === null)
    problems.push('it runs although nobody has chosen the workflow');
  if (state.status === 'running' && state.branch_choice !== null)
    problems.push('it runs although nobody has chosen the feature');
  if (state.agents_to_execute.join() !== state.steps.filter((step) => step !== 'checkpoint').join())
    problems.push('agents_to_execute are not those of the steps');
  if (state.status === 'completed' && hasLanded(state) && !state.pull_request && !state.pull_request_problem)
    problems.push('completed without a pull request for what has landed');
  if (state.implementation_approved && state.approvals.length === 0) problems.push('G1: approved by nobody');
  const left = state.tasks.filter((one) => one.status === 'failed' || one.status === 'blocked');
  if (state.status === 'completed' && state.steps.includes('implement') && left.length > 0)
    problems.push(`completed although ${left.map((one) => one.id).join(', ')} failed or could not start`);
  if (state.halt !== undefined && state.status !== 'running') problems.push(`halted while ${state.status}`);
  if (state.status === 'completed' && state.completed_agents.length !== state.agents_to_execute.length) {
    problems.push('completed, but not all agents are');
  }
  return problems;
}

/** Something was committed since the first job began. */
function hasLanded({ assignments, branch }: WorkflowState): boolean {
  return assignments[0] !== undefined && branch !== null && branch.head !== assignments[0].base;
}

/** Effects whose outcome takes the workflow further by itself. */
const GOES_ON: readonly string[] = ['claim_feature', 'create_issue', 'open_pull_request'];

/** Running, but no job is out, no retry waits for its time, and no effect is on its way that goes on by itself. */
export function isStuck(state: WorkflowState): boolean {
  if (state.status !== 'running') return false;
  const goesOn = state.outbox.some((one) => GOES_ON.includes(one.kind));
  return (
    !goesOn && state.timers.length === 0 && state.assignments.every((one) => one.status !== 'dispatched')
  );
}

/** The same data with members in one order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sorted(member)]),
  );
}
