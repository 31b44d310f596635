/** Types for tests, which play the same runs over the sources. */
export interface PlayedTask {
  readonly id: string;
  readonly depends_on: readonly string[];
  readonly weight: number;
}

export interface PlayedRun {
  readonly log: readonly {
    readonly task: string;
    readonly attempt: number;
    readonly backend: string;
    readonly start: number;
    readonly end: number;
    readonly ok: boolean;
  }[];
  readonly status: ReadonlyMap<string, string>;
  readonly spent: ReadonlyMap<string, number>;
  readonly makespan: number;
  readonly bound: number;
}

export interface PlayOptions {
  readonly workers?: number;
  readonly failureRate?: number;
  readonly seed?: number;
  readonly plan?: boolean;
  readonly fuzz?: number;
  readonly maxRetries?: number;
}

export function simulate(product: object, tasks: readonly PlayedTask[], options?: PlayOptions): PlayedRun;

export function audit(
  tasks: readonly PlayedTask[],
  run: PlayedRun,
  workers?: number,
  maxRetries?: number,
): string[];
