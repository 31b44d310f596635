import { describe, expect, it } from '@jest/globals';
import type { CommentTopic } from '../../src/domain/effects.js';
import type { WorkflowState } from '../../src/domain/state.js';
import {
  renderComment,
  renderDashboard,
  renderIssue,
  renderPullRequest,
  renderReply,
} from '../../src/reports/render.js';
import { expectGolden } from './golden.js';
import { LINKS, STATES } from './states.js';
import { STUCK } from './stuck-states.js';

const COMMENTS: readonly (readonly [CommentTopic, string])[] = [
  ['analysis', 'selecting'],
  ['choose_workflow', 'selecting'],
  ['branch_exists', 'choosing-branch'],
  ['clarification', 'clarifying'],
  ['clarification', 'clarifying-rest'],
  ['checkpoint', 'checkpoint'],
  ['checkpoint', 'checkpoint-after-e2e'],
  ['checkpoint', 'checkpoint-without-pull-request'],
  ['checkpoint', 'checkpoint-two-approvals'],
  ['approval_voided', 'voided'],
  ['escalation', 'escalated'],
  ['preflight_failed', 'preflight-failed'],
  ['summary', 'completed'],
  ['summary', 'failed'],
  ['summary', 'aborted'],
  ['summary', 'done-spec'],
  ['summary', 'done-plan'],
  ['summary', 'done-clarify'],
  ['summary', 'done-analyze'],
  ['summary', 'done-analyze-findings'],
  ['summary', 'done-implement'],
  ['summary', 'done-review'],
  ['summary', 'done-e2e'],
  ['summary', 'done-fix-e2e'],
  ['summary', 'done-issues'],
];

describe('golden pages', () => {
  it.each(Object.keys(STATES))('dashboard of %s', (name) => {
    expectGolden(`dashboard/${name}`, renderDashboard(stateOf(name), LINKS));
  });

  it.each(COMMENTS)('%s comment of %s', (topic, name) => {
    expectGolden(`comment/${topic}-${name}`, renderComment(topic, stateOf(name), LINKS));
  });

  it.each(['checkpoint', 'implementing', 'done-plan'])('pull request of %s', (name) => {
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

describe('the end of each loop and of each recovery row', () => {
  it.each(Object.entries(STUCK))('%s says what happened and what to type', (name, state) => {
    const page = renderComment(state.status === 'paused' ? 'escalation' : 'summary', state, LINKS);
    expectGolden(`stuck/${name}`, page);
    expect(page).toContain(state.status_reason);
    expect(page).toMatch(
      /\*\*What to do\*\*: .*`\/(?:resume|speckit [a-z0-9-]+:? (?:003-payment-processing|<request>))`/,
    );
    expect(page).toMatch(state.status === 'paused' ? /- `\/resume` - / : /Workflow Complete: .*❌ Failed/);
  });
});

describe('money', () => {
  it.each(Object.entries(STATES))('is not shown in %s where nothing was spent', (_, state) => {
    const agent_results = Object.fromEntries(
      Object.entries(state.agent_results).map(([agent, result]) => [agent, { ...result, cost_usd: 0 }]),
    );
    const free = { ...state, agent_results };
    const pages = [
      renderDashboard(free, LINKS),
      renderComment('summary', free, LINKS),
      renderReply({ kind: 'status', state: free }),
    ];
    for (const page of pages) expect(page).not.toMatch(/\$\d|Cost/);
  });
});

function stateOf(name: string): WorkflowState {
  const state = STATES[name];
  if (state === undefined) throw new Error(`expected a state named in states.ts, received "${name}"`);
  return state;
}
