import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import { isTestFile } from '../../src/reports/test-file.js';
import { type LandedCommit, traceFeature } from '../../src/reports/trace.js';
import { recordTrace, renderTraceability, traceabilitySection } from '../../src/reports/traceability.js';
import { aResult, aTask, completedState, planningState } from '../support/state-builder.js';
import { expectGolden } from './golden.js';
import { LINKS } from './states.js';

const SPEC = `# Feature Specification: Payments

## Requirements

- **FR-001**: The shop MUST take payments by card
- **FR-002**: A declined card MUST show the reason
- **FR-003**: Receipts MUST be sent by mail
- **FR-004**: Currency conversion MUST use the daily exchange table
- **FR-005**: Old orders MUST stay readable
`;
const TASKS = `# Tasks

## Phase 1: Setup

- [X] T001 Add the Stripe client in src/stripe.ts

## Phase 2: User Story 1 - Pay

- [X] T002 [US1] Test payments (FR-001) in test/payment.test.ts
- [X] T003 [US1] Take payments, tell declined cards (FR-001, FR-002) in src/payment.ts
- [ ] T004 [US2] Send receipts (FR-003) in src/mail.ts
- [X] T005 [US3] Convert each currency with the daily exchange table in src/currency.ts
`;

const sha = (digit: number) => String(digit).repeat(40);
const COMMITS: readonly LandedCommit[] = [
  { sha: sha(1), agent: 'implement', task: 'T001', files: ['src/stripe.ts'] },
  { sha: sha(2), agent: 'implement', task: 'T002', files: ['test/payment.test.ts', 'specs/003/tasks.md'] },
  { sha: sha(3), agent: 'implement', task: 'T003', files: ['src/payment.ts'] },
  { sha: sha(4), agent: 'implement', task: 'T003', files: ['src/payment.ts', 'test/declined.test.ts'] },
  { sha: sha(5), agent: 'implement', task: 'T005', files: ['src/currency.ts'] },
  { sha: sha(6), agent: 'review', task: null, files: ['src/stripe.ts'] },
];

function done(overrides: Partial<WorkflowState> = {}): WorkflowState {
  const status = { T001: 'done', T002: 'done', T003: 'done', T004: 'failed', T005: 'done' } as const;
  return completedState({
    tasks: Object.entries(status).map(([id, one]) => aTask({ id, status: one })),
    ...overrides,
  });
}

const trace = (state = done()) => traceFeature(state, SPEC, TASKS, COMMITS);
const row = (id: string) => trace().rows.find((one) => one.id === id);
const idsOf = (items: readonly { readonly id: string }[] = []) => items.map(({ id }) => id);

describe('a requirement', () => {
  it('leads to the tasks that name it, their commits and their tests', () => {
    expect(idsOf(row('FR-001')?.tasks)).toEqual(['T002', 'T003']);
    expect(row('FR-001')?.commits.map((one) => one.sha)).toEqual([sha(2), sha(3), sha(4)]);
    expect(row('FR-001')).toMatchObject({
      tests: ['test/payment.test.ts', 'test/declined.test.ts'],
      isByWording: false,
      gaps: [],
    });
  });

  it('that no task names leads to those that speak of it', () => {
    expect(idsOf(row('FR-004')?.tasks)).toEqual(['T005']);
    expect(row('FR-004')?.isByWording).toBe(true);
  });

  it.each([
    ['FR-002', []],
    ['FR-003', ['T004 not done', 'no commit', 'no test']],
    ['FR-004', ['no test']],
    ['FR-005', ['no task']],
  ])('%s lacks %j', (id, gaps) => {
    expect(row(id)?.gaps).toEqual(gaps);
  });

  it('counts the tests of its story where its own task brings none', () => {
    const commits = COMMITS.filter((one) => one.sha !== sha(4));
    const found = traceFeature(done(), SPEC, TASKS, commits).rows.find(({ id }) => id === 'FR-002');
    expect(found?.tests).toEqual(['test/payment.test.ts']);
  });

  it('owes no commits in a workflow that ends with the plan', () => {
    const planned = traceFeature(planningState({ workflow_type: 'plan' }), SPEC, TASKS, []);
    expect(planned.rows.flatMap(({ gaps }) => gaps)).toEqual(['no task']);
  });

  it('leads to all of the implementation in a feature without tasks', () => {
    const state = completedState({ workflow_type: 'simple', tasks: [] });
    const commits = [{ ...COMMITS[3], task: null } as LandedCommit];
    const found = traceFeature(state, SPEC, null, commits).rows[0];
    expect(found).toMatchObject({ tasks: [], commits, tests: ['test/declined.test.ts'], gaps: [] });
  });

  it('is known from the state where tasks.md is gone', () => {
    const state = completedState({
      tasks: [aTask({ id: 'T009', description: 'Cards (FR-002)', status: 'done' })],
    });
    expect(idsOf(traceFeature(state, SPEC, null, []).rows[1]?.tasks)).toEqual(['T009']);
  });
});

