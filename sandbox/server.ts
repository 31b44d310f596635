import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { type ActionsOptions, createActions } from './actions/index.js';
import type { ActionsPort, Exchange, GithubPort } from './contract.js';
import { createApp } from './github/app.js';
import type { AppSetting } from './github/apps/registry.js';
import { closeReader } from './github/git/object-reader.js';
import { createGithub, fullName, type Github } from './github/github.js';
import { Exchanges } from './github/http/exchanges.js';
import type { App } from './github/http/scope.js';
import type { Permission, RepositoryRecord } from './github/model.js';
import type { OrganizationSetting } from './github/orgs/membership.js';
import { createPort } from './github/port.js';
import { setUp, type WebhookSetting } from './github/setup.js';
import { createPage } from './page/serve.js';

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly dataDir: string;
  /** Directory whose files become the first commit; a `.git` in it is ignored. */
  readonly seedRepo?: string;
  /** `owner/name` */
  readonly repository?: string;
  readonly visibility?: 'public' | 'private';
  /** Role of each person; `none` is no collaborator. */
  readonly users?: Readonly<Record<string, Permission>>;
  /** Organizations besides the repository's own, whose owners are its administrators and whose members are its other people. */
  readonly organizations?: Readonly<Record<string, OrganizationSetting>>;
  /** Read anew by each job. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** The setting "Allow GitHub Actions to create and approve pull requests" of a new repository. */
  readonly actionsCanOpenPullRequests?: boolean;
  /** What plays Actions; the default is the sandbox's own. */
  readonly createActions?: (port: GithubPort, options: ActionsOptions) => ActionsPort;
  readonly actions?: Omit<ActionsOptions, 'dataDir'>;
  readonly webhooks?: readonly WebhookSetting[];
  /** GitHub Apps that exist, installed on the repository unless they say otherwise. */
  readonly apps?: readonly AppSetting[];
  readonly onExchange?: (exchange: Exchange) => void;
}

interface SandboxUser {
  readonly token: string;
  readonly permission: Permission;
}

export interface Sandbox {
  readonly apiUrl: string;
  readonly gitUrl: string;
  /** `owner/name` */
  readonly repo: string;
  readonly users: Readonly<Record<string, SandboxUser>>;
  /** Ids of the installations of Apps at the start. */
  readonly installations: readonly number[];
  exchanges(): readonly Exchange[];
  /** Resolves when no run and no delivery is in progress, those included that others start. */
  idle(): Promise<void>;
  runSchedules(): void;
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const defaultUsers = { ada: 'admin', wendy: 'write', reed: 'read', nora: 'none' } as const;

/** Starts a GitHub in a box on loopback. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const server = createServer();
  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => resolve(server.address() as AddressInfo));
  });
  try {
    const starting = assemble(server, `http://${host}:${address.port}`, options);
    // The port answers from here on: early requests wait for the rest to be there.
    server.on('request', (request, response) => {
      void starting.then(({ listener }) => listener(request, response));
    });
    return (await starting).sandbox;
  } catch (error) {
    server.close();
    throw error;
  }
}

interface Assembled {
  readonly sandbox: Sandbox;
  readonly listener: ReturnType<typeof getRequestListener>;
}

async function assemble(server: Server, origin: string, options: SandboxOptions): Promise<Assembled> {
  const gh = createGithub(options.dataDir, origin);
  const { secrets = {}, variables = {} } = options;
  const repository = await setUp(gh, {
    repository: options.repository ?? 'octo/greeter',
    seedRepo: options.seedRepo,
    users: options.users ?? defaultUsers,
    visibility: options.visibility ?? 'public',
    actionsCanOpenPullRequests: options.actionsCanOpenPullRequests ?? true,
    webhooks: options.webhooks ?? [],
    apps: options.apps ?? [],
    organizations: options.organizations ?? {},
  }).catch((error: unknown) => {
    gh.store.abandon();
    throw error;
  });
  const start = options.createActions ?? createActions;
  const actions = start(createPort(gh, { secrets, variables }), {
    ...options.actions,
    dataDir: join(options.dataDir, 'actions'),
  });
  gh.events.connect(actions);
  const exchanges = new Exchanges(options.onExchange);
  const idle = (): Promise<void> => whenIdle(gh, actions);
  const app = createApp(gh, exchanges, actions, (it) =>
    mountSpecial(it, gh, repository, actions, exchanges, idle),
  );
  const sandbox: Sandbox = {
    apiUrl: origin,
    gitUrl: origin,
    repo: fullName(repository),
    users: usersOf(gh, repository),
    installations: gh.apps.installations.map((it) => it.id),
    exchanges: () => exchanges.all(),
    idle,
    runSchedules: () => actions.runSchedules(),
    async stop() {
      await actions.stop();
      gh.hooks.stop();
      await gh.activity.whenIdle();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      for (const it of gh.store.data.repositories) closeReader(gh.bare(it));
      await gh.store.close();
    },
  };
  // In front of the API, so that what people look at is no exchange of the API.
  const page = createPage({
    apiUrl: origin,
    repo: fullName(repository),
    users: () => usersOf(gh, repository),
  });
  const answer = async (request: Request, env: object): Promise<Response> =>
    (await page(request)) ?? app.fetch(request, env);
  return { sandbox, listener: getRequestListener(answer, { overrideGlobalObjects: false }) };
}

async function whenIdle(gh: Github, actions: ActionsPort): Promise<void> {
  for (;;) {
    await gh.activity.whenIdle();
    await actions.whenIdle?.();
    // What has just ended may be starting something in the same turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (!gh.activity.isIdle()) continue;
    if (actions.isIdle()) return;
    if (!actions.whenIdle)
      throw new Error('runs are in progress, and these Actions cannot tell when they end');
  }
}

function mountSpecial(
  app: App,
  gh: Github,
  repository: RepositoryRecord,
  actions: ActionsPort,
  exchanges: Exchanges,
  idle: () => Promise<void>,
): void {
  app.get('/', (c) =>
    c.json({
      sandbox: 'GitHub in a box',
      api_url: gh.origin,
      git_url: gh.origin,
      repo: fullName(repository),
    }),
  );
  app.post('/_sandbox/schedule', (c) => {
    actions.runSchedules();
    return c.json({}, 202);
  });
  app.get('/_sandbox/idle', async (c) => {
    await idle();
    return c.json({ idle: true });
  });
  app.get('/_sandbox/exchanges', (c) =>
    c.json(
      exchanges.all().map(({ at, method, url, caller, callerKind, status }) => ({
        at,
        method,
        url,
        caller,
        caller_kind: callerKind,
        status,
      })),
    ),
  );
}

function usersOf(gh: Github, repository: RepositoryRecord): Record<string, SandboxUser> {
  const people = gh.store.data.users.filter((user) => user.type === 'User' && user.token !== null);
  return Object.fromEntries(
    people.map(({ login, token }) => [
      login,
      { token: token ?? '', permission: repository.collaborators[login] ?? 'none' },
    ]),
  );
}
