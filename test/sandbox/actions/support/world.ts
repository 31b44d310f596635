/** A GithubPort over a real bare repository, and an app that the Actions half is mounted on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { components } from '@octokit/openapi-types';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type ActionsOptions, createActions } from '../../../../sandbox/actions/index.js';
import type {
  Caller,
  GithubPort,
  RepositoryEvent,
  SandboxEnv,
  TokenPermissions,
  WorkflowPermissions,
} from '../../../../sandbox/contract.js';
import { createRepository, type Files, type Repository } from './repository.js';

type Schemas = components['schemas'];
export type Run = Schemas['workflow-run'];
export type Job = Schemas['job'];
export type Artifact = Schemas['artifact'];

const REPOSITORY = 'acme/app';
const API = 'http://sandbox.test';

interface Minted {
  readonly token: string;
  readonly permissions: TokenPermissions;
  revoked: boolean;
}

export interface World {
  readonly root: string;
  readonly repository: Repository;
  readonly actions: ReturnType<typeof createActions>;
  readonly app: Hono<SandboxEnv>;
  readonly tokens: Minted[];
  readonly delivered: RepositoryEvent[];
  readonly secrets: Record<string, string>;
  readonly variables: Record<string, string>;
  settings: WorkflowPermissions;
  caller: Caller;
  /** Commits files to a branch and reports the push. */
  push(files: Files, options?: { branch?: string; message?: string }): Promise<string>;
  notify(event: Partial<RepositoryEvent> & { readonly name: string }): void;
  /** Resolves once such an event has been delivered. */
  until(name: string, action: string): Promise<void>;
  request(method: string, path: string, body?: unknown): Promise<Response>;
  get<T>(path: string): Promise<T>;
  runs(): Promise<readonly Run[]>;
  jobs(runId: number | bigint): Promise<readonly Job[]>;
  log(jobId: number | bigint): Promise<string>;
  /** Stops the Actions half and starts it again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions extends Partial<ActionsOptions> {
  readonly gitUrl?: (root: string) => string;
}

/** Creates a world; `close` it in the end. */
export function createWorld(options: WorldOptions = {}): World {
  const root = mkdtempSync(join(tmpdir(), 'actions-'));
  const repositories = new Map([[REPOSITORY, createRepository(root, REPOSITORY)]]);
  const repository = repositories.get(REPOSITORY) ?? createRepository(root, REPOSITORY);
  const port = createPort();
  const start = () => createActions(port, { dataDir: join(root, 'data'), ...options });

  function createPort(): GithubPort {
    const bare = (name: string) => join(root, `${name}.git`);
    return {
      apiUrl: API,
      gitUrl: options.gitUrl?.(root) ?? `file://${root}`,
      bareRepository: bare,
      defaultBranch: () => 'main',
      repositories: () => [...repositories.keys()],
      repositoryPayload: (name) => ({
        id: 7,
        full_name: name,
        name: name.split('/')[1],
        private: false,
        owner: { id: 1, login: 'acme' },
      }),
      userPayload: (login) => ({ id: 3, login, type: login.endsWith('[bot]') ? 'Bot' : 'User' }),
      resolveRef: async (_name, ref) => repository.resolve(ref),
      readFile: async (_name, commit, path) => {
        try {
          return repository.git('show', `${commit}:${path}`);
        } catch {
          return undefined;
        }
      },
      listFiles: async (_name, commit, directory) =>
        repository
          .git('ls-tree', '--name-only', commit, `${directory}/`)
          .split('\n')
          .filter((path) => path !== ''),
      mintRunToken: (_name, runId, permissions) => {
        const token = `ghs_${runId}_${world.tokens.length}`;
        world.tokens.push({ token, permissions, revoked: false });
        return token;
      },
      revokeToken: (token) => {
        for (const minted of world.tokens.filter((item) => item.token === token)) {
          minted.revoked = true;
        }
      },
      secrets: () => world.secrets,
      variables: () => world.variables,
      workflowPermissions: () => world.settings,
      setWorkflowPermissions: (_name, value) => {
        world.settings = value;
      },
      deliver: (event) => {
        world.delivered.push(event);
        for (const check of waiting.splice(0)) {
          check();
        }
      },
    };
  }

  const mountApp = (actions: World['actions']) => {
    const app = new Hono<SandboxEnv>();
    app.use('*', async (c, next) => {
      c.set('caller', world.caller);
      c.set('demand', (scope, access) => {
        const { caller } = world;
        const held =
          caller.kind === 'user'
            ? 'write'
            : caller.kind === 'run'
              ? (caller.permissions[scope] ?? 'none')
              : 'none';
        if (held !== 'write' && held !== access) {
          throw new HTTPException(403, { message: 'Resource not accessible by integration' });
        }
      });
      await next();
    });
    actions.mount(app);
    return app;
  };

  const waiting: (() => void)[] = [];
  let actions: World['actions'];
  let app: Hono<SandboxEnv>;
  const world: World = {
    root,
    repository,
    get actions() {
      return actions;
    },
    get app() {
      return app;
    },
    tokens: [],
    delivered: [],
    secrets: {},
    variables: {},
    settings: { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false },
    caller: { kind: 'user', login: 'ada' },
    push: async (files, { branch = 'main', message = 'change' } = {}) => {
      const ref = `refs/heads/${branch}`;
      const before = repository.resolve(ref) ?? '0'.repeat(40);
      const sha = repository.commit(files, ref, message);
      world.notify({
        name: 'push',
        ref,
        sha,
        payload: { ref, before, after: sha, head_commit: { id: sha, message } },
      });
      await actions.whenIdle();
      return sha;
    },
    notify: (event) => {
      actions.notify({
        repository: REPOSITORY,
        payload: {},
        sender: 'ada',
        byRunToken: false,
        ref: 'refs/heads/main',
        sha: repository.resolve('refs/heads/main') ?? '',
        ...event,
      });
    },
    until: (name, action) =>
      new Promise((resolve) => {
        const check = () => {
          if (world.delivered.some((event) => event.name === name && event.action === action)) {
            resolve();
          } else {
            waiting.push(check);
          }
        };
        check();
      }),
    request: async (method, path, body) =>
      app.request(`${API}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    get: async <T>(path: string) => {
      const response = await world.request('GET', `/repos/${REPOSITORY}${path}`);
      if (!response.ok) {
        throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      }
      return (await response.json()) as T;
    },
    runs: async () => (await world.get<{ workflow_runs: Run[] }>('/actions/runs?per_page=100')).workflow_runs,
    jobs: async (runId) =>
      (await world.get<{ jobs: Job[] }>(`/actions/runs/${runId}/jobs?per_page=100`)).jobs,
    log: async (jobId) => {
      const redirect = await world.request('GET', `/repos/${REPOSITORY}/actions/jobs/${jobId}/logs`);
      const address = new URL(redirect.headers.get('location') ?? '');
      return (await world.request('GET', address.pathname + address.search)).text();
    },
    restart: async () => {
      await actions.stop();
      actions = start();
      app = mountApp(actions);
    },
    close: async () => {
      await actions.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  actions = start();
  app = mountApp(actions);
  return world;
}

/** The only run, its jobs by name, and the log of all of them. */
export async function onlyRun(world: World): Promise<{ run: Run; jobs: Record<string, Job>; log: string }> {
  const [run, ...others] = await world.runs();
  if (run === undefined || others.length > 0) {
    throw new Error(`Expected one run, received ${run === undefined ? 0 : others.length + 1}.`);
  }
  const jobs = await world.jobs(run.id);
  const logs = await Promise.all(
    jobs.map(async (job) => (job.conclusion === 'skipped' ? '' : world.log(job.id))),
  );
  return { run, jobs: Object.fromEntries(jobs.map((job) => [job.name, job])), log: logs.join('') };
}

/** A workflow file under its path. */
export function workflow(text: string, name = 'ci.yml'): Files {
  return { [`.github/workflows/${name}`]: text };
}
