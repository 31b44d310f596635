import type { Clock } from '../../runtime/ports.js';

export interface ServerClock extends Clock {
  /** Takes in an answer: what its `Date` says, and the local milliseconds around it. */
  learn(headers: Headers, sentAt: number, receivedAt: number): void;
}

/** A `Date` header has whole seconds. */
const RESOLUTION_MS = 1_000;

/**
 * GitHub's time. What is decided by time compares with times that GitHub wrote, such as when an approval was given, and the
 * clock of a runner may be wrong by minutes. The local clock counts for as long as the answers do not contradict it.
 */
export function createServerClock(local: () => number = Date.now): ServerClock {
  let ahead = 0;
  return {
    now: () => new Date(local() + ahead).toISOString(),
    learn(headers, sentAt, receivedAt) {
      const date = Date.parse(headers.get('date') ?? '');
      // A cache repeats the date of when it was filled.
      if (Number.isNaN(date) || Number(headers.get('age') ?? 0) > 0) return;
      const least = date - receivedAt;
      const most = date + RESOLUTION_MS - sentAt;
      ahead = Math.min(Math.max(ahead, least), most);
    },
  };
}
