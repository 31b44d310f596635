import type { Effect } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import { HISTORY_FILE, type HistoryStore, recordHistory } from '../../runtime/history.js';
import type { BranchFiles } from './branch-files.js';
import type { Deed, EffectContext } from './effect-context.js';
import { STATE_DIRECTORY } from './state-branch.js';

/** The history as a file of the state branch. */
export function historyStore(files: BranchFiles): HistoryStore {
  const path = `${STATE_DIRECTORY}/${HISTORY_FILE}`;
  return {
    async read() {
      const file = await files.readNote(path);
      return file === null ? null : { text: file.text, version: file.sha };
    },
    write: (text, version, message) => files.write(path, text, version, `speckit: ${message}`),
  };
}

/** Adds to the repository's history. The file itself says which workflows it holds, so there is nothing to look for. */
export function recordWorkflow(
  { files }: EffectContext,
  { id }: Extract<Effect, { kind: 'record_history' }>,
  state: WorkflowState,
): Deed {
  return {
    find: async () => null,
    async make() {
      await recordHistory(historyStore(files), state);
      return { id, kind: 'record_history' };
    },
  };
}
