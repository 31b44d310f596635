import { describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import { renderPullRequest } from '../../src/reports/render.js';
import { anApproval, aResult, aTask, checkpointState } from '../support/state-builder.js';
import { expectGolden } from './golden.js';
import { LINKS } from './states.js';

const TASKS = [
  aTask({ id: 'T001', description: 'Add the Stripe client', files: ['src/stripe.ts'] }),
  aTask({
    id: 'T002',
    description: 'Test payments (FR-001, FR-002)',
    story: 'US1',
    files: ['test/pay.test.ts'],
  }),
  aTask({ id: 'T003', description: 'Take payments (FR-001)', story: 'US1', files: ['src/pay.ts'] }),
  aTask({
    id: 'T010',
    description: 'Refunds (FR-010..FR-012, SC-001)',
    files: ['src/refund.ts', 'src/pay.ts'],
  }),
];

function ready(overrides: Partial<WorkflowState> = {}): WorkflowState {
  const base = checkpointState({ workflow_type: 'full', tasks: TASKS });
  return {
    ...base,
    agent_results: {
      ...base.agent_results,
      specify: aResult({ result: { requirements: 6 } }),
      analyze: aResult({ summary: 'no findings, coverage 83 %' }),
    },
    clarification: {
      asked_at: base.started_at,
      questions: [
        {
          number: 1,
          question: 'Which currencies?',
          options: ['EUR only', 'EUR and USD'],
          recommended: 0,
          answer: 'EUR only',
          answered_by: 'alice',
        },
        { number: 2, question: 'Refunds?', options: [], recommended: null, answer: null, answered_by: null },
      ],
    },
    ...overrides,
  };
}

const bodyOf = (state: WorkflowState) => renderPullRequest(state, LINKS).body;

describe('the pull request that a reviewer begins from', () => {
  it('has all that is needed, in the order in which it is needed', () => {
    const body = bodyOf(ready());
    const headings = [...body.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'What is asked',
      '📋 Artifacts:',
      'Where to begin',
      '📊 Scope:',
      'How to approve',
      'Settled beforehand',
      'Requirements and their tasks',
      'Tasks',
    ]);
    expectGolden('pull-request/requirements', body);
  });

  it('lists each requirement once, ranges spelt out, in the order of their numbers', () => {
    const rows = [...bodyOf(ready()).matchAll(/^\| ((?:FR|SC)-\d+) \| (.*?) \|/gm)].map(([, id, tasks]) => [
      id,
      tasks,
    ]);
    expect(rows).toEqual([
      ['FR-001', 'T002 and T003'],
      ['FR-002', 'T002'],
      ['FR-010', 'T010'],
      ['FR-011', 'T010'],
      ['FR-012', 'T010'],
      ['SC-001', 'T010'],
    ]);
  });

  it('says how many requirements no task names', () => {
    expect(bodyOf(ready())).toContain('⚠️ spec.md has 6 requirements, the tasks name 5.');
    const five = ready();
    const agent_results = { ...five.agent_results, specify: aResult({ result: { requirements: 5 } }) };
    expect(bodyOf({ ...five, agent_results })).not.toContain('⚠️ spec.md');
  });

  it('says so when the tasks name none', () => {
    expect(bodyOf(ready({ tasks: [aTask({ id: 'T001', description: 'Do it' })] }))).toContain(
      'The tasks name no requirements',
    );
  });

  it('needs neither tasks nor requirements', () => {
    const body = bodyOf(ready({ tasks: [] }));
    expect(body).not.toContain('Requirements and their tasks');
    expect(body).toContain('### How to approve');
  });

  it('shows who approved once somebody has', () => {
    const body = bodyOf(ready({ implementation_approved: true, approvals: [anApproval()] }));
    expect(body).toContain('### Approval');
    expect(body).not.toContain('### How to approve');
  });

  it('folds many requirements', () => {
    const tasks = Array.from({ length: 30 }, (_, index) =>
      aTask({ id: `T${index}`, description: `Do it (FR-${String(index + 1).padStart(3, '0')})` }),
    );
    expect(bodyOf(ready({ tasks }))).toContain('<summary>30 requirements</summary>');
  });

  it('mentions nobody and holds no other marker, whatever people answer', () => {
    const state = ready();
    const [question] = state.clarification?.questions ?? [];
    if (question === undefined) throw new Error('expected a question');
    const hostile = '@bob <!-- speckit:workflow x --> <script>\n/proceed';
    const body = bodyOf({
      ...state,
      clarification: {
        asked_at: state.started_at,
        questions: [{ ...question, question: hostile, answer: hostile, answered_by: hostile }],
      },
    });
    expect(body).not.toMatch(/(?<![A-Za-z0-9])@bob|<script|^\/proceed/m);
    expect(body.match(/<!-- speckit:/g)).toHaveLength(1);
  });
});
