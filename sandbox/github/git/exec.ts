import { spawn } from 'node:child_process';

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers, not failures. */
  readonly accept?: readonly number[];
}

export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A git command that ended otherwise than its caller can use. */
class GitError extends Error {
  constructor(
    readonly args: readonly string[],
    readonly code: number,
    readonly stderr: string,
  ) {
    super(`git ${args.join(' ')} ended with code ${code}: ${stderr.trim()}`);
    this.name = 'GitError';
  }
}

/** Runs git in a directory, without a shell and without the configuration of this machine. */
export async function git(
  directory: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitOutput> {
  const output = await run(directory, args, options);
  if (output.code !== 0 && !(options.accept ?? []).includes(output.code)) {
    throw new GitError(args, output.code, output.stderr);
  }
  return output;
}

/** Standard output of a git command as text. */
export async function gitText(
  directory: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  return (await git(directory, args, options)).stdout.toString('utf8');
}

/** Environment that keeps the machine's and the user's git configuration out. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    ...extra,
  };
}

function run(directory: string, args: readonly string[], options: GitOptions): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], { cwd: directory, env: gitEnvironment(options.env) });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
    // git may end before it has read everything: its exit code tells more than the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}
