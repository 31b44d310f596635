/** Concurrency groups: one holder runs, one waits, and a newer one takes the waiting one's place. */
import { Cancelled, once, type Release } from './slots.js';

export interface Claim {
  readonly group: string;
  readonly cancelInProgress: boolean;
  /** `queue: max` keeps waiting claims instead of dropping them. */
  readonly keepPending: boolean;
  /** Cancels the holder once it runs. */
  readonly cancel: () => void;
}

export interface ConcurrencyGroups {
  /** Resolves when the claim holds its group; rejects with `Cancelled` when it lost its place. */
  readonly acquire: (claim: Claim, signal: AbortSignal) => Promise<Release>;
}

interface Waiting {
  readonly claim: Claim;
  readonly start: () => void;
  readonly evict: (reason: string) => void;
}

interface Group {
  running: Claim | undefined;
  pending: Waiting[];
}

const MAX_PENDING = 100;

/** Creates the groups of one sandbox; group names include the repository. */
export function createConcurrencyGroups(): ConcurrencyGroups {
  const groups = new Map<string, Group>();
  const release = (name: string, group: Group) => {
    group.running = undefined;
    const next = group.pending.shift();
    if (next === undefined) {
      groups.delete(name);
    } else {
      next.start();
    }
  };
  return {
    acquire: (claim, signal) =>
      new Promise((resolve, reject) => {
        const name = claim.group.toLowerCase();
        const group = groups.get(name) ?? { running: undefined, pending: [] };
        groups.set(name, group);
        const leave = () => {
          group.pending = group.pending.filter((other) => other !== waiting);
          waiting.evict('cancelled while waiting for its concurrency group');
        };
        const waiting: Waiting = {
          claim,
          start: () => {
            signal.removeEventListener('abort', leave);
            group.running = claim;
            resolve(once(() => release(name, group)));
          },
          evict: (reason) => {
            signal.removeEventListener('abort', leave);
            reject(new Cancelled(reason));
          },
        };
        if (signal.aborted) {
          leave();
          return;
        }
        signal.addEventListener('abort', leave, { once: true });
        enter(group, waiting);
      }),
  };
}

function enter(group: Group, waiting: Waiting): void {
  if (group.running === undefined) {
    waiting.start();
    return;
  }
  const { claim } = waiting;
  const dropped = claim.keepPending ? group.pending.slice(MAX_PENDING - 1) : group.pending;
  group.pending = [...group.pending.filter((other) => !dropped.includes(other)), waiting];
  for (const other of dropped) {
    other.evict(`Canceling since a higher priority waiting request for '${claim.group}' exists`);
  }
  if (claim.cancelInProgress) {
    group.running.cancel();
  }
}
