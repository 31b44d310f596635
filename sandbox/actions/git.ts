/** Runs git without the caller's own configuration or environment. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Output of a git command on a bare repository; throws when git fails. */
export async function gitIn(bareRepository: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', ['--git-dir', bareRepository, ...args], {
    env: gitEnv(),
    maxBuffer: 1 << 26,
  });
  return stdout;
}

/** The environment of git processes that the sandbox itself starts. */
export function gitEnv(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = '', LANG = 'C.UTF-8' } = process.env;
  return {
    PATH,
    LANG,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...extra,
  };
}
