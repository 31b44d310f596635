/** Work that waits its turn. */
interface Job {
  readonly key: string;
  readonly work: () => Promise<void>;
}

export interface QueueOptions {
  /** Jobs that may wait; what runs does not count. */
  readonly limit: number;
  /** Keys that are worked on at the same time. */
  readonly concurrency: number;
}

/** Runs work in the order of its arrival per key, several keys at a time. */
export interface Queue {
  /** Whether another job would be taken. */
  isFull(): boolean;
  /** Takes a job, full or not: asking comes first. Its failures are its own to tell. */
  add(key: string, work: () => Promise<void>): void;
  depth(): { readonly waiting: number; readonly running: number };
  /** Resolves when nothing waits or runs. */
  whenIdle(): Promise<void>;
  /** Begins nothing any more; what runs goes on. */
  pause(): void;
}

/** Creates a queue in memory; what must outlive the process is kept elsewhere. */
export function createQueue({ limit, concurrency }: QueueOptions): Queue {
  const waiting = new Map<string, Job[]>();
  const running = new Set<string>();
  let count = 0;
  let paused = false;
  let idle: (() => void)[] = [];

  const isIdle = (): boolean => running.size === 0 && (count === 0 || paused);

  const begin = (): void => {
    if (paused) return;
    // The map keeps the order in which keys came: no repository waits for ever behind a busy one.
    for (const [key, jobs] of waiting) {
      if (running.size >= concurrency) return;
      const job = running.has(key) ? undefined : jobs.shift();
      if (job === undefined) continue;
      if (jobs.length === 0) waiting.delete(key);
      count -= 1;
      void run(job);
    }
  };

  const run = async (job: Job): Promise<void> => {
    running.add(job.key);
    try {
      await job.work();
    } catch {
      // Told by the job itself; the next one in line is not to suffer.
    }
    running.delete(job.key);
    // Behind the others, so that a long line does not keep shorter ones waiting.
    const rest = waiting.get(job.key);
    if (rest !== undefined) {
      waiting.delete(job.key);
      waiting.set(job.key, rest);
    }
    begin();
    if (!isIdle()) return;
    const told = idle;
    idle = [];
    for (const tell of told) tell();
  };

  return {
    isFull: () => count >= limit,
    add(key, work) {
      const jobs = waiting.get(key) ?? [];
      jobs.push({ key, work });
      waiting.set(key, jobs);
      count += 1;
      begin();
    },
    depth: () => ({ waiting: count, running: running.size }),
    whenIdle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    pause() {
      paused = true;
    },
  };
}
