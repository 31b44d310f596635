/** Things that can happen to a workflow, chosen by numbers: what the world, people and forgers do. */
import { ERROR_TYPES } from '../../../src/domain/contract.js';
import type { AssignmentLost, EventBody, WorkflowEvent } from '../../../src/domain/events.js';
import type { Assignment, WorkflowState } from '../../../src/domain/state.js';
import { AGENTS, type AgentName, type WorkflowType } from '../../../src/domain/workflows.js';
import { answer, approvalOf, content, outcomeOf, sha } from './builders.js';
import { finish } from './finish.js';
import { choose, type Past } from './past.js';
import { answers, chooseBranch, forge } from './people-moves.js';

export interface Move {
  readonly kind: (typeof MOVES)[number];
  /** Which of several (assignment, effect, person, error): taken modulo their number. */
  readonly pick: number;
  readonly variant: number;
}

export const MOVES = [
  'settle',
  'settle_one',
  'fail_one',
  'settle_old',
  'succeed',
  'succeed',
  'succeed',
  'err',
  'short',
  'wrong_agent',
  'foreign_landing',
  'spec_update',
  'lose',
  'conflict',
  'stale',
  'approve',
  'approve',
  'forge_approval',
  'push',
  'command',
  'time',
  'take_over',
  'ask',
  'ask',
  'choose',
  'choose_branch',
  'answer',
  'cause',
  'find',
  'gap',
  'gap',
  'help',
  'repeat',
] as const;

/** Agents that look at what others made. */
const GATES: readonly AgentName[] = ['analyze', 'test', 'review', 'e2e-test-builder', 'e2e-test-fixer'];

const CHOICES: readonly (WorkflowType | null)[] = ['simple', null, 'standard-e2e', 'full', 'review'];

/** The event that a move means now; an event of the past as it was, or null where the move does not fit. */
export function eventOf(move: Move, state: WorkflowState, past: Past): EventBody | WorkflowEvent | null {
  const { pick, variant } = move;
  const out = state.assignments.filter((one) => one.status === 'dispatched');
  const assignment = choose(out, pick);
  const effect = choose(state.outbox, pick);
  switch (move.kind) {
    case 'settle':
      return { type: 'effects_settled', outcomes: state.outbox.map(outcomeOf) };
    case 'settle_one':
      return effect && { type: 'effects_settled', outcomes: [outcomeOf(effect)] };
    case 'fail_one':
      return (
        effect && { type: 'effects_settled', outcomes: [{ id: effect.id, kind: 'failed', message: 'no' }] }
      );
    case 'settle_old':
      return settleOld(state, pick, variant);
    case 'lose': {
      const reason = choose(['timeout', 'lost_run', 'cancelled', 'no_result'] as const, variant) ?? 'timeout';
      return assignment && lose(state, assignment, past, reason, variant);
    }
    case 'conflict':
      return assignment && conflict(state, assignment, past, variant);
    case 'stale': {
      const stale = choose(state.assignments, pick);
      return stale && finish(state, stale, past, {});
    }
    case 'succeed':
      return assignment && finish(state, assignment, past, { landed: variant % 5 !== 0 });
    case 'err':
      return (
        assignment &&
        finish(state, assignment, past, { error: choose(ERROR_TYPES, variant) ?? 'TestBug', pick, variant })
      );
    case 'find': {
      const isGate = GATES.includes(assignment?.agents.at(-1) ?? 'specify');
      return isGate ? eventOf({ ...move, kind: 'err' }, state, past) : null;
    }
    case 'gap': {
      const found = variant % 2 === 0 ? 'ImplementationGap' : 'QualityGateFailure';
      const last = { kind: 'find', pick: 6, variant: ERROR_TYPES.indexOf(found) } as const;
      return eventOf(last, state, past);
    }
    case 'short':
      return assignment && { ...finish(state, assignment, past, {}), responses: [] };
    case 'wrong_agent':
      return (
        assignment && {
          ...finish(state, assignment, past, {}),
          responses: [answer(choose(AGENTS, variant) ?? 'test')],
        }
      );
    case 'foreign_landing':
      return assignment && finish(state, assignment, past, { digest: `foreign-${past.step}` });
    case 'spec_update':
      return assignment && finish(state, assignment, past, { digest: `updated-${past.step}`, updates: true });
    case 'approve':
      return approvalOf(state, {
        by: choose(['alice', 'bob', 'dave'], pick) ?? 'bob',
        source_id: 900 + past.step,
      });
    case 'forge_approval':
      return forge(state, pick, variant);
    case 'push':
      return push(state, past, variant);
    case 'command': {
      const command = choose(
        ['pause', 'resume', 'resume', 'pause', 'resume', 'resume', 'abort'] as const,
        variant,
      );
      return { type: 'command_given', command: command ?? 'resume', by: 'carol' };
    }
    case 'time':
      return { type: 'time_passed' };
    case 'ask':
      return assignment && finish(state, assignment, past, { asks: 1 + (variant % 6) });
    case 'choose':
      return { type: 'workflow_chosen', workflow_type: choose(CHOICES, variant), by: 'carol' };
    case 'choose_branch':
      return chooseBranch(state, past, variant);
    case 'answer':
      return answers(state, variant);
    case 'cause':
      return assignment?.agents[0].startsWith('e2e-') !== true
        ? null
        : finish(state, assignment, past, { error: 'TestValidationError', cause: variant });
    case 'help':
      return null;
    case 'take_over':
      return { type: 'effects_taken_over', effect_ids: state.outbox.map((one) => one.id) };
    case 'repeat':
      return choose(past.events, pick);
  }
}

