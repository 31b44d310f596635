/** Limits in force: what the settings say, else what the seeds say. */
import type { Settings } from '../domain/state.js';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../selection/backoff.js';
import { type BreakerPolicy, DEFAULT_BREAKER_POLICY } from '../selection/breaker.js';

/** A task that blocks more than half of all is critical where the configuration does not say otherwise. */
const CRITICAL_SHARE = 0.5;

/** How failed work is tried again. */
export function retryPolicyOf({ retry_policy, retry_initial_delay_ms }: Settings): RetryPolicy {
  return { ...DEFAULT_RETRY_POLICY, ...retry_policy, initial_delay_ms: retry_initial_delay_ms };
}

/** When backends are left alone, and for how long. */
export function breakerPolicyOf({ circuit_breaker }: Settings): BreakerPolicy {
  return { ...DEFAULT_BREAKER_POLICY, ...circuit_breaker };
}

export function criticalShareOf({ critical_share }: Settings): number {
  return critical_share ?? CRITICAL_SHARE;
}
