import type { AgentError, AgentResponse, ErrorType, IssueToFix } from '../../domain/contract.js';
import type { Usage } from '../../domain/events.js';
import type { AgentName } from '../../domain/workflows.js';

/** What came of playing one agent or task, before its files are taken. */
export interface Played {
  readonly response: AgentResponse;
  readonly usage: Usage;
  readonly log: string;
  /** Who answered: an agent's own error may keep its files, an error of the machinery may not. */
  readonly answeredBy: 'agent' | 'code' | 'machinery';
}

export const NO_USAGE: Usage = { duration_ms: 0, cost_usd: 0 };

/** A successful answer of an agent that is code. */
export function success(agent: AgentName, timestamp: string, result: AgentResponse['result']): AgentResponse {
  return { agent, status: 'success', timestamp, result, error: null };
}

interface Failure {
  readonly type: ErrorType;
  readonly message: string;
  readonly issues?: readonly IssueToFix[];
  /** The agent that must mend it. */
  readonly suggested?: AgentName;
  /** True when an agent must mend it, whichever that is. */
  readonly feedback?: boolean;
  readonly result?: AgentResponse['result'];
}

const FINAL: readonly ErrorType[] = ['UnrecoverableError', 'PrerequisiteError', 'MaxIterationsReached'];

/** An answer of status `error`, with every text cut to what the contract allows. */
export function failure(
  agent: AgentName,
  timestamp: string,
  { type, message, ...more }: Failure,
): AgentResponse {
  const error: AgentError = {
    type,
    message: message.slice(0, 8_000),
    // What is missing can be made where it is known who makes it.
    recoverable: !FINAL.includes(type) || (type === 'PrerequisiteError' && more.suggested !== undefined),
    feedback_required: more.feedback ?? more.suggested !== undefined,
    blocking_issues: (more.issues ?? []).slice(0, 50).map(cutIssue),
    suggested_action: more.suggested === undefined ? null : { agent: more.suggested },
  };
  return { agent, status: 'error', timestamp, result: more.result ?? {}, error };
}

function cutIssue(issue: IssueToFix): IssueToFix {
  return {
    severity: issue.severity,
    type: issue.type.slice(0, 200),
    message: issue.message.slice(0, 8_000),
    ...(issue.location === undefined ? {} : { location: issue.location.slice(0, 1_000) }),
    ...(issue.recommendation === undefined ? {} : { recommendation: issue.recommendation.slice(0, 4_000) }),
    ...(issue.target === undefined ? {} : { target: issue.target }),
  };
}

/** A result of at most so many characters of JSON: one that is longer keeps its summary, and is never cut within. */
export function boundedResult(result: AgentResponse['result'], length: number): AgentResponse['result'] {
  if (JSON.stringify(result).length <= length) return result;
  const { summary } = result;
  return { summary: typeof summary === 'string' ? summary.slice(0, 1_000) : '', shortened: true };
}

/** Resources of several runs together; what neither run knows stays unknown. */
export function addUsage(one: Usage, other: Usage): Usage {
  const tokens = addKnown(one.tokens, other.tokens);
  const turns = addKnown(one.turns, other.turns);
  return {
    duration_ms: one.duration_ms + other.duration_ms,
    cost_usd: one.cost_usd + other.cost_usd,
    ...(tokens === undefined ? {} : { tokens }),
    ...(turns === undefined ? {} : { turns }),
  };
}

function addKnown(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : one + (other ?? 0);
}
