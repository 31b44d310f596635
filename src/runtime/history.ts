/** The repository's history of backends: one file that every workflow adds to when it ends. */
import { type BackendHistory, backendHistory } from '../domain/selection.js';
import type { WorkflowState } from '../domain/state.js';
import { emptyHistory } from '../selection/history.js';
import { learnFromWorkflow } from '../selection/learn.js';
import type { SaveOutcome } from './ports.js';

/** Name of the file, beside the states. */
export const HISTORY_FILE = 'history.json';

/** Where a host keeps the file. */
export interface HistoryStore {
  /** Null when there is none. */
  read(): Promise<{ readonly text: string; readonly version: string } | null>;
  /** Compare-and-set: `version` null creates and is stale if the file exists. */
  write(text: string, version: string | null, message: string): Promise<SaveOutcome>;
}

/** Lost races in a row after which the effect stays pending, for the sweep. */
const RACES = 8;

/** What is known of backends. A file that cannot be read is nothing known: it only makes choices better. */
export async function readHistory(store: HistoryStore): Promise<BackendHistory> {
  return parse((await store.read())?.text ?? '');
}

/** Adds what a workflow says of its backends, once, however often it is called. */
export async function recordHistory(store: HistoryStore, state: WorkflowState): Promise<void> {
  for (let race = 1; race <= RACES; race += 1) {
    const present = await store.read();
    const history = parse(present?.text ?? '');
    const learned = learnFromWorkflow(history, state);
    if (learned === history) return;
    const text = `${JSON.stringify(learned, null, 1)}\n`;
    const saved = await store.write(text, present?.version ?? null, `history of ${state.workflow_id}`);
    if (saved.kind === 'saved') return;
  }
  throw new Error(
    `expected to write ${HISTORY_FILE} within ${RACES} tries, but others kept writing; the schedule will try again`,
  );
}

function parse(text: string): BackendHistory {
  try {
    return backendHistory.parse(JSON.parse(text));
  } catch {
    return emptyHistory();
  }
}
