/** What a dry run leaves to chance: always the same for the same seed. */
import type { AgentError } from '../domain/contract.js';
import type { AgentName } from '../domain/workflows.js';
import { unitHash } from '../scheduling/hash.js';

/** What an average task takes; each takes between half of it and one and a half. */
const TASK_SECONDS = 120;

const KINDS = ['TimeoutError', 'ExternalServiceError', 'ValidationError'] as const;

/** Seconds that a task takes, at each attempt. */
export function durationOf(seed: number, task: string): number {
  return Math.round(TASK_SECONDS * (0.5 + unitHash(`${seed}:duration:${task}`)));
}

/**
 * The error of a part; null where it succeeds. Decided by seed, part and attempt, so that a run with other limits meets
 * the same failures.
 *
 * @param rate share of attempts that fail, from 0 to 1
 */
export function failureOf(
  seed: number,
  rate: number,
  agent: AgentName,
  task: string | undefined,
  attempt: number,
): AgentError | null {
  const key = `${seed}:${agent}:${task ?? ''}:${attempt}`;
  if (unitHash(`fails:${key}`) >= rate) return null;
  const type = KINDS[Math.floor(unitHash(`kind:${key}`) * KINDS.length)] ?? 'TimeoutError';
  const message = 'a failure that the dry run made up';
  return { type, message, recoverable: true, feedback_required: false, blocking_issues: [] };
}
