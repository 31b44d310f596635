/** Small worlds for the exploration: few tasks, and a choice of what can happen. */
import { ERROR_TYPES, type ErrorType } from '../../../src/domain/contract.js';
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
const SETTLE = [move('settle')];

/** Two tasks in a row and one beside them; everything that can happen to jobs, branch and people. */
export const PARALLEL_TASKS: Scenario = {
  begin: [requested('standard', { max_parallel_tasks: 2 })],
  tasks: [task('A'), task('B', ['A']), task('C')],
  moves: [
    ...SETTLE,
    ...jobs(2, 'succeed', 1),
    ...jobs(2, 'lose', 1),
    ...errors(['UnrecoverableError'], 2),
    ...PEOPLE,
    move('push', 0, 1),
  ],
  limit: 2_500,
};

/** Two tasks; every way in which the approved content can change, and every forged approval. */
export const GATE: Scenario = {
  begin: [requested('standard', { max_parallel_tasks: 2, required_approvals: 2, exclude_requester: true })],
  tasks: [task('A'), task('B')],
  moves: [
    ...SETTLE,
    ...jobs(2, 'succeed', 1),
    ...jobs(1, 'foreign_landing'),
    ...jobs(1, 'spec_update'),
    ...jobs(1, 'conflict', 1),
    ...jobs(1, 'conflict', 2),
    ...PEOPLE,
    move('approve', 0),
    move('approve', 2),
    ...PUSHES,
    ...FORGERIES,
  ],
  limit: 2_500,
};

/** The smallest workflow with every error that an agent can report. */
export const ERRORS: Scenario = {
  begin: [requested('simple')],
  tasks: [],
  moves: [
    ...SETTLE,
    move('succeed', 0, 1),
    ...errors(ERROR_TYPES),
    move('short'),
    move('wrong_agent', 0, 8),
    move('time', 0, 1_000),
    move('approve', 1),
    move('command', 0, COMMANDS.abort),
  ],
  limit: 3_000,
};

/** Behind the tasks: all loops of a workflow with E2E agents, without people after the approval. */
export const LOOPS: Scenario = {
  begin: [requested('standard-e2e')],
  tasks: [task('A', [], true)],
  moves: [
    ...SETTLE,
    move('succeed', 0, 1),
    ...errors(['TestValidationError', 'ImplementationGap', 'TestBug']),
    move('lose', 0, 1),
    move('approve', 1),
  ],
  limit: 3_000,
};

/** Effects one by one: done, failed, or settled although they were taken back. */
export const EFFECTS: Scenario = {
  begin: [requested('simple')],
  tasks: [],
  moves: [
    ...jobs(3, 'settle_one'),
    ...jobs(3, 'fail_one'),
    move('succeed', 0, 1),
    move('time', 0, 1_000),
    ...PEOPLE,
  ],
  limit: 2_500,
};

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'parallel tasks': PARALLEL_TASKS,
  'the gate': GATE,
  'all errors': ERRORS,
  'all loops': LOOPS,
  'effects one by one': EFFECTS,
};
