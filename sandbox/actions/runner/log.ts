/** A job's log: time stamps as GitHub's, and secrets replaced by `***`. */
import type { Store } from '../runs/store.js';

export interface JobLog {
  readonly write: (line: string) => void;
  /** Hides a value, and each line of it, from now on. */
  readonly mask: (value: string) => void;
  /** True when a text holds a hidden value. */
  readonly isSecret: (text: string) => boolean;
}

/** Opens the log of one job. */
export function openLog(
  store: Store,
  jobId: number,
  now: () => string,
  onLine?: (line: string) => void,
): JobLog {
  let masks: readonly string[] = [];
  return {
    write: (text) => {
      for (const line of text.split('\n')) {
        const shown = masks.reduce((current, mask) => current.replaceAll(mask, '***'), line);
        store.appendLog(jobId, `${now().replace('Z', '0000Z')} ${shown}\n`);
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
