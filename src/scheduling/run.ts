import { type Network, waitCounts } from './network.js';
import { createReadySet } from './ready-set.js';

const FREE = 0;
const RUNNING = 1;
const SETTLED = 2;

/** A run over a network by positions; see `Scheduler` for what each part does. */
export interface Run {
  readonly settle: (node: number) => void;
  /** Starts the most urgent node, or returns -1 where none is ready or no worker free. */
  readonly next: () => number;
  readonly finish: (node: number) => void;
  readonly retry: (node: number) => void;
  readonly fail: (node: number) => number[];
  readonly running: () => number;
  readonly idle: () => boolean;
}

/** Starts a run: nothing is done yet, of what is ready the smallest key comes first. */
export function createRun(network: Network, keys: Float64Array, maxParallel: number): Run {
  const { unlocksAt, unlocks } = network;
  const waiting = waitCounts(network);
  const state = new Uint8Array(network.size);
  const ready = createReadySet(keys);
  let running = 0;
  for (let i = 0; i < network.size; i++) if (waiting[i] === 0) ready.add(i);

  /** Counts a task as finished; the set drops settled ones when they come up. */
  const settle = (node: number) => {
    if (state[node] === SETTLED) return;
    state[node] = SETTLED;
    const end = unlocksAt[node + 1] ?? 0;
    for (let k = unlocksAt[node] ?? 0; k < end; k++) {
      const next = unlocks[k] ?? 0;
      const left = (waiting[next] ?? 0) - 1;
      waiting[next] = left;
      if (left === 0 && state[next] === FREE) ready.add(next);
    }
  };
  const leave = (node: number): boolean => {
    if (state[node] !== RUNNING) return false;
    running--;
    state[node] = FREE;
    return true;
  };
  const skim = (): number => {
    for (;;) {
      const node = ready.take();
      if (node < 0 || state[node] === FREE) return node;
    }
  };
  return {
    settle,
    next: () => {
      if (running >= maxParallel) return -1;
      const node = skim();
      if (node < 0) return -1;
      state[node] = RUNNING;
      running++;
      return node;
    },
    finish: (node) => {
      leave(node);
      settle(node);
    },
    retry: (node) => {
      if (leave(node)) ready.add(node);
    },
    fail: (node) => {
      leave(node);
      if (state[node] === SETTLED) return [];
      state[node] = SETTLED;
      return loseDependents(network, node, state);
    },
    running: () => running,
    idle: () => {
      if (running > 0) return false;
      const node = skim();
      if (node >= 0) ready.add(node);
      return node < 0;
    },
  };
}

/** Settles all that depends on `node`, directly or not, and returns it in document order. */
function loseDependents(network: Network, node: number, state: Uint8Array): number[] {
  const queue = [node];
  for (let i = 0; i < queue.length; i++) {
    const from = queue[i] ?? 0;
    const end = network.unlocksAt[from + 1] ?? 0;
    for (let k = network.unlocksAt[from] ?? 0; k < end; k++) {
      const next = network.unlocks[k] ?? 0;
      if (state[next] === SETTLED) continue;
      state[next] = SETTLED;
      queue.push(next);
    }
  }
  return queue.slice(1).sort((a, b) => a - b);
}
