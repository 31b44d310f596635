/** What people and GitHub say in a dry run: yes to everything. */
import type { Effect, EffectOutcome } from '../domain/effects.js';
import type { BranchContent, EventBody } from '../domain/events.js';
import type { Settings } from '../domain/state.js';
import { FEATURE, SHA } from './branch.js';

const WORKFLOW_ID = '00000000-0000-4000-8000-000000000000';

/** Somebody asks for `implement` of the feature on the branch. */
export function request(content: BranchContent, settings: Settings): EventBody {
  return {
    type: 'workflow_requested',
    workflow_id: WORKFLOW_ID,
    workflow_type: 'implement',
    request: 'dry run',
    slug: 'dry-run',
    feature: {
      feature_id: FEATURE,
      branch: FEATURE,
      base: 'main',
      base_sha: SHA,
      content,
      pull_request: null,
    },
    similar: [],
    target_file: null,
    origin: {
      repository: 'dry/run',
      issue: 0,
      issue_title: '',
      issue_body: '',
      comment_id: 0,
      requester: 'dry run',
    },
    settings: { ...settings, required_approvals: 1, exclude_requester: false, approver_teams: [] },
    preflight: [],
    complexity: null,
  };
}

/** Somebody who may approves this content. */
export function approval(content: BranchContent, at: string): EventBody {
  return {
    type: 'approval_given',
    by_bot: false,
    content,
    approval: {
      by: 'dry run',
      permission: 'admin',
      via: 'proceed_comment',
      source_id: 0,
      at,
      pull_request: null,
      head: content.head,
      digest: content.digest,
    },
  };
}

/** An effect has succeeded. */
export function outcomeOf(effect: Effect): EffectOutcome {
  const { id } = effect;
  switch (effect.kind) {
    case 'create_dashboard':
    case 'post_comment':
      return { id, kind: effect.kind, comment_id: 1 };
    case 'claim_feature':
      return {
        id,
        kind: 'claim_feature',
        feature_id: FEATURE,
        branch: FEATURE,
        base: 'main',
        base_sha: SHA,
        head: SHA,
      };
    case 'dispatch_assignment':
      return { id, kind: 'dispatch_assignment', run_id: null };
    case 'open_pull_request':
      return { id, kind: 'open_pull_request', number: 1, url: 'https://github.com/dry/run/pull/1' };
    case 'create_issue':
      return { id, kind: 'create_issue', task_id: effect.task_id, number: 1 };
    case 'dismiss_approval':
    case 'cancel_run':
    case 'record_history':
      return { id, kind: effect.kind };
  }
}
