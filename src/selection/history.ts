/** What is known of backends from earlier work: plain data for the workflow's state and a repository-wide file. */
import type { BackendHistory } from '../domain/selection.js';
import { type DurationSamples, median } from '../scheduling/duration.js';

export { type BackendHistory, backendHistory } from '../domain/selection.js';

type BackendRecord = BackendHistory['backends'][string][string];

export interface Outcome {
  /** Id of the assignment. */
  readonly id: string;
  readonly agent_id: string;
  readonly task_type: string;
  readonly ok: boolean;
  /** From dispatch to result; null where that says nothing, as for a lost run. */
  readonly duration_ms: number | null;
}

const NOTHING: BackendRecord = { successes: 0, failures: 0, durations_ms: [], typical_ms: null };
const REMEMBERED_IDS = 500;
const REMEMBERED_DURATIONS = 20;
/** Of the weight that an outcome has, so much is left after the next one: half after about 23. */
const KEEP = 0.97;
/** What is assumed of a backend that nobody has tried, and how many outcomes that assumption is worth. */
const PRIOR_RATE = 0.8;
const PRIOR_WEIGHT = 3;

export function emptyHistory(): BackendHistory {
  return { schema_version: 1, backends: {}, recorded: [] };
}

/** Adds how an assignment ended; returns the same history where that is known already. */
export function recordOutcome(history: BackendHistory, outcome: Outcome): BackendHistory {
  if (history.recorded.includes(outcome.id)) return history;
  return {
    ...countOutcome(history, outcome),
    recorded: [...history.recorded, outcome.id].slice(-REMEMBERED_IDS),
  };
}

/** Adds how an assignment ended, where the caller knows that it is told once. */
export function countOutcome(history: BackendHistory, outcome: Outcome): BackendHistory {
  const { agent_id, task_type } = outcome;
  const types = own(history.backends, agent_id) ?? {};
  const before = own(types, task_type) ?? NOTHING;
  return {
    ...history,
    backends: { ...history.backends, [agent_id]: { ...types, [task_type]: added(before, outcome) } },
  };
}

/**
 * The share of successes to expect, from 0 to 1: what the backend did with this type of task, filled up with what it
 * did with all, and that with a prior, so that one failure does not condemn nor one success prove anything.
 */
export function successRate(history: BackendHistory, agentId: string, taskType: string): number {
  const types = own(history.backends, agentId);
  if (types === undefined) return PRIOR_RATE;
  let successes = 0;
  let failures = 0;
  for (const type of Object.keys(types)) {
    successes += types[type]?.successes ?? 0;
    failures += types[type]?.failures ?? 0;
  }
  const overall = shrunk(successes, failures, PRIOR_RATE);
  const record = own(types, taskType);
  return record ? shrunk(record.successes, record.failures, overall) : overall;
}

/** The median duration of successes with this type of task in milliseconds, else with any; null when unknown. */
export function responseTime(history: BackendHistory, agentId: string, taskType: string): number | null {
  const types = own(history.backends, agentId);
  if (types === undefined) return null;
  return (
    own(types, taskType)?.typical_ms ?? median(Object.values(types).flatMap((each) => each.durations_ms))
  );
}

/** How many outcomes the knowledge of this backend and type rests on, older ones counting less. */
export function evidence(history: BackendHistory, agentId: string, taskType: string): number {
  const record = own(own(history.backends, agentId) ?? {}, taskType);
  return record ? record.successes + record.failures : 0;
}

/** Durations of all backends by type of task, for `estimateDurations`. */
export function durationSamples(history: BackendHistory): DurationSamples {
  const samples = new Map<string, number[]>();
  for (const types of Object.values(history.backends)) {
    for (const [type, { durations_ms }] of Object.entries(types)) {
      samples.set(type, [...(samples.get(type) ?? []), ...durations_ms]);
    }
  }
  return Object.fromEntries(samples);
}

function added(before: BackendRecord, { ok, duration_ms }: Outcome): BackendRecord {
  // Failures are often quick; a backend must not look fast for failing.
  const isSample = ok && duration_ms !== null;
  const durations = isSample
    ? [...before.durations_ms, duration_ms].slice(-REMEMBERED_DURATIONS)
    : before.durations_ms;
  return {
    successes: rounded(before.successes * KEEP + (ok ? 1 : 0)),
    failures: rounded(before.failures * KEEP + (ok ? 0 : 1)),
    durations_ms: durations,
    typical_ms: isSample ? median(durations) : before.typical_ms,
  };
}

function shrunk(successes: number, failures: number, prior: number): number {
  return (successes + PRIOR_WEIGHT * prior) / (successes + failures + PRIOR_WEIGHT);
}

/** Keeps the file short; what lies behind the fourth digit decides nothing. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function own<T>(values: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
