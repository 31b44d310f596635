import { describe, expect, it } from '@jest/globals';
import { workflowFor } from '../../src/commands/classify.js';
import { WORKFLOWS, type WorkflowType } from '../../src/domain/workflows.js';
import { sequenceOf } from '../engine/support/sequence.js';
import { commandIn, comment, topics, workflowOf } from './support/play.js';

/** The seed's table "Explicit Triggers"; `simple` and `full` are those of "Core Workflows". */
const TRIGGERS: readonly [string, WorkflowType, string, boolean][] = [
  ['simple: Add logging utility', 'simple', 'specify → 🛑 → implement → test', true],
  [
    'full: Payment processing with Stripe',
    'full',
    'specify → clarify → plan → checklist → tasks → analyze → 🛑 → implement → test → review → e2e-test-builder → e2e-test-fixer → taskstoissues',
    true,
  ],
  ['spec: WebSocket service', 'spec', 'specify → clarify', false],
  ['plan: Notification arch', 'plan', 'specify → clarify → plan → checklist → tasks → analyze', false],
  ['clarify', 'clarify', 'clarify', false],
  ['analyze', 'analyze', 'analyze', false],
  ['implement', 'implement', '🛑 → implement → test → review', true],
  ['review', 'review', 'review', false],
  ['e2e: Add health monitoring', 'e2e', 'e2e-test-builder → e2e-test-fixer', false],
  ['fix-e2e tests/e2e/test_X.py', 'fix-e2e', 'e2e-test-fixer', false],
  ['issues', 'issues', 'taskstoissues', false],
  ['github', 'issues', 'taskstoissues', false],
];

describe('the seed’s explicit triggers', () => {
  it.each(TRIGGERS)('%s runs %s', (text, type, sequence, checkpoint) => {
    expect(workflowOf(commandIn(`/speckit ${text}`))).toBe(type);
    const world = comment(`/speckit ${text}`);
    expect(sequenceOf(world)).toBe(sequence);
    expect(world.state).toMatchObject({ status: 'completed', workflow_type: type });
    expect(topics(world).includes('checkpoint')).toBe(checkpoint);
    expect(topics(world).at(-1)).toBe('summary');
  });

  it('standard: runs Standard, which the seed forces for simple and full only', () => {
    expect(sequenceOf(comment('/speckit standard: Notifications'))).toBe(
      'specify → clarify → plan → tasks → 🛑 → implement → test',
    );
  });

  it('fix-e2e keeps the file that it was asked to mend', () => {
    expect(comment('/speckit fix-e2e tests/e2e/test_X.py').state.target_file).toBe('tests/e2e/test_X.py');
  });
});

/** The seed's table "Core Workflows". */
const CORE: readonly [WorkflowType, readonly number[], string][] = [
  ['simple', [0, 3], 'specify → 🛑 → implement → test'],
  ['standard', [4, 6], 'specify → clarify → plan → tasks → 🛑 → implement → test'],
  [
    'standard-e2e',
    [],
    'specify → clarify → plan → tasks → 🛑 → implement → test → review → e2e-test-builder → e2e-test-fixer',
  ],
  [
    'full',
    [7, 9],
    'specify → clarify → plan → checklist → tasks → analyze → 🛑 → implement → test → review → e2e-test-builder → e2e-test-fixer → taskstoissues',
  ],
  [
    'full-research',
    [10, 12],
    'specify → clarify → research → plan → checklist → tasks → analyze → 🛑 → implement → test → review → e2e-test-builder → e2e-test-fixer → taskstoissues',
  ],
];

describe('the seed’s core workflows', () => {
  it.each(CORE)('%s is for scores %j', (type, scores, sequence) => {
    for (const score of scores) expect(workflowFor(score)).toBe(type);
    expect(WORKFLOWS[type].join(' → ').replace('checkpoint', '🛑')).toBe(sequence);
  });
});

describe('the seed’s "auto" trigger', () => {
  it('orchestrator: asks which workflow it is to be, and claims nothing before', () => {
    const world = comment('/speckit orchestrator: Add user authentication with OAuth2');
    expect(world.state.status).toBe('awaiting_workflow_selection');
    expect(world.effects).toMatchObject([{ kind: 'post_comment', topic: 'analysis' }]);
  });
});
