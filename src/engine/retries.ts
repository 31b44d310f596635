import { ERROR_TYPES } from '../domain/contract.js';
import type { WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { retryPolicyOf } from './policies.js';
import { CONFLICT_RETRIES, RECOVERY } from './recovery-table.js';

/** `implement/T012:TimeoutError` */
const TASK_KEY = /^([^/:]+)\/(.+):[^:]+$/;

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

/** How often a task was tried again, whatever for; conflicts are nobody's failure and do not count. */
export function taskRetries({ retries }: WorkflowState, agent: AgentName, task: string): number {
  const own = `${agent}/${task}:`;
  return Object.entries(retries).reduce(
    (sum, [key, used]) => (key.startsWith(own) && causeOf(key) !== 'Conflict' ? sum + used : sum),
    0,
  );
}

/** Counts one more retry of a task, whose bound is the retry policy's. */
export function countTaskRetry(draft: Draft, agent: AgentName, task: string, cause: string): void {
  const key = `${agent}/${task}:${cause}`;
  const { retries } = draft.state;
  draft.set({ retries: { ...retries, [key]: (retries[key] ?? 0) + 1 } });
}

/** After a person has looked: what was used up starts afresh, what was not keeps its count. */
export function withFreshCounts(state: WorkflowState): Pick<WorkflowState, 'retries' | 'feedback_loops'> {
  const policy = retryPolicyOf(state.settings);
  const isLeft = (key: string, used: number) => {
    const [, agent, task] = TASK_KEY.exec(key) ?? [];
    if (agent === undefined || task === undefined || causeOf(key) === 'Conflict') {
      return used < retryLimit(causeOf(key));
    }
    return taskRetries(state, agent as AgentName, task) < policy.max_retries;
  };
  const retries = Object.entries(state.retries).filter(([key, used]) => isLeft(key, used));
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
