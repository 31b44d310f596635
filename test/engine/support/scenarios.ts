/** Small worlds for the exploration: few tasks, and a choice of what can happen. */
import { ERROR_TYPES, type ErrorType } from '../../../src/domain/contract.js';
import type { SelectionSettings } from '../../../src/domain/selection.js';
import { DEFAULT_WEIGHTS } from '../../../src/selection/candidates.js';
import { CAPABILITIES } from '../../../src/selection/traits.js';
import { requested, task } from './builders.js';
import type { Scenario } from './explore.js';
import type { Move } from './moves.js';

const COMMANDS = { pause: 0, resume: 1, abort: 6 };

function move(kind: Move['kind'], pick = 0, variant = 0): Move {
  return { kind, pick, variant };
}

/** For each job that can be out at once. */
function jobs(count: number, kind: Move['kind'], variant = 0): Move[] {
  return Array.from({ length: count }, (_, pick) => move(kind, pick, variant));
}

function errors(types: readonly ErrorType[], count = 1): Move[] {
  return types.flatMap((type) => jobs(count, 'err', ERROR_TYPES.indexOf(type)));
}

const PEOPLE = [
  move('approve', 1),
  move('command', 0, COMMANDS.pause),
  move('command', 0, COMMANDS.resume),
  move('command', 0, COMMANDS.abort),
];
const PUSHES = [move('push', 0, 0), move('push', 0, 1)];
const FORGERIES = Array.from({ length: 8 }, (_, variant) => move('forge_approval', 0, variant));

/** Two tasks in a row and one beside them; everything that can happen to jobs, branch and people. */
export const PARALLEL_TASKS: Scenario = {
  begin: requested('standard', {
    max_parallel_tasks: 2,
    retry_policy: { max_retries: 1, backoff_strategy: 'fixed' },
  }),
  prefix: [],
  tasks: [task('A'), task('B', ['A']), task('C')],
  moves: [
    move('time', 0, 1_000),
    ...jobs(2, 'succeed', 1),
    ...jobs(2, 'lose', 1),
    ...errors(['UnrecoverableError'], 2),
    ...PEOPLE,
    move('push', 0, 1),
  ],
  limit: 20_000,
  settleAtOnce: true,
};

/** Every way in which the approved content can change, and every forged approval; two people have to approve. */
export const GATE: Scenario = {
  begin: requested('standard', { required_approvals: 2, exclude_requester: true }),
  prefix: [],
  tasks: [task('A'), task('B', ['A'])],
  moves: [
    move('succeed', 0, 1),
    move('foreign_landing'),
    move('spec_update'),
    ...PEOPLE,
    move('approve', 0),
    move('approve', 2),
    ...PUSHES,
    ...FORGERIES,
  ],
  limit: 4_000,
  settleAtOnce: true,
};

/** Work that does not fit its branch any more, because of its own siblings or because somebody changed the artifacts. */
const CONFLICTS: Scenario = {
  begin: requested('standard'),
  prefix: [],
  tasks: [task('A'), task('B')],
  moves: [...jobs(2, 'succeed', 1), ...jobs(2, 'conflict', 1), ...jobs(2, 'conflict', 2), move('approve', 1)],
  limit: 4_000,
  settleAtOnce: true,
};

/** The smallest workflow with every error that an agent can report; bounded, since every error has its own count. */
export const ERRORS: Scenario = {
  begin: requested('simple'),
  prefix: [],
  tasks: [],
  moves: [
    move('succeed', 0, 1),
    ...errors(ERROR_TYPES),
    move('short'),
    move('wrong_agent', 0, 8),
    move('time', 0, 1_000),
    move('approve', 1),
  ],
  limit: 1_500,
  settleAtOnce: true,
};

/** All loops behind the gate of a workflow with E2E agents, without people. */
export const LOOPS: Scenario = {
  begin: requested('standard-e2e'),
  prefix: [move('succeed', 0, 1), move('approve', 1)],
  tasks: [task('A', [], true)],
  moves: [move('succeed', 0, 1), ...errors(['QualityGateFailure']), move('time', 0, 1_000)],
  limit: 4_000,
  settleAtOnce: true,
};

export const SEVERAL: SelectionSettings = {
  candidates: ['one', 'two'].map((id) => ({
    id,
    capabilities: [...CAPABILITIES],
    specialities: [],
    max_parallel: id === 'two' ? 1 : null,
    local: id === 'two',
  })),
  lists: { default: ['one'], implement: ['one', 'two'] },
  scoring_weights: DEFAULT_WEIGHTS,
  prefer_local: false,
  exclude_agents: [],
  priority_map: {},
};

export const BUILT = [move('succeed', 0, 1), move('approve', 1)];

/** Two backends that fail, are left alone and tried again; a task that others need, and one that nobody does. */
export const BACKENDS: Scenario = {
  begin: requested('standard', {
    max_parallel_tasks: 2,
    selection: SEVERAL,
    retry_policy: { max_retries: 1, backoff_strategy: 'fixed' },
    circuit_breaker: { failure_threshold: 1, cooldown_ms: 60_000_000, max_cooldown_ms: 60_000_000 },
  }),
  prefix: BUILT,
  tasks: [task('A'), task('B', ['A']), task('C')],
  moves: [
    ...jobs(2, 'succeed', 1),
    ...errors(['UnrecoverableError', 'PrerequisiteError'], 2),
    move('lose', 0, 0),
    move('time', 0, 10_000),
    move('command', 0, COMMANDS.pause),
    move('command', 0, COMMANDS.resume),
  ],
  limit: 1_500,
  settleAtOnce: true,
};

/** Every answer costs something, and a person may allow it once more. */
export const BUDGET: Scenario = {
  begin: requested('standard', { max_parallel_tasks: 2, budgets: { max_cost_usd: 0.75 } }),
  prefix: BUILT,
  tasks: [task('A'), task('B', ['A']), task('C')],
  moves: [
    ...jobs(2, 'succeed', 1),
    ...errors(['UnrecoverableError']),
    move('time', 0, 1_000),
    move('command', 0, COMMANDS.pause),
    move('command', 0, COMMANDS.resume),
    move('command', 0, COMMANDS.abort),
  ],
  limit: 1_500,
  settleAtOnce: true,
};

/** Effects one by one, in any order: done, or refused; bounded. */
const EFFECTS: Scenario = {
  begin: requested('simple'),
  prefix: [],
  tasks: [],
  moves: [
    ...jobs(3, 'settle_one'),
    ...jobs(3, 'fail_one'),
    move('succeed', 0, 1),
    move('time', 0, 1_000),
    ...PEOPLE,
  ],
  limit: 2_000,
  settleAtOnce: false,
};

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'parallel tasks': PARALLEL_TASKS,
  'the gate': GATE,
  conflicts: CONFLICTS,
  'all errors': ERRORS,
  'all loops': LOOPS,
  'several backends': BACKENDS,
  'a budget': BUDGET,
  'effects one by one': EFFECTS,
};
