import { join } from 'node:path';
import { HISTORY_FILE, type HistoryStore } from '../runtime/history.js';
import { readText, replaceIfUnchanged, versionOf } from './files.js';

/** The history as a file beside the states. */
export function localHistory(folder: string): HistoryStore {
  const path = join(folder, HISTORY_FILE);
  return {
    async read() {
      const text = await readText(path);
      return text === null ? null : { text, version: versionOf(text) };
    },
    write: (text, version) => replaceIfUnchanged(path, text, version),
  };
}
