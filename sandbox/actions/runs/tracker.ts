/** Counts work in progress, so that somebody can wait for the end of all of it. */
export interface Tracker {
  /** Counts a piece of work until it settles; its failure is reported, not thrown. */
  readonly track: (work: Promise<unknown>) => void;
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
    isIdle: () => count === 0,
    whenIdle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
