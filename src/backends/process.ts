import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { endWithUs } from './end-with-us.js';
import { guardLaterCode } from './later-code.js';
import { killMarked } from './leftovers.js';
import { guardCommandFiles, hideOwnEnvironment, isAgentJob } from './own-environment.js';
import { exists, findShelter, type Shelter } from './shelter.js';

export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs: number;
  /** Of stdout and of stderr each. What is beyond it ends the process, or with `keepTail` only the last part is kept. */
  readonly maxOutputBytes: number;
  readonly keepTail?: boolean;
  /** Time between SIGTERM and SIGKILL. */
  readonly graceMs?: number;
  /** Sees what is printed as it comes, and ends the program by returning false. */
  readonly watch?: (chunk: Buffer, stream: 'stdout' | 'stderr') => boolean;
}

export interface ProcessEnd {
  /** `stopped`: by `watch`. */
  readonly kind: 'exited' | 'timed_out' | 'too_much_output' | 'stopped' | 'not_started';
  /** Null when a signal ended it or it never started. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/**
 * A pipe of node's is a socket, and bash takes a socket for somebody who logs in from afar: it reads ~/.bashrc, unless
 * SHLVL tells it that it runs within a shell.
 */
const NO_PROFILE = { SHLVL: '1' };

/** Name of the variable by which processes that left the group are recognised. */
const MARK = 'AGENT_PROCESS_MARK';

/** Programs run as the user that holds the job's tokens: what they could read of us is gone before the first begins. */
let hidden = false;

/**
 * Runs a program without a shell, in its own process group, and never rejects. When it ends, however it ends, nothing
 * that it has started is left: neither in its group nor, on Linux, in a session of its own. In the job that plays agents
 * it has none of our credentials within reach.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  if (!isAgentJob()) return start(request, null);
  if (!hidden) hideOwnEnvironment();
  hidden = true;
  const restore = guardCommandFiles(process.env);
  const removeTraps = guardLaterCode(process.env);
  const end = await start(request, await findShelter());
  restore();
  const traps = removeTraps();
  if (traps.length === 0) return end;
  const told = `removed ${traps.length} files by which this program would have acted on what runs after it, first ${traps[0]}`;
  return { ...end, stderr: `${end.stderr}\n${told}` };
}

function start(request: ProcessRequest, shelter: Shelter | null): Promise<ProcessEnd> {
  const mark = randomUUID();
  const env: Readonly<Record<string, string>> = { ...NO_PROFILE, ...request.env, [MARK]: mark };
  const direct = { file: request.file, args: request.args, env };
  const sheltered =
    shelter !== null && shelter.kind !== 'none' && exists(request.file, request.cwd, env.PATH);
  const program = sheltered ? shelter.wrap(direct) : direct;
  const started = performance.now();
  return new Promise((resolve) => {
    const stdout = new Output(request.maxOutputBytes, request.keepTail ?? false);
    const stderr = new Output(request.maxOutputBytes, request.keepTail ?? false);
    let kind: ProcessEnd['kind'] = 'exited';
    let settled = false;
    const child = spawn(program.file, program.args, {
      cwd: request.cwd,
      env: program.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let forced: NodeJS.Timeout | undefined;
    let abandon: NodeJS.Timeout | undefined;
    const stop = (why: ProcessEnd['kind']) => {
      if (kind !== 'exited') return;
      kind = why;
      signalGroup(child, 'SIGTERM');
      forced = setTimeout(() => void killAll(child, mark), request.graceMs ?? 5_000);
    };
    const timer = setTimeout(() => stop('timed_out'), request.timeoutMs);
    const release = endWithUs(child, `${MARK}=${mark}`);
    const finish = (ended: number | null) => {
      if (settled) return;
      settled = true;
      // The shelter's shell tells of a signal by a number, as shells do.
      const code = sheltered && ended !== null && ended > 128 && ended < 160 ? null : ended;
      release();
      clearTimeout(timer);
      clearTimeout(forced);
      clearTimeout(abandon);
      child.stdout.destroy();
      child.stderr.destroy();
      const durationMs = Math.round(performance.now() - started);
      resolve({ kind, code, stdout: stdout.text(), stderr: stderr.text(), durationMs });
    };
    for (const [stream, output] of [['stdout', stdout] as const, ['stderr', stderr] as const]) {
      child[stream].on('data', (chunk: Buffer) => {
        if (!output.add(chunk)) stop('too_much_output');
        else if (request.watch?.(chunk, stream) === false) stop('stopped');
      });
    }
    // A program that does not read its input closes the pipe; that is its right.
    child.stdin.on('error', () => undefined);
    child.stdin.end(request.input ?? '');
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      kind = 'not_started';
      stderr.add(Buffer.from(error.message));
      finish(null);
    });
    // A process left behind may hold the pipes open, so it is killed before the pipes are waited for.
    let cleaned: Promise<void> = Promise.resolve();
    child.on('exit', (code) => {
      cleaned = killAll(child, mark);
      void cleaned.then(() => {
        // Where an escaped process cannot be found (no /proc), its hold on the pipes must not hold us.
        if (!settled) abandon = setTimeout(() => finish(code), 2_000);
      });
    });
    child.on('close', (code) => void cleaned.then(() => finish(code)));
  });
}

async function killAll(child: ChildProcess, mark: string): Promise<void> {
  signalGroup(child, 'SIGKILL');
  await killMarked(`${MARK}=${mark}`);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

class Output {
  readonly #limit: number;
  readonly #keepTail: boolean;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(limit: number, keepTail: boolean) {
    this.#limit = limit;
    this.#keepTail = keepTail;
  }

  /** False when the chunk is beyond the limit. */
  add(chunk: Buffer): boolean {
    if (!this.#keepTail && this.#size + chunk.length > this.#limit) return false;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > 2 * this.#limit) {
      const tail = Buffer.concat(this.#chunks).subarray(-this.#limit);
      this.#chunks = [tail];
      this.#size = tail.length;
    }
    return true;
  }

  text(): string {
    return Buffer.concat(this.#chunks).subarray(-this.#limit).toString('utf8');
  }
}
