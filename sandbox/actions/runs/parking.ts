/** A run in which no job works and some wait for people is no work in progress, however long that takes. */
import { once, type Release } from './slots.js';

export interface Parking {
  /** Counts a job that works, until the answer is called. */
  readonly enter: () => Release;
  /** A job that was counted waits for people from now on, until the answer is called. */
  readonly wait: () => Release;
}

/** Keeps count of one run's jobs; `park` tells that all that is left of it waits. */
export function createParking(park: () => Release): Parking {
  let working = 0;
  let waiting = 0;
  let unpark: Release | undefined;
  const changed = (works: number, waits: number) => {
    working += works;
    waiting += waits;
    const stands = working === 0 && waiting > 0;
    if (stands) {
      unpark ??= park();
    } else {
      unpark?.();
      unpark = undefined;
    }
  };
  return {
    enter: () => {
      changed(1, 0);
      return once(() => changed(-1, 0));
    },
    wait: () => {
      changed(-1, 1);
      return once(() => changed(1, -1));
    },
  };
}
