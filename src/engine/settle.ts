import type { Effect, EffectOutcome } from '../domain/effects.js';
import type { EffectsSettled, EffectsTakenOver } from '../domain/events.js';
import { advance } from './advance.js';
import type { Draft } from './draft.js';
import { issuesSettled } from './issues.js';
import { recover, stop } from './recovery.js';
import type { Refusal } from './refusal.js';

type Failed = Extract<EffectOutcome, { kind: 'failed' }>;

/** Takes effects out of the outbox and records what they made. Outcomes of unknown effects are old news and ignored. */
export function effectsSettled(draft: Draft, event: EffectsSettled): Refusal | null {
  const settled: Effect['kind'][] = [];
  for (const outcome of event.outcomes) {
    const effect = draft.state.outbox.find((one) => one.id === outcome.id);
    if (effect === undefined) continue;
    draft.set({ outbox: draft.state.outbox.filter((one) => one.id !== outcome.id) });
    settled.push(effect.kind);
    if (outcome.kind === 'failed') effectFailed(draft, effect, outcome);
    else effectDone(draft, effect, outcome);
  }
  if (settled.includes('create_issue')) issuesSettled(draft);
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

function effectDone(draft: Draft, effect: Effect, outcome: Exclude<EffectOutcome, Failed>): void {
  switch (outcome.kind) {
    case 'create_dashboard':
      return draft.set({ dashboard: { comment_id: outcome.comment_id } });
    case 'claim_feature':
      return featureClaimed(draft, outcome);
    case 'dispatch_assignment':
      if (effect.kind === 'dispatch_assignment')
        draft.updateAssignment(effect.assignment_id, { run_id: outcome.run_id });
      return;
    case 'open_pull_request':
      draft.set({ pull_request: { number: outcome.number, url: outcome.url } });
      draft.tell('speckit', `opened pull request #${outcome.number}`);
      return draft.emit({ kind: 'post_comment', topic: 'checkpoint' });
    case 'create_issue':
      return draft.set({
        created_issues: { ...draft.state.created_issues, [outcome.task_id]: outcome.number },
      });
    case 'post_comment':
    case 'dismiss_approval':
    case 'cancel_run':
      return;
  }
}

function featureClaimed(draft: Draft, outcome: Extract<EffectOutcome, { kind: 'claim_feature' }>): void {
  const { feature_id, branch, base, base_sha } = outcome;
  draft.set({
    feature_id,
    feature_dir: `specs/${feature_id}/`,
    branch: { name: branch, base, base_sha, head: base_sha },
  });
  draft.tell('speckit', `claimed feature ${feature_id}`);
  advance(draft);
}

function effectFailed(draft: Draft, effect: Effect, { message }: Failed): void {
  draft.tell('speckit', `${effect.kind.replaceAll('_', ' ')} failed: ${message}`);
  switch (effect.kind) {
    case 'claim_feature':
      return stop(draft, `No feature branch could be made: ${message}`);
    case 'open_pull_request':
      draft.set({ pull_request_problem: message });
      return draft.emit({ kind: 'post_comment', topic: 'checkpoint' });
    case 'dispatch_assignment':
      return dispatchFailed(draft, effect.assignment_id, message);
    default:
      return;
  }
}

function dispatchFailed(draft: Draft, assignmentId: string, message: string): void {
  const assignment = draft.state.assignments.find(
    (one) => one.id === assignmentId && one.status === 'dispatched',
  );
  if (assignment === undefined) return;
  draft.updateAssignment(assignmentId, { status: 'lost', finished_at: draft.event.at });
  draft.setTaskStatus(assignment.tasks, 'pending');
  recover(draft, {
    agent: assignment.agents[0],
    task: assignment.tasks[0] ?? null,
    error: {
      type: 'ExternalServiceError',
      message: `The Actions job could not be started: ${message}`,
      recoverable: true,
      feedback_required: false,
      blocking_issues: [],
    },
  });
  advance(draft);
}
