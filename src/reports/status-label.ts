import type { WorkflowState } from '../domain/state.js';
import { isFinal, isWaiting } from '../domain/state.js';

export interface StatusLabel {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string;
}

const LABELS = {
  running: {
    name: 'speckit: running',
    color: '1d76db',
    description: 'Agents are at work; nobody has to do anything',
  },
  waiting: {
    name: 'speckit: waiting',
    color: 'fbca04',
    description: 'A person has to decide; the dashboard says what to type',
  },
  done: { name: 'speckit: done', color: '0e8a16', description: 'The workflow is complete' },
  failed: { name: 'speckit: failed', color: 'd73a4a', description: 'The workflow ended without success' },
  aborted: { name: 'speckit: aborted', color: 'cfd3d7', description: 'Somebody aborted the workflow' },
} as const satisfies Readonly<Record<string, StatusLabel>>;

/** All labels that say where a workflow stands: only these are ever put on or taken off. */
export const STATUS_LABELS: readonly StatusLabel[] = Object.values(LABELS);

/** The label for a workflow's status; null where the configuration wants none. */
export function statusLabel({ status, settings }: WorkflowState): StatusLabel | null {
  if (settings.reports?.status_labels === false) return null;
  if (isWaiting(status)) return LABELS.waiting;
  if (!isFinal(status)) return LABELS.running;
  return status === 'completed' ? LABELS.done : status === 'failed' ? LABELS.failed : LABELS.aborted;
}
