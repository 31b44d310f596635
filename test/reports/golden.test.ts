import { describe, expect, it } from '@jest/globals';
import type { CommentTopic } from '../../src/domain/effects.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { renderComment, renderDashboard, renderIssue, renderPullRequest } from '../../src/reports/render.js';
import { expectGolden } from './golden.js';
import { LINKS, STATES } from './states.js';

const COMMENTS: readonly (readonly [CommentTopic, string])[] = [
  ['checkpoint', 'checkpoint'],
  ['checkpoint', 'checkpoint-without-pull-request'],
  ['checkpoint', 'checkpoint-two-approvals'],
  ['approval_voided', 'voided'],
  ['escalation', 'escalated'],
  ['preflight_failed', 'preflight-failed'],
  ['summary', 'completed'],
  ['summary', 'failed'],
  ['summary', 'aborted'],
];

describe('golden pages', () => {
  it.each(Object.keys(STATES))('dashboard of %s', (name) => {
    expectGolden(`dashboard/${name}`, renderDashboard(stateOf(name), LINKS));
  });

  it.each(COMMENTS)('%s comment of %s', (topic, name) => {
    expectGolden(`comment/${topic}-${name}`, renderComment(topic, stateOf(name), LINKS));
  });

  it.each(['checkpoint', 'implementing'])('pull request of %s', (name) => {
    const { title, body } = renderPullRequest(stateOf(name), LINKS);
    expect(title).toBe('003-payment-processing: Payment processing with Stripe');
    expectGolden(`pull-request/${name}`, body);
  });

  it('issue of a task', () => {
    const { title, body, labels } = renderIssue(
      { ...stateOf('implementing'), created_issues: { T001: 31 } },
      'T004',
      LINKS,
    );
    expect(title).toBe('T004: Test a payment from end to end');
    expect(labels).toEqual(['speckit', '003-payment-processing']);
    expectGolden('issue/T004', body);
  });
});

function stateOf(name: string): WorkflowState {
  const state = STATES[name];
  if (state === undefined) throw new Error(`expected a state named in states.ts, received "${name}"`);
  return state;
}
