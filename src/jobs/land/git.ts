/** Git as a child process. Nothing of the repository's own making (hooks, drivers, file watchers) is run by it. */
import { spawn } from 'node:child_process';
import { isAgentJob } from '../../backends/own-environment.js';
import { systemProgram } from '../../backends/system-program.js';

export interface GitOptions {
  readonly input?: string | Buffer;
  /** Variables on top of the inherited ones; git's own are not inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are an answer and not a failure. */
  readonly accept?: readonly number[];
}

interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git in one folder. Bound to a repository by `gitIn`. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitResult>;

export class GitError extends Error {
  override readonly name = 'GitError';
}

const SAFE = [
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.fsmonitor=false',
  'core.quotePath=false',
  'core.autocrlf=false',
  'commit.gpgSign=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'protocol.ext.allow=never',
  // The paths of a merge are then exactly those of its two sides, so that what was checked is what is written.
  'merge.renames=false',
  'merge.directoryRenames=false',
].flatMap((setting) => ['-c', setting]);

/** Git bound to a folder. Rejects with `GitError` on an exit code that is neither 0 nor accepted. */
export function gitIn(folder: string, environment: NodeJS.ProcessEnv = process.env): Git {
  return async (args, options = {}) => {
    const result = await run(
      ['-C', folder, ...SAFE, ...args],
      { ...inherited(environment), ...options.env },
      options.input,
    );
    if (result.code === 0 || options.accept?.includes(result.code)) return result;
    throw new GitError(
      `expected "git ${args.slice(0, 3).join(' ')}" to succeed in ${folder}, received exit code ${result.code}: ${result.stderr.trim().slice(-2_000)}`,
    );
  };
}

/** What git printed, without its last newline. */
export async function gitText(git: Git, args: readonly string[], options?: GitOptions): Promise<string> {
  return (await git(args, options)).stdout.toString('utf8').trimEnd();
}

/** Fields of a `-z` output. */
export function splitNul(output: Buffer): string[] {
  return output.toString('utf8').split('\0').slice(0, -1);
}

/** What git needs where agents run: it asks no network that wants a credential there. */
const NEEDED = /^(?:PATH|HOME|USER|LANG|LC_\w+|TMPDIR|TZ|XDG_CONFIG_HOME|(?:HTTPS?|NO)_PROXY|GIT_SSL_\w+)$/i;

/**
 * Variables such as GIT_DIR of a surrounding hook would send git to another repository. Beside agents it gets no token of
 * the job: there is nothing to be found in it, whatever program it turns out to be.
 */
function inherited(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const alone = isAgentJob(environment);
  const kept = Object.entries(environment).filter(
    ([name]) =>
      (!alone || NEEDED.test(name)) &&
      !/^GIT_(?!SSL_|SSH|ASKPASS|CONFIG_GLOBAL|CONFIG_NOSYSTEM|EXEC_PATH)/.test(name),
  );
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input: string | Buffer | undefined,
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(systemProgram('git'), args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.on('error', (error) =>
      reject(new GitError(`expected git to be installed: ${error.message}`, { cause: error })),
    );
    child.on('close', (code) => {
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
  });
}
