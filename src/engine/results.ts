import type { AgentResponse } from '../domain/contract.js';
import type { Usage } from '../domain/events.js';
import type { Assignment } from '../domain/state.js';
import type { Draft } from './draft.js';

/** Results are kept by reference to files where they are long: this much JSON stays in the state. */
const RESULT_CHARACTERS = 6_000;

/** Keeps an agent's latest answer; time and cost add up over tasks and attempts. */
export function recordResult(
  draft: Draft,
  assignment: Assignment,
  response: AgentResponse,
  usage: Usage | undefined,
  task: string | null,
): void {
  const earlier = draft.state.agent_results[response.agent];
  const said = summaryOf(response);
  const tokens = usage?.tokens === undefined ? earlier?.tokens : (earlier?.tokens ?? 0) + usage.tokens;
  draft.set({
    agent_results: {
      ...draft.state.agent_results,
      [response.agent]: {
        status: response.status,
        timestamp: response.timestamp,
        attempt: Math.max(assignment.attempt, earlier?.attempt ?? 1),
        summary: task === null ? said : `${task}: ${said}`,
        result: bounded(response.result),
        error: response.error,
        duration_ms: (earlier?.duration_ms ?? 0) + (usage?.duration_ms ?? 0),
        cost_usd: (earlier?.cost_usd ?? 0) + (usage?.cost_usd ?? 0),
        ...(tokens === undefined ? {} : { tokens }),
      },
    },
  });
}

function summaryOf(response: AgentResponse): string {
  if (response.error !== null) return response.error.message;
  const { summary } = response.result;
  return typeof summary === 'string' ? summary : 'done';
}

function bounded(result: AgentResponse['result']): AgentResponse['result'] {
  if (JSON.stringify(result).length <= RESULT_CHARACTERS) return result;
  const { summary } = result;
  return { summary: typeof summary === 'string' ? summary.slice(0, 1_000) : 'done', shortened: true };
}
