import { describe, expect, it } from '@jest/globals';
import type { WorkflowEvent } from '../../src/domain/events.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { withAudit } from '../../src/runtime/audit.js';
import { verifyChain } from '../../src/runtime/audit-chain.js';
import { aState, checkpointState } from '../support/state-builder.js';

const AT = '2026-01-12T12:00:00Z';
const who = { key: 'comment:77', at: AT, runner: 'run/1/1' };
const HEAD = 'e'.repeat(40);

/** What an event adds, as `actor action: detail`. */
function said(before: WorkflowState | null, after: WorkflowState, event: WorkflowEvent): string[] {
  const { audit = [] } = withAudit(before, after, event);
  return audit.map((entry) => `${entry.actor} ${entry.action}: ${entry.detail}`);
}

describe('the record of a workflow', () => {
  it('names who approved which content, where, with which permission and of which team, and what that opened', () => {
    const before = checkpointState();
    const approval = {
      by: 'wendy',
      permission: 'maintain',
      via: 'pull_request_review',
      source_id: 4,
      at: AT,
      pull_request: 12,
      head: before.branch?.head ?? '',
      digest: before.content_digest ?? '',
      teams: ['acme/architects'],
    } as const;
    const after = {
      ...before,
      approvals: [{ ...approval, teams: [...approval.teams] }],
      implementation_approved: true,
    };
    const content = { head: approval.head, digest: approval.digest, artifacts: {}, tasks: [], scope: null };
    const event: WorkflowEvent = {
      type: 'approval_given',
      ...who,
      by_bot: false,
      content,
      approval: { ...approval, teams: [...approval.teams] },
    };
    const { audit = [] } = withAudit(before, after, event);
    expect(audit).toMatchObject([
      {
        n: 1,
        actor: 'wendy',
        action: 'approved',
        detail: 'by a review with maintain permission, of acme/architects',
        source: 'review 4 of #12',
        content: { head: approval.head, digest: approval.digest },
      },
      { n: 2, actor: 'speckit', action: 'implementation_allowed', detail: 'approved by wendy' },
    ]);
    expect(verifyChain(audit, after.workflow_id).problems).toEqual([]);
  });

  it('names content that somebody pushed, and whose approvals that made void', () => {
    const approval = { by: 'wendy', source_id: 4 } as WorkflowState['approvals'][number];
    const before = { ...checkpointState(), approvals: [approval] };
    const voided = [{ by: 'wendy', at: AT, reason: 'the approved artifacts were changed' }];
    const after = { ...before, approvals: [], content_digest: 'sha256:other', voided_approvals: voided };
    const content = { head: HEAD, digest: 'sha256:other', artifacts: {}, tasks: [], scope: null };
    expect(said(before, after, { type: 'branch_moved', ...who, content })).toEqual([
      'unknown content_changed: found on the branch',
      'speckit approvals_voided: of wendy: the approved artifacts were changed',
    ]);
  });

  it.each(['abort', 'pause', 'resume'] as const)('names who said %s, and where', (command) => {
    const state = aState();
    const { audit } = withAudit(
      state,
      { ...state, revision: 2 },
      { type: 'command_given', ...who, command, by: 'ada' },
    );
    expect(audit).toMatchObject([{ actor: 'ada', source: 'comment 77' }]);
  });

  it('says that a workflow has ended, and how, once', () => {
    const before = checkpointState();
    const after: WorkflowState = { ...before, status: 'aborted', status_reason: 'Aborted by ada.' };
    const event: WorkflowEvent = { type: 'command_given', ...who, command: 'abort', by: 'ada' };
    expect(said(before, after, event)).toEqual([
      'ada aborted: abort',
      'speckit ended: aborted: Aborted by ada.',
    ]);
    const settled: WorkflowEvent = { type: 'effects_settled', ...who, outcomes: [] };
    expect(said(after, after, settled)).toEqual([]);
  });

  it('is taken over as it was, even where an event would have dropped or changed it', () => {
    const state = aState();
    const event: WorkflowEvent = { type: 'command_given', ...who, command: 'pause', by: 'ada' };
    const paused = withAudit(state, state, event);
    const time: WorkflowEvent = { type: 'time_passed', ...who };
    expect(withAudit(paused, { ...state, revision: 9 }, time).audit).toEqual(paused.audit);
    expect(withAudit(paused, { ...paused, audit: [] }, event).audit).toHaveLength(2);
  });
});
