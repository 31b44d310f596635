import type { StateRecovered } from '../domain/events.js';
import type { Draft } from './draft.js';

/** Rule S4: people are told that the state was damaged, and from where it was taken. */
export function stateRecovered(draft: Draft, event: StateRecovered): null {
  draft.tell(
    'speckit',
    `the saved state was damaged (${event.reason}); work goes on from ${event.from.slice(0, 7)}`,
  );
  return null;
}
