/** What must hold of who is given work, and when none may be given. */
import type { WorkflowEvent } from '../../../src/domain/events.js';
import type { Spending } from '../../../src/domain/selection.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { isCode } from '../../../src/domain/workflows.js';

const NOTHING: Spending = { cost_usd: 0, tokens: 0, minutes: 0 };

/** Broken rules of the assignments that a step has made, in words. */
export function brokenSelection(before: WorkflowState | null, after: WorkflowState): string[] {
  const known = new Set(before?.assignments.map((one) => one.id));
  const started = after.assignments.filter((one) => !known.has(one.id));
  if (started.length === 0) return [];
  const problems: string[] = [];
  if (before?.halt !== undefined && before.status === 'running')
    problems.push('X1: work was started although the workflow was halted');
  problems.push(...overBudget(after));
  const done = new Set(before?.tasks.filter((task) => task.status === 'done').map((task) => task.id));
  for (const { id, agents, tasks, backend } of started) {
    const again = tasks.filter((task) => done.has(task));
    if (again.length > 0) problems.push(`X2: ${again.join(', ')} was started again after it succeeded`);
    // Nothing is asked of a backend where the agents are code.
    if (agents.every(isCode)) continue;
    const breaker = after.breakers?.[backend];
    const passes =
      breaker === undefined ||
      breaker.status === 'closed' ||
      (breaker.status === 'half_open' && breaker.probe === id);
    if (!passes) problems.push(`X3: ${backend} was given work although its breaker is ${breaker.status}`);
    const earlier = before?.breakers?.[backend];
    const probing =
      earlier?.status === 'half_open' &&
      Date.parse(after.updated_at) < Date.parse(earlier.probe_until) &&
      after.assignments.some((one) => one.id === earlier.probe && one.status === 'dispatched');
    if (probing) problems.push(`X3: ${backend} was given work while ${earlier.probe} tries it`);
    const allowed = allowedFor(after, id);
    if (!allowed.includes(backend)) problems.push(`X4: ${backend} is no candidate for ${id}`);
  }
  return problems;
}

/** What was used is added up, and only a person who resumes allows a budget once more. */
export function brokenAccounts(
  before: WorkflowState | null,
  event: WorkflowEvent,
  after: WorkflowState,
): string[] {
  const used = event.type === 'assignment_finished' ? event.usage : [];
  const cost = used.reduce((sum, one) => sum + one.cost_usd, before?.spent?.cost_usd ?? 0);
  const problems: string[] = [];
  if (Math.abs((after.spent?.cost_usd ?? 0) - cost) > 1e-5)
    problems.push(`X6: ${cost} USD were spent, the state says ${after.spent?.cost_usd ?? 0}`);
  const resumed = event.type === 'command_given' && event.command === 'resume';
  const changed = JSON.stringify(before?.budget_from) !== JSON.stringify(after.budget_from);
  if (changed && !resumed) problems.push('X7: a budget was allowed once more by nobody');
  return problems;
}

/** Nobody starts anything once a cap is reached. */
function overBudget({ settings, spent = NOTHING, budget_from = NOTHING }: WorkflowState): string[] {
  const { max_cost_usd, max_tokens, max_minutes } = settings.budgets ?? {};
  const caps = [
    ['cost_usd', max_cost_usd],
    ['tokens', max_tokens],
    ['minutes', max_minutes],
  ] as const;
  return caps
    .filter(([what, cap]) => cap !== undefined && spent[what] - budget_from[what] >= cap)
    .map(([what]) => `X5: work was started although the budget of ${what} is used up`);
}

/** Every backend that the settings name for the agent of an assignment, in any of its lists. */
function allowedFor({ settings, assignments }: WorkflowState, id: string): string[] {
  const agent = assignments.find((one) => one.id === id)?.agents[0] ?? 'specify';
  const { selection, backends, default_backend } = settings;
  const excluded = new Set(selection?.exclude_agents);
  const lists = Object.entries(selection?.lists ?? {});
  const listed = lists.flatMap(([name, ids]) =>
    name === 'default' || name.split('/')[0] === agent
      ? ids.length > 1
        ? ids.filter((one) => !excluded.has(one))
        : ids
      : [],
  );
  const fixed = backends[agent];
  return [
    ...listed,
    ...(fixed === undefined ? [] : [fixed]),
    ...(lists.length === 0 ? [default_backend] : []),
  ];
}
