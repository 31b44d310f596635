import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Git in a folder, as a person would use it. */
export function simpleGitIn(folder: string) {
  return async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args]);
    return stdout.trim();
  };
}
