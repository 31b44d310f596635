/** What `createActions` can be told. */
export interface ActionsOptions {
  /** Runs, logs, artifacts and workspaces live here. */
  readonly dataDir: string;
  /** Local directories (action.yml and what it needs) by the `owner/repo` of a `uses:`, for any ref. */
  readonly actions?: Readonly<Record<string, string>>;
  /** Extra environment of every step, as a self-hosted runner's own would be. */
  readonly env?: Readonly<Record<string, string>>;
  /** Jobs that run at the same time; the default is 4. */
  readonly maxParallelJobs?: number;
  /** The node that plays JavaScript actions; the default is this process's. */
  readonly nodePath?: string;
  readonly onLog?: (line: string) => void;
}
