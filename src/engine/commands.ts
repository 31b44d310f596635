import type { EffectKind } from '../domain/effects.js';
import type { CommandGiven } from '../domain/events.js';
import type { Draft } from './draft.js';
import { type Refusal, refuse } from './refusal.js';
import { withFreshCounts } from './retries.js';
import { resumePoint } from './sequence.js';
import { supersedeAll } from './supersede.js';

/** What is still wanted of an aborted workflow: people see where it stands, and nothing is left running or approved. */
const AFTER_ABORT: readonly EffectKind[] = ['create_dashboard', 'cancel_run', 'dismiss_approval'];

/** `/abort`, `/pause` and `/resume` by a person who may; permission was asked of the API before. */
export function commandGiven(draft: Draft, event: CommandGiven): Refusal | null {
  switch (event.command) {
    case 'abort':
      return abort(draft, event);
    case 'pause':
      return pause(draft, event);
    case 'resume':
      return resume(draft, event);
  }
}

function abort(draft: Draft, event: CommandGiven): null {
  supersedeAll(draft);
  draft.tell(event.by, 'aborted the workflow; artifacts are kept');
  draft.turn('aborted', `Aborted by ${event.by}.`);
  draft.set({ finished_at: event.at });
  // Comments on their way ask for what no longer counts; the summary answers instead.
  draft.withdraw((effect) => !AFTER_ABORT.includes(effect.kind));
  draft.emit({ kind: 'post_comment', topic: 'summary' });
  return null;
}

function pause(draft: Draft, event: CommandGiven): Refusal | null {
  const { state } = draft;
  if (state.status === 'paused') return refuse.alreadyPaused();
  supersedeAll(draft);
  draft.tell(event.by, 'paused the workflow');
  draft.turn('paused', `Paused by ${event.by}.`);
  draft.set({ resume_from: resumePoint(draft.state) });
  return null;
}

/** Goes on where the workflow stood. A person has looked at what was used up, so that is counted afresh. */
function resume(draft: Draft, event: CommandGiven): Refusal | null {
  const { state } = draft;
  if (state.status !== 'paused') return refuse.notResumable(state);
  const counts = withFreshCounts(state);
  draft.tell(event.by, 'resumed the workflow');
  draft.turn('running', null);
  draft.set({ ...counts, resume_from: null });
  if (state.e2e_workflow !== null && counts.feedback_loops.e2e === undefined) {
    draft.set({ e2e_workflow: { ...state.e2e_workflow, fixer_iteration: 0 } });
  }
  if (state.dashboard === null && !state.outbox.some((effect) => effect.kind === 'create_dashboard')) {
    draft.emit({ kind: 'create_dashboard' });
  }
  return null;
}
