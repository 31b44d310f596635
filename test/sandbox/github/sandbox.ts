import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import type { ActionsPort, Exchange, GithubPort, RepositoryEvent } from '../../../sandbox/contract.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/server.js';
import { createContract } from '../../openapi/validate-exchange.js';

const run = promisify(execFile);
const contract = createContract();

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export interface World {
  readonly sandbox: Sandbox;
  readonly dataDir: string;
  readonly events: RepositoryEvent[];
  readonly port: GithubPort;
  /** A REST call as a user, as a run (with its token), or as nobody. */
  call(
    who: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Runs git with a clone of the repository at hand. */
  git(directory: string, ...args: readonly string[]): Promise<string>;
  clone(who: string): Promise<string>;
  stop(): Promise<void>;
  /** Stops and starts on the same data. */
  restart(): Promise<World>;
}

/** Starts a sandbox whose Actions only remember what they are told. */
export async function startWorld(
  options: Omit<SandboxOptions, 'dataDir'> & {
    files?: Readonly<Record<string, string>>;
    dataDir?: string;
  } = {},
): Promise<World> {
  const parent = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
  const { files, dataDir = join(parent, 'data'), ...rest } = options;
  const seedRepo = files && join(parent, 'seed');
  for (const [path, content] of Object.entries(files ?? {})) await put(join(parent, 'seed', path), content);
  const events: RepositoryEvent[] = [];
  let port: GithubPort | undefined;
  const violations: string[] = [];
  const sandbox = await startSandbox({
    ...rest,
    dataDir,
    onExchange: (exchange) => {
      violations.push(...violationsOf(exchange));
      options.onExchange?.(exchange);
    },
    ...(seedRepo === undefined ? {} : { seedRepo }),
    createActions: (it) => {
      port = it;
      return listening(events);
    },
  });
  if (!port) throw new Error('the sandbox did not ask for its Actions half');
  const tokenOf = (who: string): string => sandbox.users[who]?.token ?? who;
  const call: World['call'] = async (who, method, path, body, headers) => {
    const response = await fetch(sandbox.apiUrl + path, {
      method,
      headers: {
        ...(who === '' ? {} : { authorization: `Bearer ${tokenOf(who)}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('application/json') && text !== '';
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  };
  const git: World['git'] = async (directory, ...args) => {
    const env = { PATH: process.env.PATH ?? '', HOME: parent, GIT_TERMINAL_PROMPT: '0' };
    const identity = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com'];
    return (await run('git', [...identity, ...args], { cwd: directory, env })).stdout;
  };
  const stop = async (): Promise<void> => {
    await sandbox.stop();
    expect(violations).toEqual([]);
    await rm(parent, { recursive: true, force: true });
  };
  return {
    sandbox,
    dataDir,
    events,
    port,
    call,
    stop,
    git,
    async clone(who) {
      const target = await mkdtemp(join(parent, 'clone-'));
      const url = new URL(`${sandbox.gitUrl}/${sandbox.repo}.git`);
      url.username = 'x-access-token';
      url.password = tokenOf(who);
      await git(parent, 'clone', '--quiet', url.href, target);
      return target;
    },
    async restart() {
      await sandbox.stop();
      const next = await startWorld({ ...rest, dataDir });
      return {
        ...next,
        stop: async () => {
          await next.stop();
          await rm(parent, { recursive: true, force: true });
        },
      };
    },
  };
}

/** In what an answer differs from what GitHub documents. Requests are wrong on purpose at times; answers never are. */
function violationsOf(exchange: Exchange): readonly string[] {
  // GitHub answers 422 to a body that does not validate, also where its description does not say so.
  const isFree = (where: string): boolean => where === 'status' && exchange.status === 422;
  // The description of this list wants an account to be a person and an enterprise at once, which none is.
  const isContradiction = (pointer = ''): boolean =>
    exchange.url.startsWith('/app/installations') && /^\/\d+\/account$/.test(pointer);
  const found = contract
    .check(exchange)
    .filter((it) => (it.where === 'response-body' || it.where === 'status') && !isFree(it.where))
    .filter((it) => !isContradiction(it.pointer));
  return found.map((it) => `${exchange.method} ${exchange.url} ${exchange.status}: ${JSON.stringify(it)}`);
}

/** Writes a file, with the directories that it needs. */
export async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Creates a branch off `main` with one file on it, by REST. */
export async function branchWithFile(
  world: World,
  branch: string,
  path: string,
  content: string,
): Promise<void> {
  const repo = `/repos/${world.sandbox.repo}`;
  const main = await world.call('wendy', 'GET', `${repo}/git/ref/heads/main`);
  await world.call('wendy', 'POST', `${repo}/git/refs`, {
    ref: `refs/heads/${branch}`,
    sha: main.body.object.sha,
  });
  const content64 = Buffer.from(content).toString('base64');
  await world.call('wendy', 'PUT', `${repo}/contents/${path}`, {
    message: `Add ${path}`,
    content: content64,
    branch,
  });
}

/** Opens a pull request of wendy's from a new branch. */
export async function openPull(
  world: World,
  branch: string,
  path = `${branch}.txt`,
  draft = false,
): Promise<Answer> {
  await branchWithFile(world, branch, path, `${branch}\n`);
  const body = { title: `Add ${branch}`, head: branch, base: 'main', draft };
  return world.call('wendy', 'POST', `/repos/${world.sandbox.repo}/pulls`, body);
}

function listening(events: RepositoryEvent[]): ActionsPort {
  return {
    notify: (event) => void events.push(structuredClone(event)),
    mount: () => undefined,
    runSchedules: () => undefined,
    isIdle: () => true,
    whenIdle: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
