import type { ErrorType } from '../domain/contract.js';
import type { Usage } from '../domain/events.js';
import type { Assignment, AssignmentOutcome } from '../domain/state.js';
import { isCode } from '../domain/workflows.js';
import { CLOSED, recordBreaker } from '../selection/breaker.js';
import { blamesBackend, failureKind } from '../selection/failure.js';
import { countOutcome, emptyHistory } from '../selection/history.js';
import { outcomesOf } from '../selection/learn.js';
import { spend } from './budgets.js';
import type { Draft } from './draft.js';
import { isQualityGate } from './loops.js';
import { breakerPolicyOf } from './policies.js';
import { noteDiscarded } from './probe.js';
import { RECOVERY } from './recovery-table.js';

interface Ended {
  /** Null where all went well. */
  readonly error: ErrorType | null;
  /** How many parts succeeded. */
  readonly answered: number;
  readonly usage: readonly Usage[];
}

/** Keeps how an assignment ended, and what that says of its backend: history, circuit breaker, budgets. */
export function noteOutcome(draft: Draft, assignment: Assignment, { error, answered, usage }: Ended): void {
  const { at } = draft.event;
  const tokens = usage.reduce<number | undefined>((sum, one) => total(sum, one.tokens), undefined);
  const outcome: AssignmentOutcome = {
    result: resultOf(assignment, error, answered),
    error,
    answered: isFinding(assignment, error, answered) ? answered + 1 : answered,
    duration_ms: durationOf(assignment, usage, at),
    cost_usd: usage.reduce((sum, one) => sum + one.cost_usd, 0),
    ...(tokens === undefined ? {} : { tokens }),
  };
  draft.updateAssignment(assignment.id, { outcome });
  spend(draft, usage);
  learn(draft, { ...assignment, outcome });
  // A finding of a gate and poor work are answers: the backend itself is there.
  const ok = error === null || !blamesBackend(failureKind(error));
  turnBreaker(draft, assignment, ok);
}

/** The machinery, not the backend, is in trouble after these; a retry is used up all the same. */
export function noteLost(draft: Draft, assignment: Assignment, blames: boolean): void {
  const wall = Math.max(0, Date.parse(draft.event.at) - Date.parse(assignment.dispatched_at));
  if (blames) {
    const usage = [{ duration_ms: wall, cost_usd: 0 }];
    return noteOutcome(draft, assignment, { error: 'TimeoutError', answered: 0, usage });
  }
  noteDiscarded(draft, assignment);
}

function turnBreaker(draft: Draft, { agents, backend, id }: Assignment, ok: boolean): void {
  if (agents.every(isCode)) return;
  const { breakers = {}, settings } = draft.state;
  const before = breakers[backend] ?? CLOSED;
  const after = recordBreaker(before, { assignment: id, ok, at: draft.event.at }, breakerPolicyOf(settings));
  if (after === before) return;
  draft.set({ breakers: { ...breakers, [backend]: after } });
  if (after.status === 'open')
    draft.tell('speckit', `${backend} keeps failing and gets no work until ${after.retry_at}`);
  else if (before.status !== 'closed') draft.tell('speckit', `${backend} works again`);
}

function learn(draft: Draft, assignment: Assignment): void {
  const own = assignment.tasks.flatMap((id) => draft.state.tasks.find((task) => task.id === id) ?? []);
  const tasks = new Map(own.map((task) => [task.id, task]));
  let history = draft.state.backend_history ?? emptyHistory();
  for (const outcome of outcomesOf(assignment, tasks)) history = countOutcome(history, outcome);
  draft.set({ backend_history: history });
}

function resultOf(
  assignment: Assignment,
  error: ErrorType | null,
  answered: number,
): AssignmentOutcome['result'] {
  if (error === null || isFinding(assignment, error, answered)) return 'success';
  // What the work needs was missing: nobody could have done it.
  return failureKind(error) === 'dependency_missing' ? 'discarded' : 'failure';
}

/** A quality gate that finds something has done its work well. */
function isFinding({ agents, tasks }: Assignment, error: ErrorType | null, answered: number): boolean {
  const agent = tasks.length > 0 ? agents[0] : agents[answered];
  if (error === null || agent === undefined || !isQualityGate(agent)) return false;
  return RECOVERY[error].strategy === 'feedback' || RECOVERY[error].strategy === 'fix';
}

/** What the backend says it took, or where it does not say, from dispatch to now. */
function durationOf({ dispatched_at }: Assignment, usage: readonly Usage[], at: string): number {
  const told = usage.reduce((sum, one) => sum + one.duration_ms, 0);
  return Math.round(told > 0 ? told : Math.max(0, Date.parse(at) - Date.parse(dispatched_at)));
}

function total(sum: number | undefined, more: number | undefined): number | undefined {
  return more === undefined ? sum : (sum ?? 0) + more;
}
