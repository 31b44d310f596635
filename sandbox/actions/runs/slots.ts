/** Waiting for one of a number of places, first come first served. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export type Release = () => void;

export interface Slots {
  /** Resolves when a place is free; rejects with `Cancelled` when the signal comes first. */
  readonly acquire: (signal: AbortSignal) => Promise<Release>;
}

/** A number of places that are taken and given back. */
export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = () => {
    free += 1;
    waiting.shift()?.();
  };
  return {
    acquire: (signal) =>
      new Promise((resolve, reject) => {
        const take = () => {
          signal.removeEventListener('abort', giveUp);
          free -= 1;
          resolve(once(release));
        };
        const giveUp = () => {
          const index = waiting.indexOf(take);
          if (index >= 0) {
            waiting.splice(index, 1);
          }
          reject(new Cancelled('cancelled while waiting for a runner'));
        };
        if (signal.aborted) {
          giveUp();
        } else if (free > 0) {
          take();
        } else {
          waiting.push(take);
          signal.addEventListener('abort', giveUp, { once: true });
        }
      }),
  };
}

/** A function that works the first time only. */
export function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) {
      done = true;
      action();
    }
  };
}
