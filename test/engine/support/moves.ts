/** Things that can happen to a workflow, chosen by numbers: what the world, people and forgers do. */
import { ERROR_TYPES, type ErrorType } from '../../../src/domain/contract.js';
import type { AssignmentFinished, PlannedTask, WorkflowEvent } from '../../../src/domain/events.js';
import type { Assignment, WorkflowState } from '../../../src/domain/state.js';
import { AGENTS, planningAgentsOf } from '../../../src/domain/workflows.js';
import { anError, answer, approvalOf, content, type EventBody, outcomeOf, sha } from './builders.js';

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
  'repeat',
] as const;

/** What a move needs to know of the history. */
export interface Past {
  readonly events: readonly WorkflowEvent[];
  readonly tasks: readonly PlannedTask[];
  /** Counts up: new heads and digests. */
  readonly step: number;
}

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
      return assignment && { type: 'assignment_lost', assignment_id: assignment.id, reason, message: 'gone' };
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
        finish(state, assignment, past, { error: choose(ERROR_TYPES, variant) ?? 'TestBug', pick })
      );
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
    case 'take_over':
      return { type: 'effects_taken_over', effect_ids: state.outbox.map((one) => one.id) };
    case 'repeat':
      return choose(past.events, pick);
  }
}

function choose<T>(list: readonly T[], pick: number): T | null {
  return list[pick % Math.max(1, list.length)] ?? null;
}

interface Ending {
  readonly error?: ErrorType;
  readonly pick?: number;
  readonly landed?: boolean;
  readonly digest?: string;
  readonly updates?: boolean;
}

/** The answer of a job; the parts before the failing one succeed. */
export function finish(
  state: WorkflowState,
  { id, agents, tasks }: Assignment,
  past: Past,
  { error, pick = 0, landed = true, digest, updates = false }: Ending,
): Omit<AssignmentFinished, 'key' | 'at' | 'runner'> {
  const parts = tasks.length > 0 ? tasks.map(() => agents[0]) : agents;
  const failing = error === undefined ? -1 : pick % parts.length;
  const suggestions = ['clarify', 'plan', 'tasks', 'specify', 'review'] as const;
  const suggested_action = { agent: choose(suggestions, past.step) ?? 'plan' };
  const result = updates ? { spec_updates: [{ file: 'spec.md', change: 'other' }] } : {};
  const responses = parts
    .slice(0, failing < 0 ? parts.length : failing + 1)
    .map((agent, index) =>
      answer(
        agent,
        index === failing && error !== undefined ? anError(error, { suggested_action }) : null,
        result,
      ),
    );
  const planning = planningAgentsOf(state.workflow_type).includes(agents[0]);
  const holds = digest ?? (planning ? `planned-${past.step}` : (state.content_digest ?? 'none'));
  const done = new Set([
    ...state.tasks.filter((one) => one.status === 'done').map((one) => one.id),
    ...tasks,
  ]);
  const listed = past.tasks.map((one) => ({ ...one, done: !planning && done.has(one.id) }));
  return {
    type: 'assignment_finished',
    assignment_id: id,
    responses,
    usage: responses.map(() => ({ duration_ms: 10, cost_usd: 0.1 })),
    landed: landed ? content(sha(1_000 + past.step), holds, listed) : null,
  };
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

function forge(state: WorkflowState, pick: number, variant: number): EventBody {
  const forgeries = [
    () => approvalOf(state, {}, { by_bot: true }),
    () => approvalOf(state, { permission: 'read' }),
    () => approvalOf(state, { head: sha(4_000 + pick) }),
    () => approvalOf(state, { digest: 'forged' }),
    () => approvalOf(state, { via: 'pull_request_review', pull_request: 4_444 }),
    () => approvalOf(state, { via: 'pull_request_review', pull_request: null }),
    () => approvalOf(state, {}, { content: content(sha(4_000), state.content_digest ?? 'none', []) }),
    () =>
      approvalOf(
        state,
        { digest: 'forged' },
        { content: content(state.branch?.head ?? sha(1), 'forged', []) },
      ),
  ];
  return (choose(forgeries, variant) ?? (() => approvalOf(state, { permission: 'none' })))();
}
