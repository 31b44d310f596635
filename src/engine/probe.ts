import type { Assignment } from '../domain/state.js';
import { releaseProbe } from '../selection/breaker.js';
import type { Draft } from './draft.js';

/** Nothing is known of how an assignment would have ended: the runner is gone, or it was called off. */
export function noteDiscarded(draft: Draft, assignment: Assignment): void {
  const { backend, id } = assignment;
  const breaker = draft.state.breakers?.[backend];
  if (breaker === undefined) return;
  const released = releaseProbe(breaker, id, draft.event.at);
  if (released !== breaker) draft.set({ breakers: { ...draft.state.breakers, [backend]: released } });
}
