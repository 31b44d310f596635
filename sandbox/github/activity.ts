/** Counts what is in progress and tells when nothing is, so that waiting needs no polling. */
export class Activity {
  #running = 0;
  #waiters: (() => void)[] = [];

  /** Counts this promise as work in progress until it settles; its failure is the owner's to handle. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#running += 1;
    const done = (): void => {
      this.#running -= 1;
      if (this.#running > 0) return;
      const waiters = this.#waiters;
      this.#waiters = [];
      for (const wake of waiters) wake();
    };
    work.then(done, done);
    return work;
  }

  isIdle(): boolean {
    return this.#running === 0;
  }

  /** Resolves when nothing tracked is in progress. */
  whenIdle(): Promise<void> {
    return this.isIdle() ? Promise.resolve() : new Promise((resolve) => this.#waiters.push(resolve));
  }
}
