/** What Octokit's throttling asks of a queue: Bottleneck's groups, of which this is the part that it calls. */
interface Queue {
  key(id: string): Lane;
}

interface Lane {
  schedule<T>(
    job: unknown,
    task: (...parameters: never[]) => Promise<T>,
    ...parameters: unknown[]
  ): Promise<T>;
}

/**
 * Makes a queue that lets one job begin every `spacingMs`; 0 lets all pass at once. It stands in for the plugin's own
 * queues (1 s between writes, 3 s between creations) where the server has no such rule, as in the sandbox.
 */
export function createSpacedQueue(spacingMs: number): Queue {
  let next = 0;
  const lane: Lane = {
    async schedule(_job, task, ...parameters) {
      const now = performance.now();
      const start = Math.max(now, next);
      next = start + spacingMs;
      if (start > now) await new Promise((resolve) => setTimeout(resolve, start - now));
      return await task(...(parameters as never[]));
    },
  };
  return { key: () => lane };
}
