/** Starts a child process in its own process group, reads its lines, and ends the whole group when told to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface ProcessSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Asks the group to end: SIGINT, then SIGTERM, then SIGKILL, in GitHub's intervals. */
  readonly stop: AbortSignal;
  /** Ends it at once. */
  readonly kill: AbortSignal;
}

const TERMINATE_AFTER_MS = 7_500;
const KILL_AFTER_MS = 10_000;
/** A background child may keep the pipes open after the process has ended; its output is not waited for. */
const DRAIN_MS = 2_000;

/** Runs a process to its end and returns its exit code (128 + n for a signal); throws when it cannot start. */
export async function runProcess(spec: ProcessSpec): Promise<number> {
  if (!existsSync(spec.cwd)) {
    throw new Error(
      `Expected the working directory '${spec.cwd}' to exist. Create it in an earlier step, or correct 'working-directory'.`,
    );
  }
  spec.kill.throwIfAborted();
  const child = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: { ...spec.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const flush = [child.stdout, child.stderr].map((stream) => readLines(stream, spec.onLine));
  const release = endOnAbort(child, spec);
  try {
    return await ended(child);
  } finally {
    release();
    for (const rest of flush) {
      rest();
    }
  }
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let drain: NodeJS.Timeout | undefined;
    const finish = (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(drain);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(code ?? 128 + (signal === 'SIGKILL' ? 9 : signal === 'SIGINT' ? 2 : 15));
    };
    child.once('error', reject);
    child.once('close', finish);
    child.once('exit', (code, signal) => {
      drain = setTimeout(() => finish(code, signal), DRAIN_MS);
    });
  });
}

function endOnAbort(child: ChildProcess, { stop, kill }: ProcessSpec): () => void {
  const timers: NodeJS.Timeout[] = [];
  const hard = () => signalGroup(child, 'SIGKILL');
  const soft = () => {
    signalGroup(child, 'SIGINT');
    timers.push(
      setTimeout(() => signalGroup(child, 'SIGTERM'), TERMINATE_AFTER_MS),
      setTimeout(hard, KILL_AFTER_MS),
    );
  };
  stop.addEventListener('abort', soft, { once: true });
  kill.addEventListener('abort', hard, { once: true });
  if (stop.aborted) {
    soft();
  }
  return () => {
    stop.removeEventListener('abort', soft);
    kill.removeEventListener('abort', hard);
    for (const timer of timers) {
      clearTimeout(timer);
    }
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has already ended.
  }
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): () => void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      onLine(line.replace(/\r$/, ''));
    }
  });
  return () => {
    if (rest !== '') {
      onLine(rest);
      rest = '';
    }
  };
}
