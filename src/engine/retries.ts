import { ERROR_TYPES } from '../domain/contract.js';
import type { WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { CONFLICT_RETRIES, RECOVERY } from './recovery-table.js';

/**
 * Uses one retry of an agent (or of one of its tasks) for a cause.
 *
 * @returns which retry this is, from 1; null when all are used up
 */
export function takeRetry(
  draft: Draft,
  { agent, task }: { readonly agent: AgentName; readonly task: string | null },
  cause: string,
): number | null {
  const key = `${agent}${task === null ? '' : `/${task}`}:${cause}`;
  const used = draft.state.retries[key] ?? 0;
  if (used >= retryLimit(cause)) return null;
  draft.set({ retries: { ...draft.state.retries, [key]: used + 1 } });
  return used + 1;
}

/** After a person has looked: what was used up starts afresh, what was not keeps its count. */
export function withFreshCounts(state: WorkflowState): Pick<WorkflowState, 'retries' | 'feedback_loops'> {
  const retries = Object.entries(state.retries).filter(([key, used]) => used < retryLimit(causeOf(key)));
  const loops = Object.entries(state.feedback_loops).filter(([, one]) => one.iteration < one.max_iterations);
  return { retries: Object.fromEntries(retries), feedback_loops: Object.fromEntries(loops) };
}

function retryLimit(cause: string): number {
  const type = ERROR_TYPES.find((one) => one === cause);
  return type === undefined ? CONFLICT_RETRIES : RECOVERY[type].retries;
}

function causeOf(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1);
}
