/** A job's log: time stamps as GitHub's, and secrets replaced by `***`. */
import type { Store } from '../runs/store.js';

export interface JobLog {
  readonly write: (line: string) => void;
  /** Hides a value, and each line of it, from now on. */
  readonly mask: (value: string) => void;
  /** True when a text holds a hidden value. */
  readonly isSecret: (text: string) => boolean;
  /** Puts into the file what is still in memory. */
  readonly flush: () => void;
}

/** Opens the log of one job. */
export function openLog(
  store: Store,
  jobId: number,
  now: () => string,
  onLine?: (line: string) => void,
): JobLog {
  let masks: readonly string[] = [];
  let pending: string[] = [];
  const flush = () => {
    const text = pending.join('');
    pending = [];
    if (text !== '') {
      store.appendLog(jobId, text);
    }
  };
  return {
    flush,
    write: (text) => {
      for (const line of text.split('\n')) {
        const shown = masks.reduce((current, mask) => current.replaceAll(mask, '***'), line);
        if (pending.length === 0) {
          // One write per turn of the event loop: a chatty step must not cost a system call per line.
          setImmediate(flush);
        }
        pending.push(`${now().replace('Z', '0000Z')} ${shown}\n`);
        onLine?.(shown);
      }
    },
    mask: (value) => {
      const parts = [value, ...value.split(/\r?\n/)].filter((part) => part.trim() !== '');
      // The longest first, so that a secret that contains another one disappears whole.
      masks = [...new Set([...masks, ...parts])].toSorted((a, b) => b.length - a.length);
    },
    isSecret: (text) => masks.some((mask) => text.includes(mask)),
  };
}
