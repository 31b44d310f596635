import type { Draft } from './draft.js';
import type { Refusal } from './refusal.js';

/** Time has passed: what is due goes on. Where nothing is due nothing changes. */
export function timePassed(draft: Draft): Refusal | null {
  releaseDue(draft);
  return null;
}

/** Releases the retries whose time has come: all that are due, not just the latest (schedules are dropped at times). */
export function releaseDue(draft: Draft): void {
  const now = Date.parse(draft.event.at);
  const waiting = draft.state.timers.filter((timer) => Date.parse(timer.due_at) > now);
  if (waiting.length < draft.state.timers.length) draft.set({ timers: waiting });
}
