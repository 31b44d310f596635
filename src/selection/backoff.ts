import { unitHash } from '../scheduling/hash.js';

/** The seed's `retry_policy`, with bounds that it leaves open. */
export interface RetryPolicy {
  readonly max_retries: number;
  readonly backoff_strategy: 'exponential' | 'linear' | 'fixed';
  readonly initial_delay_ms: number;
  readonly max_delay_ms?: number;
  /** Share of the delay that chance may add, so that what failed together does not come back together. */
  readonly jitter?: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  max_retries: 3,
  backoff_strategy: 'exponential',
  initial_delay_ms: 1_000,
};

const MAX_DELAY_MS = 3_600_000;
const JITTER = 0.25;

/**
 * Milliseconds to wait before retry number `retry`, from 1. `seed` names what is retried (a task's id): equal names wait
 * equally long, so that a decision that is made again is the same. Never less than `atLeast` (a server's Retry-After).
 */
export function backoffDelay(policy: RetryPolicy, retry: number, seed: string, atLeast = 0): number {
  const { initial_delay_ms: first, max_delay_ms = MAX_DELAY_MS, jitter = JITTER } = policy;
  const nominal = Math.min(first * growth(policy, Math.max(1, retry)), max_delay_ms);
  // Added on top rather than taken off: the policy's delay is what the other side was promised. And after the bound, or
  // long waits would all end at once.
  const base = Math.max(nominal, atLeast);
  return Math.round(base * (1 + jitter * unitHash(`${seed}/${retry}`)));
}

function growth({ backoff_strategy }: RetryPolicy, retry: number): number {
  switch (backoff_strategy) {
    case 'exponential':
      return 2 ** Math.min(retry - 1, 30);
    case 'linear':
      return retry;
    case 'fixed':
      return 1;
  }
}
