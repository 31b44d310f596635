import type { Effect, EffectOutcome } from '../domain/effects.js';
import type { EffectsSettled, EffectsTakenOver } from '../domain/events.js';
import { firstPart, noAnswer } from './answers.js';
import { askForApproval } from './checkpoint.js';
import { currentAssignment } from './current-assignment.js';
import type { Draft } from './draft.js';
import { stop } from './ending.js';
import { issuesSettled } from './issues.js';
import { settledLate } from './late-outcomes.js';
import { recordOutcome } from './outcomes.js';
import { noteDiscarded } from './probe.js';
import { recover } from './recovery.js';
import type { Refusal } from './refusal.js';
import { closeAssignment, releaseWork } from './supersede.js';

/** Takes effects out of the outbox and records what they made. */
export function effectsSettled(draft: Draft, event: EffectsSettled): Refusal | null {
  let issueProblem: string | null = null;
  let issues = false;
  for (const outcome of event.outcomes) {
    const effect = draft.state.outbox.find((one) => one.id === outcome.id);
    if (effect === undefined) {
      settledLate(draft, outcome);
      continue;
    }
    // An outcome of another kind is not this effect's: it stays in the outbox, and is looked for again.
    if (outcome.kind !== 'failed' && outcome.kind !== effect.kind) continue;
    draft.set({ outbox: draft.state.outbox.filter((one) => one.id !== outcome.id) });
    issues ||= effect.kind === 'create_issue';
    if (outcome.kind !== 'failed') effectDone(draft, effect, outcome);
    else {
      if (effect.kind === 'create_issue') issueProblem = outcome.message;
      effectFailed(draft, effect, outcome.message);
    }
  }
  if (issues) issuesSettled(draft, issueProblem);
  return null;
}

/** The effects of a run that has ended now belong to the run that sweeps. */
export function effectsTakenOver(draft: Draft, event: EffectsTakenOver): Refusal | null {
  const taken = new Set(event.effect_ids);
  if (!draft.state.outbox.some((effect) => taken.has(effect.id))) return null;
  draft.set({
    outbox: draft.state.outbox.map((one) => (taken.has(one.id) ? { ...one, leased_by: event.runner } : one)),
  });
  return null;
}

function effectDone(draft: Draft, effect: Effect, outcome: EffectOutcome): void {
  if (effect.kind === 'dispatch_assignment' && outcome.kind === 'dispatch_assignment') {
    return draft.updateAssignment(effect.assignment_id, { run_id: outcome.run_id });
  }
  recordOutcome(draft, withKnownHead(effect, outcome));
  if (outcome.kind === 'open_pull_request') askForApproval(draft);
}

/** A branch that exists already stands where it was read, unless the host knows better. */
function withKnownHead(effect: Effect, outcome: EffectOutcome): EffectOutcome {
  if (effect.kind !== 'claim_feature' || outcome.kind !== 'claim_feature') return outcome;
  const head = outcome.head ?? effect.existing?.head;
  return head === undefined ? outcome : { ...outcome, head };
}

function effectFailed(draft: Draft, effect: Effect, message: string): void {
  draft.tell('speckit', `${effect.kind.replaceAll('_', ' ')} failed: ${message}`);
  switch (effect.kind) {
    case 'claim_feature':
      return stop(
        draft,
        effect.existing === undefined
          ? `No feature branch could be made: ${message}`
          : `${effect.existing.feature_id} cannot be worked on: ${message}`,
      );
    case 'open_pull_request':
      draft.set({ pull_request_problem: message });
      return askForApproval(draft);
    case 'dispatch_assignment':
      return dispatchFailed(draft, effect.assignment_id, message);
    default:
      return;
  }
}

function dispatchFailed(draft: Draft, assignmentId: string, message: string): void {
  const assignment = currentAssignment(draft.state, assignmentId);
  if (assignment === null) return;
  closeAssignment(draft, assignment, 'lost');
  releaseWork(draft, assignment);
  noteDiscarded(draft, assignment);
  const why = `The Actions job could not be started: ${message}`.slice(0, 8_000);
  const error = { ...noAnswer(why), type: 'ExternalServiceError' as const };
  recover(draft, { ...firstPart(assignment), error, feedback: null, result: {} });
}
