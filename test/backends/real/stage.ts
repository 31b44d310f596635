/** A scratch repository, a scripted model and a real program, put together for one run. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Backend, BackendError, type PlayOutcome } from '../../../src/backends/backend.js';
import { type BackendsConfig, createBackend } from '../../../src/backends/index.js';
import type { ProgramName } from '../../../src/backends/programs/index.js';
import type { AgentName } from '../../../src/domain/workflows.js';
import type { Script } from '../../model-server/script.js';
import { type ModelServer, startModelServer } from '../../model-server/server.js';
import { playRequest } from '../support/requests.js';
import { MOVES } from './programs.js';

export interface Show {
  readonly script: Script;
  readonly agent?: AgentName;
  readonly timeoutMs?: number;
  readonly limits?: { readonly max_turns?: number; readonly max_cost_usd?: number };
}

export interface Seen {
  readonly outcome: PlayOutcome | null;
  readonly error: BackendError | null;
  readonly server: ModelServer;
  readonly backend: Backend;
  read(path: string): Promise<string | null>;
  /** Commits of the repository, the first one included. */
  commits(): number;
  /** What the run came to, in one line. */
  readonly result: string;
}

/** Lets the real program play once, and removes everything afterwards. */
export async function show(
  name: ProgramName,
  { script, agent = 'implement', timeoutMs = 90_000, limits = {} }: Show,
  look: (seen: Seen) => Promise<void> | void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'speckit-real-'));
  const server = await startModelServer(script);
  try {
    const workingTree = repository(folder);
    const { model, environment } = MOVES[name];
    const config: BackendsConfig = { [name]: { ...limits, ...(model === null ? {} : { model }) } };
    // The job's own credentials lie about, as they do on a runner: nothing of them may reach the program.
    const source = { ...(await homeIn(folder)), ...CANARIES, ...environment(server.url) };
    const backend = createBackend(name, config, source);
    const { outcome, error } = await play(backend, { agent, workingTree, timeoutMs });
    await look({
      outcome,
      error,
      server,
      backend,
      read: async (path) =>
        existsSync(join(workingTree, path)) ? readFile(join(workingTree, path), 'utf8') : null,
      commits: () => Number(git(workingTree, 'rev-list', '--count', 'HEAD')),
      result: describeResult(outcome, error),
    });
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * The environment with an empty home: the shells that programs start would otherwise run the profile of whoever tests.
 * Installed programs are found where they are.
 */
export async function homeIn(folder: string): Promise<NodeJS.ProcessEnv> {
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true });
  return {
    ...process.env,
    HOME: home,
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  };
}

const CANARIES = {
  GITHUB_TOKEN: 'canary-of-the-job',
  GH_TOKEN: 'canary-of-the-job',
  ACTIONS_RUNTIME_TOKEN: 'canary-of-the-job',
};

async function play(
  backend: Backend,
  request: { readonly agent: AgentName; readonly workingTree: string; readonly timeoutMs: number },
): Promise<{ readonly outcome: PlayOutcome | null; readonly error: BackendError | null }> {
  try {
    return { outcome: await backend.play(playRequest({ ...request, prompt: PROMPT })), error: null };
  } catch (error) {
    if (error instanceof BackendError) return { outcome: null, error };
    throw error;
  }
}

const PROMPT = `You are the agent of a workflow. Write the file, then answer with the contract. ${'x'.repeat(150_000)}`;

function describeResult(outcome: PlayOutcome | null, error: BackendError | null): string {
  if (error !== null) return error.type;
  const { response } = outcome ?? {};
  return typeof response === 'object' && response !== null ? 'an answer' : 'text instead of an answer';
}

function repository(folder: string): string {
  const path = join(folder, 'repository');
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', path]);
  execFileSync('git', ['-C', path, 'config', 'user.name', 'Test']);
  execFileSync('git', ['-C', path, 'config', 'user.email', 'test@example.com']);
  execFileSync(
    'bash',
    ['-c', 'echo "# Sample" > README.md; echo "House rule 4711" > AGENTS.md; mkdir src; echo > src/index.js'],
    {
      cwd: path,
    },
  );
  git(path, 'add', '--all');
  git(path, 'commit', '--quiet', '--message=First');
  return path;
}

function git(path: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', path, ...args], { encoding: 'utf8' }).trim();
}

/** Adds a line to the table that `npm run test:backends` prints. */
export async function note(name: ProgramName, situation: string, result: string): Promise<void> {
  const file = process.env.SPECKIT_TEST_BACKENDS_TABLE;
  if (file !== undefined)
    await writeFile(file, `${JSON.stringify([name, situation, result])}\n`, { flag: 'a' });
}
