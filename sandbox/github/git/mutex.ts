/** Runs tasks of the same key one after another, and tasks of different keys side by side. */
export class Mutex {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs the task when all earlier tasks of this key have ended. Not re-entrant. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const result = (this.#tails.get(key) ?? Promise.resolve()).then(task);
    const tail = result.catch(() => undefined);
    this.#tails.set(key, tail);
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return result;
  }
}
