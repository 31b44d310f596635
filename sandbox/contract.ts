/**
 * What the two halves of the sandbox know of each other: the GitHub half (REST, git, webhooks) and the Actions
 * half (runs, jobs, artifacts, the runner). Neither imports the other; `server.ts` joins them.
 */
import type { Hono } from 'hono';

/** Permission levels of a token on one repository, as GitHub names them in a workflow's `permissions:` block. */
export type Access = 'none' | 'read' | 'write';

/** Scopes of an Actions run token (`contents`, `issues`, `pull-requests`, `actions`, `checks`, `statuses`, ...). */
export type TokenPermissions = Readonly<Record<string, Access>>;

/** The caller of a REST request, found from its token. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly login: string }
  | {
      readonly kind: 'run';
      /** Always `github-actions[bot]`. */
      readonly login: string;
      readonly runId: number;
      readonly repository: string;
      readonly permissions: TokenPermissions;
    }
  | {
      /** An installation of a GitHub App, by one of its tokens. */
      readonly kind: 'installation';
      /** `<slug>[bot]` */
      readonly login: string;
      readonly appId: number;
      readonly installationId: number;
      /** Ids of the repositories that the token reaches. */
      readonly repositories: readonly number[];
      readonly permissions: TokenPermissions;
    }
  /** A GitHub App itself, by a JSON web token that it signed. It reaches the routes below `/app` only. */
  | { readonly kind: 'app'; readonly login: string; readonly appId: number };

/** One thing that happened in a repository, as GitHub tells it to webhooks and to Actions. */
export interface RepositoryEvent {
  /** Webhook event name: `issue_comment`, `pull_request`, `pull_request_review`, `push`, ... */
  readonly name: string;
  readonly action?: string;
  /** `owner/name` */
  readonly repository: string;
  /** The webhook payload, as GitHub shapes it. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly sender: string;
  /** True when a run's own token made it: such events start no Actions workflows, dispatches apart. */
  readonly byRunToken: boolean;
  /** Commit whose workflow files apply, and the ref: default branch, or a pull request's merge ref. */
  readonly ref: string;
  /** Empty when a pull request conflicts with its base: then only `pull_request_target` runs start, as on GitHub. */
  readonly sha: string;
}

/** The repository setting behind `GET /repos/{owner}/{repo}/actions/permissions/workflow`. */
export interface WorkflowPermissions {
  readonly default_workflow_permissions: 'read' | 'write';
  readonly can_approve_pull_request_reviews: boolean;
}

/** What the Actions half may ask of the GitHub half. */
export interface GithubPort {
  readonly apiUrl: string;
  /** Base of git smart HTTP: clone `<gitUrl>/<owner>/<name>.git`. */
  readonly gitUrl: string;
  /** Paths, contents and commits straight from the bare repository. `repository` is `owner/name`. */
  bareRepository(repository: string): string;
  defaultBranch(repository: string): string;
  /** Every repository, for schedules; without it only those that had an event are known. */
  repositories?(): readonly string[];
  /** The `repository` object of webhook payloads. */
  repositoryPayload(repository: string): Readonly<Record<string, unknown>>;
  userPayload(login: string): Readonly<Record<string, unknown>>;
  /** The login behind a user's id. */
  loginOf?(id: number): string | undefined;
  resolveRef(repository: string, ref: string): Promise<string | undefined>;
  readFile(repository: string, commit: string, path: string): Promise<string | undefined>;
  listFiles(repository: string, commit: string, directory: string): Promise<readonly string[]>;
  mintRunToken(repository: string, runId: number, permissions: TokenPermissions): string;
  revokeToken(token: string): void;
  secrets(repository: string): Readonly<Record<string, string>>;
  variables(repository: string): Readonly<Record<string, string>>;
  /** Whether run tokens may open and approve pull requests, and what they may do by default. */
  workflowPermissions(repository: string): WorkflowPermissions;
  setWorkflowPermissions(repository: string, value: WorkflowPermissions): void;
  /** Tells webhook subscribers of `workflow_run`, `workflow_job` and so on. */
  deliver(event: RepositoryEvent): void;
}

/** What the GitHub half needs of the Actions half. */
export interface ActionsPort {
  /** Starts the runs that this event triggers (filters, token rule). Returns at once. */
  notify(event: RepositoryEvent): void;
  /**
   * Mounts `/repos/:owner/:repo/actions/**` and `POST /repos/:owner/:repo/dispatches`. The app runs behind the GitHub
   * half's middleware, which has set `c.get('caller')` and answered 401, and 404 for a repository that the caller cannot see.
   */
  mount(app: Hono<SandboxEnv>): void;
  /** Starts the workflows with `on.schedule` of every repository. */
  runSchedules(): void;
  /** True when no run is queued or in progress. */
  isIdle(): boolean;
  /** Resolves when `isIdle()` has become true (at once when it is), so that nobody has to poll. */
  whenIdle?(): Promise<void>;
  /** Kills what runs and keeps the data. */
  stop(): Promise<void>;
}

/** Hono environment that both halves share. */
export interface SandboxEnv {
  Variables: {
    caller: Caller;
    /** Throws an HTTP 403 in GitHub's form unless the caller holds this access on the repository. */
    demand: (scope: string, access: Exclude<Access, 'none'>) => void;
  };
}

/**
 * One REST exchange, recorded for request counts and for contract checks. A body over 256 KB, and an old one, is kept as
 * `{ "truncated": bytes }`.
 */
export interface Exchange {
  readonly at: string;
  readonly method: string;
  /** Path with query, without the origin. */
  readonly url: string;
  readonly caller: string;
  readonly callerKind: Caller['kind'];
  /** The Actions run whose token it was. */
  readonly runId?: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}
