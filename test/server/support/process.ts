import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** The server as a program of its own, which can be killed. */
export interface Program {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  /** Resolves when so many lines have this text. */
  said(text: string, times?: number): Promise<void>;
  /** Resolves with the exit code, or the signal. */
  readonly ended: Promise<number | string>;
}

/** Makes the program from its sources as they are; in reach of the installed packages. */
export async function buildProgram(): Promise<{ file: string; remove(): Promise<void> }> {
  const directory = join('node_modules', '.cache', `speckit-app-${process.pid}-${Date.now()}`);
  await mkdir(directory, { recursive: true });
  await promisify(execFile)(process.execPath, ['test/server/support/build-program.mjs', directory]);
  return {
    file: join(directory, 'app.mjs'),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Starts the program. */
export function startProgram(file: string, env: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const tell of waiting) tell();
    });
  }
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const said = async (text: string, times = 1): Promise<void> => {
    const isSaid = (): boolean => lines.filter((line) => line.includes(text)).length >= times;
    if (isSaid()) return;
    const told = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!isSaid()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
    });
    const gone = ended.then((code) => {
      throw new Error(
        `expected the program to say "${text}", but it ended with ${code}:\n${lines.join('\n')}`,
      );
    });
    gone.catch(() => undefined);
    return Promise.race([told, gone]);
  };
  return { child, lines, said, ended };
}