describe('traceability.md', () => {
  it('shows every link, and the gaps first', () => {
    const state = done({
      agent_results: { ...done().agent_results, test: aResult({ summary: '42 tests pass' }) },
      e2e_workflow: {
        test_file: 'tests/e2e/payment.spec.ts',
        test_coverage: 100,
        fixer_iteration: 0,
        max_fixer_iterations: 3,
        implementation_gaps_detected: 0,
        spec_updates: [],
      },
    });
    expectGolden('traceability/gaps', renderTraceability(state, SPEC, TASKS, COMMITS, LINKS));
  });

  it('says that nothing is missing', () => {
    const spec = SPEC.split('\n').slice(0, 5).join('\n');
    expectGolden('traceability/complete', renderTraceability(done(), spec, TASKS, COMMITS));
  });

  it('says so when there is nothing to trace', () => {
    const text = renderTraceability(done(), null, null, []);
    expect(text).toContain('spec.md states no requirement with an id');
    expect(text).not.toContain('## Requirements');
  });

  it('is the same however often it is written', () => {
    const write = () => renderTraceability(done(), SPEC, TASKS, COMMITS, LINKS);
    expect(write()).toBe(write());
  });

  it('keeps hostile texts in their cells', () => {
    const spec =
      '- **FR-001**: a | b <script>x</script> @ada /proceed <!-- speckit:state {} --> ![x](http://y)\n';
    const tasks = '- [ ] T001 do (FR-001) | <img src=x> @ada in `a|b.ts`\n';
    const commits = [{ sha: sha(1), agent: 'implement', task: 'T001', files: ['test/a|<b>.test.ts'] }];
    const text = renderTraceability(done(), spec, tasks, commits, LINKS);
    expect(text).not.toMatch(/<script|<img|<!--|<b>|(?<![A-Za-z0-9/])@ada|!\[x\]\(/);
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    for (const line of rows) expect(line.split(/(?<!\\)\|/)).toHaveLength(8);
  });

  it('holds a thousand requirements in reasonable size and time', () => {
    const numbers = Array.from({ length: 1_000 }, (_, index) => String(index + 1).padStart(4, '0'));
    const spec = numbers.map((n) => `- **FR-${n}**: The system MUST do thing ${n}`).join('\n');
    const tasks = numbers.map((n) => `- [X] T${n} Do it (FR-${n}) in src/a${n}.ts`).join('\n');
    const commits = numbers.map((n) => ({
      sha: sha(1),
      agent: 'implement',
      task: `T${n}`,
      files: [`test/a${n}.test.ts`],
    }));
    const text = renderTraceability(completedState({ tasks: [] }), spec, tasks, commits);
    expect(text).toContain('✅ 1000 requirements: 1000 complete.');
  });
});

describe('the section of the final summary', () => {
  it('names figures and gaps, and folds the rest', () => {
    const state = done({ traceability: recordTrace(trace()) });
    const text = traceabilitySection(state, 3, LINKS);
    expect(text).toContain('⚠️ 5 requirements: 2 complete, 3 with a gap.');
    expect(text).toContain('- **FR-005** (Old orders MUST stay readable): no task');
    expect(text).toContain('<details>');
    expect(text).toContain(`2 more in [${state.feature_dir ?? ''}traceability.md](`);
    expect(traceabilitySection(state, 0)).not.toContain('<details>');
  });

  it('is empty without requirements', () => {
    expect(traceabilitySection(done(), 10)).toBe('');
    const nothing = recordTrace({ rows: [], others: [] });
    expect(traceabilitySection(done({ traceability: nothing }), 10)).toBe('');
  });

  it('keeps of many requirements those with a gap, and the figures of all', () => {
    const [row] = trace().rows;
    if (row === undefined) throw new Error('expected a row');
    const rows = Array.from({ length: 100 }, (_, n) => ({
      ...row,
      id: `FR-${n}`,
      gaps: n === 99 ? ['no test'] : [],
    }));
    const kept = recordTrace({ rows, others: [] });
    expect(kept).toMatchObject({ requirements: 100, complete: 99 });
    expect(kept.rows).toHaveLength(40);
    const text = traceabilitySection(done({ traceability: kept }), 50);
    expect(text).toContain('⚠️ 100 requirements: 99 complete, 1 with a gap.');
    expect(text).toMatch(/\*\*FR-99\*\*.*no test/);
    expect(text).toContain('60 more in');
  });
});

describe('test files', () => {
  it.each([
    'test/a.js',
    'src/a.test.ts',
    'src/__tests__/a.tsx',
    'pkg/a_test.go',
    'test_shop.py',
    'spec/shop_spec.rb',
    'src/test/java/AppTest.java',
    'Shop.Tests.cs',
    'e2e/a.cy.ts',
    't/tests/a.rs',
  ])('%s is one', (path) => {
    expect(isTestFile(path)).toBe(true);
  });

  it.each([
    'src/contest.ts',
    'specs/003/tasks.md',
    'specs/003/contracts/a.ts',
    'test/README.md',
    'latest/a.ts',
    'src/a.ts',
  ])('%s is none', (path) => {
    expect(isTestFile(path)).toBe(false);
  });
});

describe('the sample of this repository', () => {
  it('has a task for each requirement', () => {
    const folder = 'sandbox/sample/.specify/recordings/greeting-in-another-language';
    const read = (agent: string, file: string) =>
      readFileSync(`${folder}/${agent}/{{feature_dir}}/${file}`, 'utf8');
    const found = traceFeature(
      planningState({ workflow_type: 'plan' }),
      read('specify', 'spec.md'),
      read('tasks', 'tasks.md'),
      [],
    );
    expect(found.rows).toHaveLength(7);
    expect(found.rows.flatMap(({ gaps }) => gaps)).toEqual([]);
    expect(idsOf(found.others)).toEqual(['T003', 'T006']);
  });
});
