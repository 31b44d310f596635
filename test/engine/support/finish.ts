/** Answers of jobs. */
import { type AgentResponse, ERROR_TYPES, type ErrorType } from '../../../src/domain/contract.js';
import type { AssignmentFinished } from '../../../src/domain/events.js';
import type { Assignment, WorkflowState } from '../../../src/domain/state.js';
import type { AgentName } from '../../../src/domain/workflows.js';
import { isGated } from '../../../src/engine/gate.js';
import { anError, answer, content, sha } from './builders.js';
import { choose, type Past } from './past.js';

/** What an error can suggest; the index of one of them, times the number of error types, is part of a move's variant. */
export const SUGGESTIONS: readonly (AgentName | null)[] = [
  null,
  'specify',
  'clarify',
  'research',
  'plan',
  'tasks',
  'implement',
  'review',
  'e2e-test-builder',
  'taskstoissues',
];

interface Ending {
  readonly error?: ErrorType;
  /** Which part fails: the last one for every seventh number. */
  readonly pick?: number;
  /** Which agent the error suggests. */
  readonly variant?: number;
  readonly landed?: boolean;
  readonly digest?: string;
  readonly updates?: boolean;
  /** Questions that clarify asks; it is the last one that answers then. */
  readonly asks?: number;
  /** Which root cause the answer names. */
  readonly cause?: number;
}

/** The answer of a job; the parts before the failing one succeed. */
export function finish(
  state: WorkflowState,
  { id, agents, tasks }: Assignment,
  past: Past,
  { error, pick = 0, landed = true, digest, updates = false, asks = 0, cause, variant = 0 }: Ending,
): Omit<AssignmentFinished, 'key' | 'at' | 'runner'> {
  const parts = tasks.length > 0 ? tasks.map(() => agents[0]) : agents;
  const failing = error === undefined ? -1 : pick % 7 === 6 ? parts.length - 1 : pick % parts.length;
  const agent = choose(SUGGESTIONS, Math.floor(variant / ERROR_TYPES.length));
  const suggestion = agent === null ? {} : { suggested_action: { agent } };
  const asking = asks > 0 ? parts.indexOf('clarify') : -1;
  const result = {
    ...(updates ? { spec_updates: [{ file: 'spec.md', change: 'other' }] } : {}),
    ...(cause === undefined ? {} : CAUSES[cause % CAUSES.length]),
  };
  const responses = parts
    .slice(0, failing >= 0 ? failing + 1 : asking >= 0 ? asking + 1 : parts.length)
    .map((agent, index) =>
      answer(
        agent,
        index === failing && error !== undefined ? anError(error, suggestion) : null,
        index === asking ? { questions: someQuestions(asks) } : result,
      ),
    );
  const planning = !isGated(state, agents[0]);
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

const CAUSES: readonly AgentResponse['result'][] = [
  { root_cause: 'TEST_BUG' },
  { root_cause: 'SPEC_MISMATCH' },
  { root_cause: 'IMPLEMENTATION_BUG', complexity_score: 3 },
  { root_cause: 'IMPLEMENTATION_BUG', complexity_score: 4 },
  { root_cause: 'MAX_ITERATIONS' },
];

/** The first wants free text and has nothing to recommend. */
function someQuestions(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    question: `What about ${index}?`,
    options: index === 0 ? [] : ['red', 'green'],
    ...(index === 0 ? {} : { recommended: 'B' }),
  }));
}
