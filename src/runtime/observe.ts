import type { Effect } from '../domain/effects.js';
import type { WorkflowEvent } from '../domain/events.js';
import type { WorkflowState } from '../domain/state.js';
import type { Refusal } from '../engine/refusal.js';
import type { Runtime } from './process-event.js';

interface Watched {
  readonly event: WorkflowEvent;
  readonly workflow: string;
  readonly before: WorkflowState | null;
  readonly after: WorkflowState | null;
  readonly effects: readonly Effect[];
  readonly refusal: Refusal | null;
}

/** Tells telemetry of one event, begun at `started` (milliseconds). What watches must not stop what it watches. */
export function observe(
  { telemetry, clock, log }: Pick<Runtime, 'telemetry' | 'clock' | 'log'>,
  started: number,
  watched: Watched,
): void {
  const { event, effects, refusal, ...rest } = watched;
  try {
    telemetry?.observe({
      ...rest,
      at: event.at,
      event: event.type,
      effects: effects.map((effect) => effect.kind),
      refusal: refusal?.reason ?? null,
      duration_ms: Math.max(0, Date.parse(clock.now()) - started),
    });
  } catch (error) {
    log(`telemetry failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
