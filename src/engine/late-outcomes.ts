import type { EffectOutcome } from '../domain/effects.js';
import type { Draft } from './draft.js';
import { recordOutcome } from './outcomes.js';

/**
 * An effect that was taken back, because the workflow was aborted or its assignment superseded meanwhile, has happened all
 * the same: what it made is recorded, and a run that it started is cancelled. Outcomes that are known change nothing.
 */
export function settledLate(draft: Draft, outcome: EffectOutcome): void {
  if (!isOwn(draft, outcome.id)) return;
  if (outcome.kind !== 'dispatch_assignment') return recordOutcome(draft, outcome);
  const { run_id } = outcome;
  const assignment = draft.state.assignments.find((one) => one.unsettled_dispatch === outcome.id);
  if (assignment === undefined || assignment.run_id !== null || run_id === null) return;
  draft.updateAssignment(assignment.id, { run_id });
  draft.emit({ kind: 'cancel_run', run_id });
}

/** True for ids that this workflow has given to an effect. */
function isOwn(draft: Draft, id: string): boolean {
  const { workflow_id, counters } = draft.state;
  const number = Number(/^:(\d+):/.exec(id.slice(workflow_id.length))?.[1] ?? 0);
  return id.startsWith(`${workflow_id}:`) && number >= 1 && number <= counters.effect;
}
