import type { TimePassed } from '../domain/events.js';
import type { Draft } from './draft.js';
import type { Refusal } from './refusal.js';

/** Releases the retries whose time has come: all that are due, not just the latest (schedules are dropped at times). */
export function timePassed(draft: Draft, event: TimePassed): Refusal | null {
  const now = Date.parse(event.at);
  const waiting = draft.state.timers.filter((timer) => Date.parse(timer.due_at) > now);
  if (waiting.length < draft.state.timers.length) draft.set({ timers: waiting });
  return null;
}
