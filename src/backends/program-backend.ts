/** Plays agents with a coding agent's program: install, start, watch, read, and distrust what it says of itself. */
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Usage } from '../domain/events.js';
import type { AgentName } from '../domain/workflows.js';
import type { AgentProgram, Launch, Limits, Reading, Secret } from './agent-program.js';
import { type Backend, BackendError, type PlayOutcome, type PlayRequest } from './backend.js';
import { programEnvironment } from './environment.js';
import { makeScratch } from './folders.js';
import { type InstalledProgram, installProgram } from './install.js';
import { type Overseer, oversee } from './oversee.js';
import { permissionsOf } from './permissions.js';
import { type ProcessEnd, runProcess } from './process.js';
import { checkWork, failureOf, logOf } from './program-outcome.js';
import { readRegularText } from './regular-file.js';
import { chooseSecret, hideIn, hider } from './secrets.js';
import { openWorkTree } from './work-tree.js';

export interface ProgramOptions {
  readonly limits: (agent: AgentName) => Limits;
  /** Variables that may hold the key, instead of the program's usual ones. */
  readonly secretEnv?: readonly string[] | undefined;
  /** Names of further variables that the program, and so the commands that it runs, may see. */
  readonly env?: readonly string[] | undefined;
  /** Instead of the pinned version. */
  readonly version?: string | undefined;
  /** Finds or installs the program; `installProgram` unless told. */
  readonly install?: typeof installProgram;
  readonly graceMs?: number | undefined;
}

/** Makes the backend of a coding agent. `source` is the environment from which the allowed names are taken. */
export function programBackend(
  name: string,
  program: AgentProgram,
  options: ProgramOptions,
  source: NodeJS.ProcessEnv,
): Backend {
  const secretNames = options.secretEnv ?? program.secretEnv;
  return {
    name,
    capabilities: { editsFiles: true, reportsCost: program.reportsCost, needs: secretNames },
    play: async (request) => {
      const secret = chooseSecret(name, secretNames, source);
      const hide = hider([secret]);
      const wanted = { ...program.package, version: options.version ?? program.package.version };
      const installed = await (options.install ?? installProgram)(wanted, source);
      const scratch = await makeScratch(source);
      try {
        return await run({ name, program, options, source, request, secret, installed, scratch, hide });
      } catch (error) {
        throw error instanceof BackendError ? hideError(error, hide) : error;
      } finally {
        await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
      }
    },
  };
}

interface Run {
  readonly name: string;
  readonly program: AgentProgram;
  readonly options: ProgramOptions;
  readonly source: NodeJS.ProcessEnv;
  readonly request: PlayRequest;
  readonly secret: Secret;
  readonly installed: InstalledProgram;
  readonly scratch: string;
  readonly hide: (text: string) => string;
}

async function run(one: Run): Promise<PlayOutcome> {
  const { name, program, options, request, secret, scratch, hide } = one;
  const limits = options.limits(request.agent);
  const permissions = permissionsOf(request.agent);
  const launch = program.start({
    request,
    permissions,
    limits,
    secret,
    settings: settingsOf(program, one.source),
    scratch,
    instructions: await instructionsIn(request.workingTree),
  });
  const tree = await openWorkTree(request.workingTree, join(scratch, 'before.git'));
  const overseer = oversee(program, limits);
  const end = await start(one, launch, overseer);
  const reading = program.read({
    code: end.code,
    stdout: end.stdout,
    stderr: end.stderr,
    leftFile: program.leaves === undefined ? '' : await contentOf(join(scratch, program.leaves)),
  });
  const usage = usageOf(reading, end);
  const log = hide(logOf(end, reading));
  const failure = failureOf(end, reading, { name, request, limits, vainly: overseer.vainly() });
  if (failure !== null) throw new BackendError(failure.type, failure.message, { log, usage });
  const problem = await checkWork(tree, reading, { name, request, secret, mayWrite: permissions.write });
  if (problem !== null) throw new BackendError(problem.type, problem.message, { log, usage });
  return { response: hideIn(reading.answer, hide), usage, log };
}

async function start(
  { program, options, source, request, secret, installed, scratch }: Run,
  launch: Launch,
  overseer: Overseer,
): Promise<ProcessEnd> {
  const temporary = join(scratch, 'tmp');
  await mkdir(temporary);
  for (const [path, content] of Object.entries(launch.files)) {
    await mkdir(dirname(join(scratch, path)), { recursive: true });
    await writeFile(join(scratch, path), content, { mode: 0o600 });
  }
  const names = [secret.name, ...program.settings, ...(options.env ?? []), ...request.env];
  return runProcess({
    file: installed.file,
    args: [...installed.args, ...launch.args],
    cwd: request.workingTree,
    // Reports and caches of the program go where they are removed afterwards: they hold prompts.
    env: { ...programEnvironment(source, names), TMPDIR: temporary, ...launch.env },
    input: request.prompt,
    timeoutMs: request.timeoutMs,
    maxOutputBytes: 20_000_000,
    keepTail: true,
    graceMs: options.graceMs ?? 5_000,
    watch: overseer.watch,
  });
}

function settingsOf(program: AgentProgram, source: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    program.settings.flatMap((name) => {
      const value = source[name];
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );
}

/** Tokens and turns of which a program says nothing are left out instead of being called none. */
function usageOf(reading: Reading, end: ProcessEnd): Usage {
  return {
    duration_ms: end.durationMs,
    cost_usd: reading.costUsd,
    ...(reading.tokens > 0 ? { tokens: Math.round(reading.tokens) } : {}),
    ...(reading.turns > 0 ? { turns: Math.round(reading.turns) } : {}),
  };
}

async function instructionsIn(workingTree: string): Promise<string | null> {
  for (const name of ['CLAUDE.md', 'AGENTS.md']) {
    const path = join(workingTree, name);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return null;
}

async function contentOf(file: string): Promise<string> {
  return (await readRegularText(file)) ?? '';
}

function hideError(error: BackendError, hide: (text: string) => string): BackendError {
  return new BackendError(error.type, hide(error.message), {
    log: hide(error.log),
    ...(error.usage === null ? {} : { usage: error.usage }),
  });
}
