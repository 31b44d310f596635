import { setTimeout as sleep } from 'node:timers/promises';
import type { Effect } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import type { EffectRunner } from '../../runtime/ports.js';
import { cancelRun } from './effect-cancel-run.js';
import { claimFeature } from './effect-claim-feature.js';
import { createDashboardComment, postComment } from './effect-comment.js';
import { type Deed, type EffectContext, failed } from './effect-context.js';
import { createIssue, type IssueMemory } from './effect-create-issue.js';
import { dismissApproval } from './effect-dismiss-approval.js';
import { dispatchAssignment } from './effect-dispatch-assignment.js';
import { openPullRequest } from './effect-open-pull-request.js';
import { recordWorkflow } from './effect-record-history.js';
import { takeFeature } from './effect-take-feature.js';
import { GithubError } from './github-error.js';

export interface EffectRunnerOptions {
  /** Pause before the look after an unclear failure; lists lag a moment behind writes. */
  readonly pauseMs?: number;
}

const MAX_RETRIES = 3;

/**
 * Runs effects against GitHub. A refusal becomes the outcome `failed`; after an unclear failure it looks for the result
 * before it tries again, and rejects when that stays unclear or a rate limit asks to come back later.
 */
export function createEffectRunner(context: EffectContext, options: EffectRunnerOptions = {}): EffectRunner {
  const { pauseMs = 2_000 } = options;
  const issues: IssueMemory = new Map();
  return {
    async run(effect, state, { lookFirst }) {
      // What was listed earlier may miss what another run has made since.
      if (lookFirst) issues.delete(state.workflow_id);
      const deed = deedFor(context, effect, state, issues);
      for (let retries = 0; ; retries += 1) {
        try {
          const found = lookFirst || retries > 0 ? await deed.find() : null;
          return found ?? (await deed.make());
        } catch (error) {
          if (!(error instanceof GithubError)) throw error;
          if (isFinalAnswer(error)) return failed(effect, error.message);
          if (error.failure === 'limited' || retries >= MAX_RETRIES) throw error;
          issues.delete(state.workflow_id);
          await sleep(pauseMs * (retries + 1));
        }
      }
    },
  };
}

function deedFor(context: EffectContext, effect: Effect, state: WorkflowState, issues: IssueMemory): Deed {
  switch (effect.kind) {
    case 'create_dashboard':
      return createDashboardComment(context, effect, state);
    case 'post_comment':
      return postComment(context, effect, state);
    case 'claim_feature':
      return effect.existing === undefined
        ? claimFeature(context, effect, state)
        : takeFeature(context, effect, effect.existing, state);
    case 'dispatch_assignment':
      return dispatchAssignment(context, effect, state);
    case 'open_pull_request':
      return openPullRequest(context, effect, state);
    case 'dismiss_approval':
      return dismissApproval(context, effect, state);
    case 'create_issue':
      return createIssue(context, effect, state, issues);
    case 'cancel_run':
      return cancelRun(context, effect);
    case 'record_history':
      return recordWorkflow(context, effect, state);
  }
}

function isFinalAnswer(error: GithubError): boolean {
  return error.failure === 'missing' || error.failure === 'refused' || error.failure === 'conflict';
}
