/** For every workflow, small worlds in which everything that concerns it can happen. */
import { ERROR_TYPES, type ErrorType } from '../../../src/domain/contract.js';
import { type AgentName, type Step, WORKFLOWS, type WorkflowType } from '../../../src/domain/workflows.js';
import { aFeature, requested, task } from './builders.js';
import type { Scenario } from './explore.js';
import { SUGGESTIONS } from './finish.js';
import type { Move } from './moves.js';

const TASKS = [task('A'), task('B', ['A'])];

/** Implemented already: what is looked at then is what comes after it. */
const DONE = [task('A', [], true)];

/** More than these worlds have: they are looked at as a whole. */
const EVERY_STATE = 20_000;

/** The part that fails is the last one. */
const LAST = 6;

const ANSWERS = [move('ask', 0, 1), move('answer', 0, 0), move('answer', 0, 2)];
const PEOPLE = [
  move('approve', 1),
  move('command', 0, 0),
  move('command', 0, 1),
  move('command', 0, 6),
  move('push', 0, 1),
];

/** The workflows, and the one that nobody has chosen yet. */
export const STARTS: readonly (WorkflowType | 'auto')[] = [
  ...(Object.keys(WORKFLOWS) as WorkflowType[]),
  'auto',
];

/** The worlds of a workflow: all of its loops; all errors, bounded; people and forgers. */
export function worldsOf(start: WorkflowType | 'auto', limit: number): Readonly<Record<string, Scenario>> {
  const steps: readonly Step[] = start === 'auto' ? WORKFLOWS.simple : WORKFLOWS[start];
  const base = { begin: begin(start), prefix: [], tasks: TASKS, limit, settleAtOnce: true };
  const ways = start === 'auto' ? [move('choose', 0, 0), move('choose', 0, 1), move('choose_branch')] : [];
  const small = { ...base, begin: begin(start, DONE), tasks: DONE, limit: EVERY_STATE };
  const plain = [...ways, move('succeed', 0, 1), move('approve', 1)];
  const common = [...plain, ...ANSWERS];
  return {
    planning: { ...small, moves: [...ways, move('succeed', 0, 1), ...findings(steps)] },
    building: {
      ...small,
      // A workflow without a gate builds from the start, if at all.
      prefix: steps.includes('checkpoint')
        ? [move('choose', 0, 0), move('choose_branch'), move('succeed', 0, 1), move('approve', 1)]
        : [],
      moves: [...plain, ...findings(steps)],
    },
    questions: { ...base, limit: EVERY_STATE, tasks: DONE, moves: [...common, move('ask', 0, 0), ...PEOPLE] },
    errors: { ...base, moves: [...common, ...mishaps(steps)] },
    people: {
      ...base,
      limit: EVERY_STATE,
      moves: [
        ...ways,
        move('succeed', 0, 1),
        move('foreign_landing'),
        move('spec_update'),
        ...ANSWERS,
        ...PEOPLE,
        ...[0, 1, 2, 3, 4, 5, 6, 7].map((variant) => move('forge_approval', 0, variant)),
      ],
    },
    effects: { ...base, settleAtOnce: false, moves: [...common, ...EFFECTS, ...PEOPLE] },
  };
}

const EFFECTS = [0, 1, 2].flatMap((pick) => [move('settle_one', pick), move('fail_one', pick)]);

function begin(start: WorkflowType | 'auto', tasks = TASKS): Scenario['begin'] {
  if (start === 'auto') {
    return { ...requested(null), similar: [{ feature_id: '002-payment-processing', branch: null }] };
  }
  const body = requested(start);
  return body.feature === null ? body : { ...body, feature: aFeature(undefined, tasks) };
}

/** What sends work back: the findings of every gate that this workflow has, or comes to have. */
function findings(steps: readonly Step[]): Move[] {
  const planners = (['specify', 'clarify', 'plan', 'tasks'] as const).map((agent) =>
    finding('QualityGateFailure', agent),
  );
  const e2e = [finding('ImplementationGap'), move('cause', 0, 2)];
  return [
    ...(steps.includes('analyze') ? planners : [finding('QualityGateFailure')]),
    ...(hasE2e(steps) ? e2e : []),
  ];
}

/** Everything else that can go wrong with a job. */
function mishaps(steps: readonly Step[]): Move[] {
  const missing = (['specify', 'research', 'tasks', 'implement'] as const).map((agent) =>
    error('PrerequisiteError', LAST, agent),
  );
  return [
    ...ERROR_TYPES.map((type) => error(type)),
    ...ERROR_TYPES.map((type) => error(type, LAST)),
    ...missing,
    ...(hasE2e(steps) ? [0, 1, 2, 3, 4].map((cause) => move('cause', 0, cause)) : []),
    move('lose', 0, 0),
    move('conflict', 0, 1),
    move('conflict', 0, 2),
    move('short'),
    move('wrong_agent', 0, 8),
    move('time', 0, 1_000),
  ];
}

function hasE2e(steps: readonly Step[]): boolean {
  return steps.includes('e2e-test-fixer');
}

/** Only of an agent that looks at what others made. */
function finding(type: ErrorType, suggested: AgentName | null = null): Move {
  return { ...error(type, LAST, suggested), kind: 'find' };
}

function error(type: ErrorType, pick = 0, suggested: AgentName | null = null): Move {
  const variant = ERROR_TYPES.indexOf(type) + ERROR_TYPES.length * SUGGESTIONS.indexOf(suggested);
  return move('err', pick, variant);
}

function move(kind: Move['kind'], pick = 0, variant = 0): Move {
  return { kind, pick, variant };
}

/** A world that is small enough to be looked at as a whole, for engines that are broken in one place. */
export function worldOf(start: WorkflowType | 'auto' | 'retries'): Scenario {
  const outage = [error('ExternalServiceError'), move('time', 0, 1_000)];
  if (start === 'retries') {
    return { ...worldOf('spec'), moves: [move('succeed', 0, 1), ...outage] };
  }
  const steps: readonly Step[] = start === 'auto' ? [] : WORKFLOWS[start];
  const choices = [
    ...[0, 1].map((variant) => move('choose', 0, variant)),
    ...[0, 1, 2].map((variant) => move('choose_branch', 0, variant)),
  ];
  return {
    begin: begin(start, DONE),
    prefix: [],
    tasks: DONE,
    moves: [
      ...(start === 'auto' ? choices : findings(steps)),
      finding('QualityGateFailure'),
      finding('ImplementationGap'),
      move('succeed', 0, 1),
      move('approve', 1),
      ...ANSWERS,
    ],
    limit: 2_000,
    settleAtOnce: true,
  };
}
