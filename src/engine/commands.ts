import type { CommandGiven } from '../domain/events.js';
import { advance } from './advance.js';
import { supersedeAll } from './assignments.js';
import type { Draft } from './draft.js';
import { type Refusal, refuse } from './refusal.js';

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
  draft.set({ finished_at: event.at, timers: [], outbox: [] });
  draft.emit({ kind: 'post_comment', topic: 'summary' });
  return null;
}

function pause(draft: Draft, event: CommandGiven): Refusal | null {
  if (draft.state.status === 'paused') return refuse.alreadyPaused();
  const resumeFrom = draft.state.current_agent;
  supersedeAll(draft);
  draft.tell(event.by, 'paused the workflow');
  draft.turn('paused', `Paused by ${event.by}.`);
  draft.set({
    resume_from:
      draft.state.planning_complete && !draft.state.implementation_approved ? 'implement' : resumeFrom,
  });
  return null;
}

function resume(draft: Draft, event: CommandGiven): Refusal | null {
  const { state } = draft;
  if (state.status !== 'paused') return refuse.notResumable(state);
  draft.tell(event.by, 'resumed the workflow');
  draft.turn('running', null);
  draft.set({ resume_from: null });
  advance(draft);
  return null;
}
