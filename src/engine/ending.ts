import type { Draft } from './draft.js';
import { hasLanded, openPullRequest } from './pull-request.js';
import { resumePoint } from './sequence.js';
import { supersedeAll } from './supersede.js';

/** Ends the workflow well. What has landed without a checkpoint comes as a pull request first. */
export function complete(draft: Draft): void {
  if (hasLanded(draft.state) && openPullRequest(draft)) return;
  draft.tell('speckit', 'the workflow is complete');
  draft.turn('completed', null);
  draft.set({ current_agent: null, finished_at: draft.event.at });
  recordHistory(draft);
  draft.emit({ kind: 'post_comment', topic: 'summary' });
}

/** Ends the workflow as failed; what was done is kept (seed: "Stop, report"). */
export function stop(draft: Draft, reason: string): void {
  supersedeAll(draft);
  draft.tell('speckit', `stopped: ${reason}`);
  draft.turn('failed', reason);
  draft.set({ finished_at: draft.event.at });
  recordHistory(draft);
  draft.emit({ kind: 'post_comment', topic: 'summary' });
}

/** The repository's next workflows are to know how the backends did in this one, however it ended. */
export function recordHistory(draft: Draft): void {
  const tells = draft.state.assignments.some(
    ({ outcome }) => outcome !== undefined && outcome.result !== 'discarded',
  );
  if (tells) draft.emit({ kind: 'record_history' });
}

/** Asks a person: the workflow waits for `/speckit resume` or `/abort`. */
export function escalate(draft: Draft, reason: string): void {
  supersedeAll(draft);
  draft.tell('speckit', `needs a person: ${reason}`);
  draft.turn('paused', reason);
  draft.set({ resume_from: resumePoint(draft.state) });
  draft.emit({ kind: 'post_comment', topic: 'escalation' });
}