/** Gone before it has landed, or after it, or while somebody else has written to the branch. */
function lose(
  state: WorkflowState,
  { id, tasks }: Assignment,
  past: Past,
  reason: AssignmentLost['reason'],
  variant: number,
): EventBody {
  const body = { type: 'assignment_lost' as const, assignment_id: id, reason, message: 'gone' };
  const found = Math.floor(variant / 4) % 4;
  if (found === 0) return body;
  const digest = found === 3 ? `lost-${past.step}` : (state.content_digest ?? 'none');
  const done = new Set(state.tasks.flatMap((one) => (one.status === 'done' ? [one.id] : [])));
  if (found === 2) for (const task of tasks) done.add(task);
  const ticked = past.tasks.map((one) => ({ ...one, done: one.done || done.has(one.id) }));
  return { ...body, content: content(sha(1_000 + past.step), digest, ticked) };
}

function conflict(state: WorkflowState, { id }: Assignment, past: Past, variant: number): EventBody {
  const head = sha(1_000 + past.step);
  const body = { type: 'assignment_conflicted' as const, assignment_id: id, head, files: ['a.ts'] };
  if (variant % 3 === 0) return body;
  const digest = variant % 3 === 1 ? (state.content_digest ?? 'none') : `conflicting-${past.step}`;
  return { ...body, content: content(head, digest, past.tasks) };
}

function push(state: WorkflowState, past: Past, variant: number): EventBody {
  const digest = variant % 2 === 0 ? (state.content_digest ?? 'none') : `pushed-${past.step}`;
  const head = variant % 5 === 4 ? (state.branch?.head ?? sha(1)) : sha(1_000 + past.step);
  const tasks = past.tasks.map((one, index) => ({ ...one, done: variant % 7 === index }));
  return { type: 'branch_moved', content: content(head, digest, tasks) };
}

/** Outcomes of effects that are no longer awaited, or never were. */
function settleOld(state: WorkflowState, pick: number, variant: number): EventBody {
  const number = 1 + (pick % (state.counters.effect + 1));
  const id = (kind: string) => `${state.workflow_id}:${number}:${kind}`;
  const outcomes = [
    { id: id('dispatch_assignment'), kind: 'dispatch_assignment', run_id: 8_000 + number },
    { id: id('open_pull_request'), kind: 'open_pull_request', number: 44, url: 'https://example.test/44' },
    { id: id('post_comment'), kind: 'failed', message: 'late' },
    { id: `other:${number}:create_issue`, kind: 'create_issue', task_id: 'T1', number: 9 },
  ] as const;
  const outcome = choose(outcomes, variant);
  return { type: 'effects_settled', outcomes: outcome === null ? [] : [outcome] };
}
