import type { EffectKind } from '../domain/effects.js';
import type { CommandGiven } from '../domain/events.js';
import { allowOnceMore } from './budgets.js';
import type { Draft } from './draft.js';
import { recordHistory } from './ending.js';
import { type Refusal, refuse } from './refusal.js';
import { withFreshCounts } from './retries.js';
import { resumePoint } from './sequence.js';
import { supersedeAll } from './supersede.js';
import { releaseFailed } from './task-recovery.js';
import { askAgain, isAsking, statusWithoutPause } from './waiting.js';

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
  recordHistory(draft);
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

/**
 * Goes on where the workflow stood: a question that waits for a person is put again. Where the workflow was stopped, a
 * person has looked at what was used up, so that is counted afresh, and what was refused is tried once more.
 */
function resume(draft: Draft, event: CommandGiven): Refusal | null {
  const { status } = draft.state;
  if (status === 'paused') goOn(draft, event);
  else if (isAsking(status)) draft.tell(event.by, 'asked what the workflow waits for');
  else return refuse.notResumable(draft.state);
  if (draft.state.pull_request_problem !== null) draft.set({ pull_request_problem: null });
  if (draft.state.workflow_selection.final_workflow !== null) showDashboard(draft);
  askAgain(draft);
  return null;
}

function goOn(draft: Draft, event: CommandGiven): void {
  const { state } = draft;
  const told = state.status_reason;
  const counts = withFreshCounts(state);
  draft.tell(event.by, 'resumed the workflow');
  draft.turn(statusWithoutPause(state), null);
  draft.set({ ...counts, resume_from: null });
  releaseFailed(draft);
  if (event.budgets !== undefined) draft.set({ settings: { ...state.settings, budgets: event.budgets } });
  allowOnceMore(draft, told);
  tryBackendsAgain(draft);
  const e2e = state.e2e_workflow;
  if (e2e === null) return;
  // The fixer's own rounds, within its jobs, may be used up before the loop is.
  const usedUp = e2e.fixer_iteration >= e2e.max_fixer_iterations;
  if (usedUp || counts.feedback_loops.e2e === undefined) {
    draft.set({ e2e_workflow: { ...e2e, fixer_iteration: 0 } });
  }
}

/** Backends that were left alone may be tried at once: whoever resumes has looked. */
function tryBackendsAgain(draft: Draft): void {
  const { breakers } = draft.state;
  if (breakers === undefined) return;
  const { at } = draft.event;
  draft.set({
    breakers: Object.fromEntries(
      Object.entries(breakers).map(([id, one]) => [
        id,
        one.status === 'open' ? { ...one, retry_at: at } : one,
      ]),
    ),
  });
}

function showDashboard(draft: Draft): void {
  const { dashboard, outbox } = draft.state;
  if (dashboard !== null || outbox.some((effect) => effect.kind === 'create_dashboard')) return;
  draft.emit({ kind: 'create_dashboard' });
}
