import type { ChildProcess } from 'node:child_process';
import { killMarkedNow } from './leftovers.js';

/** Children that run now, with the mark that their descendants carry. */
const running = new Map<ChildProcess, string>();

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Makes sure that a child, which leads a group of its own and would survive us, ends when we do: a cancelled job, or a
 * person who presses Ctrl-C. Returns what is to be called when the child has ended by itself.
 */
export function endWithUs(child: ChildProcess, mark: string): () => void {
  if (running.size === 0) {
    process.on('exit', endAll);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  running.set(child, mark);
  return () => {
    running.delete(child);
    if (running.size === 0) forget();
  };
}

function onSignal(signal: NodeJS.Signals): void {
  endAll();
  forget();
  // Who else listens decides what becomes of us; where nobody does, the signal does what it would have done.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function endAll(): void {
  for (const [child, mark] of running) {
    if (child.pid !== undefined) endGroup(child.pid);
    killMarkedNow(mark);
  }
  running.clear();
}

function forget(): void {
  process.off('exit', endAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
