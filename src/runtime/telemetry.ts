import type { WorkflowState } from '../domain/state.js';

/** One committed transition, or one refused event, as whoever watches is told of it. */
export interface Observation {
  /** ISO 8601, as in the event. */
  readonly at: string;
  readonly event: string;
  readonly workflow: string;
  readonly before: WorkflowState | null;
  /** The same object as `before` where the event was refused. */
  readonly after: WorkflowState | null;
  /** Kinds of the effects that were decided. */
  readonly effects: readonly string[];
  /** Machine-readable reason of a refusal. */
  readonly refusal: string | null;
  /** From loading the state to its commit, lost races included. */
  readonly duration_ms: number;
}

/** Watches what happens and never decides anything: it must not throw, and nobody waits for it. */
export interface Telemetry {
  observe(observation: Observation): void;
}

/** Tells several watchers. */
export function together(...watchers: readonly Telemetry[]): Telemetry {
  return {
    observe(observation) {
      for (const one of watchers) one.observe(observation);
    },
  };
}

/** One line of JSON for a transition: names and numbers only, nothing that people or agents have written. */
export function logLine({ at, event, workflow, after, effects, refusal, duration_ms }: Observation): string {
  const { revision = null, status = null, current_agent = null } = after ?? {};
  return JSON.stringify({
    at,
    event,
    workflow,
    revision,
    status,
    agent: current_agent,
    effects,
    ...(refusal === null ? {} : { refusal }),
    duration_ms: Math.round(duration_ms),
  });
}
