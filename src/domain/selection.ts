/** What is saved about backends: how they did, which of them are left alone, and by what rules they are chosen. */
import { z } from 'zod';

const timestamp = z.iso.datetime({ offset: true });

const backendRecord = z.object({
  /** Outcomes, older ones counting less, so that a backend can recover from a bad week. */
  successes: z.number().nonnegative(),
  failures: z.number().nonnegative(),
  /** Durations of the latest successes, newest last. */
  durations_ms: z.array(z.number().nonnegative()),
  /** Their median, kept because it is read far more often than it changes; null while there are none. */
  typical_ms: z.number().nonnegative().nullable(),
});

export const backendHistory = z.object({
  schema_version: z.literal(1),
  /** By backend, then by type of task. */
  backends: z.record(z.string(), z.record(z.string(), backendRecord)),
  /** Ids of the latest outcomes, so that one that is told again (a lost race, a repeated event) counts once. */
  recorded: z.array(z.string()),
  /** The latest workflows whose outcomes are in here: each adds them once. Only in the repository's file. */
  workflows: z.array(z.string()).optional(),
});
export type BackendHistory = z.infer<typeof backendHistory>;

/** A circuit breaker per backend: one that keeps failing is left alone for a while, then tried with a single task. */
export const breakerState = z.discriminatedUnion('status', [
  z.object({ status: z.literal('closed'), failures: z.int().nonnegative() }),
  z.object({
    status: z.literal('open'),
    /** How often in a row it has opened: each time it stays open twice as long. */
    trips: z.int().positive(),
    opened_at: timestamp,
    retry_at: timestamp,
  }),
  z.object({
    status: z.literal('half_open'),
    trips: z.int().positive(),
    opened_at: timestamp,
    /** The assignment that is to show whether the backend works again. */
    probe: z.string(),
    /** When the probe counts as lost and another may be sent. */
    probe_until: timestamp,
  }),
]);
export type BreakerState = z.infer<typeof breakerState>;

/** A backend that may be chosen, as the configuration describes it. */
const candidate = z.object({
  id: z.string(),
  capabilities: z.array(z.string()),
  specialities: z.array(z.string()),
  /** Most assignments at once; null has no limit of its own. */
  max_parallel: z.int().positive().nullable(),
  /** Runs on the team's own machines. */
  local: z.boolean(),
});

/** The part of a workflow's settings that says who may play what, and who is chosen. */
export const selectionSettings = z.object({
  candidates: z.array(candidate),
  /** Ids by type of task (`implement/tests`), agent or `default`, the first that fits counts. */
  lists: z.record(z.string(), z.array(z.string())),
  scoring_weights: z.object({
    specialization_match: z.number(),
    past_success_rate: z.number(),
    current_availability: z.number(),
    response_time: z.number(),
  }),
  prefer_local: z.boolean(),
  exclude_agents: z.array(z.string()),
  priority_map: z.record(z.string(), z.array(z.string())),
});
export type SelectionSettings = z.infer<typeof selectionSettings>;

export const retryPolicy = z.object({
  max_retries: z.int().nonnegative(),
  backoff_strategy: z.enum(['exponential', 'linear', 'fixed']),
});

export const breakerSettings = z.object({
  failure_threshold: z.int().positive(),
  cooldown_ms: z.int().positive(),
  max_cooldown_ms: z.int().positive(),
});

export const budgets = z.object({
  max_cost_usd: z.number().positive().optional(),
  max_tokens: z.int().positive().optional(),
  max_minutes: z.number().positive().optional(),
});
export type Budgets = z.infer<typeof budgets>;

/** What agents have used up. */
export const spending = z.object({
  cost_usd: z.number().nonnegative(),
  tokens: z.number().nonnegative(),
  /** Minutes of agents' work, not of waiting for people. */
  minutes: z.number().nonnegative(),
});
export type Spending = z.infer<typeof spending>;
