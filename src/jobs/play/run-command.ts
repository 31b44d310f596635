import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { commandEnvironment } from '../../backends/environment.js';
import { type ProcessEnd, runProcess } from '../../backends/process.js';
import { type FoundCommand, readManifest } from './find-command.js';

export interface CommandRun {
  readonly command: string;
  readonly kind: ProcessEnd['kind'];
  readonly exitCode: number | null;
  /** Standard output and error, paths relative to the repository; the last part when it is long. */
  readonly output: string;
  readonly durationMs: number;
}

const OUTPUT = 2_000_000;

/** Runs one command of the repository, without any secret in its environment. Never rejects. */
export async function runCommand(
  found: FoundCommand,
  workingTree: string,
  timeoutMs: number,
  environment: NodeJS.ProcessEnv,
): Promise<CommandRun> {
  const end = await runProcess({
    file: found.file,
    args: found.args,
    cwd: workingTree,
    env: commandEnvironment(environment),
    timeoutMs,
    maxOutputBytes: OUTPUT,
    keepTail: true,
  });
  const output = `${end.stdout}\n${end.stderr}`.replaceAll(`${workingTree}/`, '').trim();
  return { command: found.text, kind: end.kind, exitCode: end.code, output, durationMs: end.durationMs };
}

/** Installs the packages of package.json where there are some and none is installed. Null when nothing had to be done. */
export async function installPackages(
  workingTree: string,
  timeoutMs: number,
  environment: NodeJS.ProcessEnv,
): Promise<CommandRun | null> {
  const { dependencies, devDependencies } = await readManifest(workingTree);
  const count = Object.keys({ ...dependencies, ...devDependencies }).length;
  if (count === 0 || (await exists(join(workingTree, 'node_modules')))) return null;
  const quiet = ['--no-audit', '--no-fund'];
  const args = (await exists(join(workingTree, 'package-lock.json')))
    ? ['ci', ...quiet]
    : ['install', '--no-save', '--no-package-lock', ...quiet];
  const found: FoundCommand = { text: `npm ${args.join(' ')}`, file: 'npm', args, needsPackages: false };
  return runCommand(found, workingTree, timeoutMs, environment);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The program itself is missing, as the system, a shell, make or Python says it. */
export function isNotInstalled({ kind, exitCode, output }: CommandRun): boolean {
  if (kind === 'not_started' || exitCode === 127) return true;
  return exitCode !== 0 && MISSING_PROGRAM.test(output);
}

const MISSING_PROGRAM =
  /^make(?:\[\d+\])?: .*(?:Error 127|: No such file or directory)$|^(?:\/\S*\/)?python[\d.]*: No module named (?:pytest|tox|nox)$|^Could not find '?bundler/m;

/** What a run needed from the network did not come. */
export function isOffline({ exitCode, output }: CommandRun): boolean {
  return exitCode !== 0 && NO_NETWORK.test(output);
}

const NO_NETWORK =
  /\b(?:ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN)\b|Could not resolve host|Could not transfer artifact|in offline mode|dial tcp: lookup|failed to (?:download|fetch) |Temporary failure in name resolution|Unknown host /;
