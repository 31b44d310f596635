/** A circuit breaker per backend: one that keeps failing is left alone for a while, then tried with a single task. */
import type { BreakerState } from '../domain/selection.js';

export { type BreakerState, breakerState } from '../domain/selection.js';

export interface BreakerPolicy {
  /** Failures in a row that open it. */
  readonly failure_threshold: number;
  /** How long it stays open the first time. */
  readonly cooldown_ms: number;
  readonly max_cooldown_ms: number;
  /** How long a probe may take. */
  readonly probe_timeout_ms: number;
}

export const DEFAULT_BREAKER_POLICY: BreakerPolicy = {
  failure_threshold: 3,
  cooldown_ms: 60_000,
  max_cooldown_ms: 1_800_000,
  probe_timeout_ms: 1_800_000,
};

export const CLOSED: BreakerState = { status: 'closed', failures: 0 };

export type Passage =
  | { readonly kind: 'pass' }
  /** May be tried with one task: pass its assignment to `beginProbe`. */
  | { readonly kind: 'probe' }
  | { readonly kind: 'blocked'; readonly until: string };

/** Says whether a backend may be given a task at `now` (ISO 8601). */
export function allow(breaker: BreakerState, now: string): Passage {
  if (breaker.status === 'closed') return { kind: 'pass' };
  const until = breaker.status === 'open' ? breaker.retry_at : breaker.probe_until;
  return Date.parse(now) >= Date.parse(until) ? { kind: 'probe' } : { kind: 'blocked', until };
}

/** Notes that `assignment` is the probe; until it has ended or is lost, nothing else passes. */
export function beginProbe(
  breaker: BreakerState,
  assignment: string,
  now: string,
  policy: BreakerPolicy = DEFAULT_BREAKER_POLICY,
): BreakerState {
  if (allow(breaker, now).kind !== 'probe' || breaker.status === 'closed') return breaker;
  const { trips, opened_at } = breaker;
  const probe_until = later(now, policy.probe_timeout_ms);
  return { status: 'half_open', trips, opened_at, probe: assignment, probe_until };
}

export interface BreakerOutcome {
  readonly assignment: string;
  /** False only where the backend is to blame (unreachable, crashed, timed out), not for poor work. */
  readonly ok: boolean;
  readonly at: string;
}

/**
 * Counts how an assignment ended. While open or half-open only the probe counts: what was dispatched before the
 * breaker opened says nothing of the backend now.
 */
export function recordBreaker(
  breaker: BreakerState,
  { assignment, ok, at }: BreakerOutcome,
  policy: BreakerPolicy = DEFAULT_BREAKER_POLICY,
): BreakerState {
  switch (breaker.status) {
    case 'closed': {
      if (ok) return breaker.failures === 0 ? breaker : CLOSED;
      const failures = breaker.failures + 1;
      if (failures < policy.failure_threshold) return { status: 'closed', failures };
      return open(1, at, policy);
    }
    case 'open':
      return breaker;
    case 'half_open':
      if (assignment !== breaker.probe) return breaker;
      return ok ? CLOSED : open(breaker.trips + 1, at, policy);
  }
}

/** The probe came to nothing, which says nothing of the backend: another may be sent at once. */
export function releaseProbe(breaker: BreakerState, assignment: string, at: string): BreakerState {
  if (breaker.status !== 'half_open' || breaker.probe !== assignment) return breaker;
  const { trips, opened_at } = breaker;
  return { status: 'open', trips, opened_at, retry_at: at };
}

function open(trips: number, at: string, policy: BreakerPolicy): BreakerState {
  // Bounded before it is raised: 2 ** 1024 is no number of milliseconds.
  const cooldown = Math.min(policy.cooldown_ms * 2 ** Math.min(trips - 1, 30), policy.max_cooldown_ms);
  return { status: 'open', trips, opened_at: at, retry_at: later(at, cooldown) };
}

function later(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}
