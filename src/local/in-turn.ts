/** Runs one piece of work at a time, in the order in which they were handed over. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue of its own. What fails keeps nobody waiting. */
export function oneAtATime(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}
