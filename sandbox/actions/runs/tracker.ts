import { once } from './slots.js';

/** Counts work in progress, so that somebody can wait for the end of all of it. */
export interface Tracker {
  /** Counts a piece of work until it settles; its failure is reported, not thrown. */
  readonly track: (work: Promise<unknown>) => void;
  /** Leaves one piece of work out of the count until the answer is called: it waits for people. */
  readonly park: () => () => void;
  readonly isIdle: () => boolean;
  readonly whenIdle: () => Promise<void>;
}

/** Creates a tracker; `onError` hears of work that failed. */
export function createTracker(onError: (error: unknown) => void): Tracker {
  let count = 0;
  let waiting: (() => void)[] = [];
  const settle = () => {
    count -= 1;
    if (count === 0) {
      const released = waiting;
      waiting = [];
      for (const resolve of released) {
        resolve();
      }
    }
  };
  return {
    track: (work) => {
      count += 1;
      void work.catch(onError).finally(settle);
    },
    park: () => {
      settle();
      return once(() => {
        count += 1;
      });
    },
    isIdle: () => count === 0,
    whenIdle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
