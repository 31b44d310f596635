import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BackendError, type PlayRequest } from '../../../src/backends/index.js';
import { playAnalyze } from '../../../src/jobs/play/analyze-agent.js';
import { aQuestion, done, FEATURE, playOptions, scriptedBackend } from '../support/builders.js';
import { putFiles } from '../support/workspace.js';

const DIR = `specs/${FEATURE}`;
const SPEC = `# Feature Specification: Payments

## User Scenarios & Testing

### User Story 1 - Pay (Priority: P1)

Somebody pays by card.

## Requirements

- **FR-001**: The shop MUST accept cards.
- **FR-002**: The shop MUST refuse expired cards.

## Success Criteria

- **SC-001**: Nine of ten payments take one attempt.
`;
const PLAN = `# Plan

## Technical Context

Node.js

## Constitution Check

pass
`;
const TASKS = `# Tasks

## Phase 1: User Story 1 - Pay (Priority: P1)

- [ ] T001 [US1] Accept cards (FR-001) in src/accept.js
- [ ] T002 [US1] Refuse expired cards (FR-002) in src/refuse.js
`;
/** T002 depends on itself by way of T001. */
const CIRCLE = TASKS.replace('in src/accept.js', 'in src/accept.js (depends on T002)').replace(
  'in src/refuse.js',
  'in src/refuse.js (depends on T001)',
);

let tree: string;
beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'speckit-analyze-'));
});
afterEach(() => rm(tree, { recursive: true, force: true }));

async function analyze(tasks: string, answer: (request: PlayRequest) => unknown) {
  await putFiles(tree, {
    [`${DIR}/spec.md`]: SPEC,
    [`${DIR}/plan.md`]: PLAN,
    [`${DIR}/tasks.md`]: tasks,
    '.specify/memory/constitution.md': '# Constitution\n',
  });
  const requests: PlayRequest[] = [];
  const backend = scriptedBackend((request) => {
    requests.push(request);
    return answer(request);
  });
  const { response } = await playAnalyze(
    aQuestion('analyze'),
    playOptions(tree, 'analyze', { backendFor: () => backend }),
  );
  return { response, requests };
}

const clean = () => done('analyze', { findings: [], coverage: 42 });
const failing = (blocking_issues: readonly unknown[], agent: string) => ({
  ...done('analyze', { take: 1 }),
  status: 'error',
  error: {
    type: 'QualityGateFailure',
    message: 'the plan does not fit',
    recoverable: true,
    feedback_required: true,
    blocking_issues,
    suggested_action: { agent },
  },
});

describe('analyze, by code and by judgement', () => {
  it('succeeds where neither finds anything, with the coverage that code has counted', async () => {
    const { response } = await analyze(TASKS, clean);
    expect(response).toMatchObject({
      status: 'success',
      result: { findings: [], code_findings: 0, coverage: 100, summary: 'done' },
    });
  });

  it('fails for what code finds, whatever the backend says, and names the agent that mends it', async () => {
    const { response, requests } = await analyze(CIRCLE, clean);
    expect(requests[0]?.prompt).toMatch(/CODE_FINDINGS:\n\[\n {2}\{\n {4}"severity": "CRITICAL"/);
    expect(response.error).toMatchObject({
      type: 'QualityGateFailure',
      recoverable: true,
      feedback_required: true,
      suggested_action: { agent: 'tasks' },
    });
    expect(response.error?.blocking_issues[0]).toMatchObject({
      severity: 'CRITICAL',
      target: 'tasks',
      location: expect.stringMatching(/^tasks\.md:\d+$/),
    });
  });

  it('fails for what the backend finds, and keeps its result', async () => {
    const issue = { severity: 'HIGH', type: 'Inconsistency', message: 'plan.md names another database' };
    const { response } = await analyze(TASKS, () => failing([issue], 'plan'));
    expect(response).toMatchObject({
      result: { take: 1 },
      error: {
        suggested_action: { agent: 'plan' },
        blocking_issues: [{ ...issue, target: 'plan' }],
      },
    });
    const bare = await analyze(TASKS, () => failing([], 'plan'));
    expect(bare.response.error?.blocking_issues).toMatchObject([{ message: 'the plan does not fit' }]);
  });

  it('fails for a grave finding that is listed beside a success', async () => {
    const findings = [
      { severity: 'LOW', type: 'Ambiguity', message: 'small' },
      { severity: 'CRITICAL', type: 'Inconsistency', message: 'grave', target: 'clarify' },
    ];
    const { response } = await analyze(TASKS, () => done('analyze', { findings }));
    expect(response.error).toMatchObject({
      blocking_issues: [{ message: 'grave' }],
      suggested_action: { agent: 'clarify' },
    });
    expect(response.result.findings).toMatchObject([{ message: 'grave' }, { message: 'small' }]);
  });

  it('leaves each finding with its own agent where there are several', async () => {
    const issue = { severity: 'HIGH', type: 'Inconsistency', message: 'plan.md names another database' };
    const { response } = await analyze(CIRCLE, () => failing([issue], 'plan'));
    expect(response.error?.suggested_action).toBeNull();
    expect(response.error?.feedback_required).toBe(true);
    expect(new Set(response.error?.blocking_issues.map(({ target }) => target))).toEqual(
      new Set(['tasks', 'plan']),
    );
  });

  it('is no answer where the backend has none', async () => {
    const { response } = await analyze(CIRCLE, () => {
      throw new BackendError('ExternalServiceError', '529');
    });
    expect(response.error?.type).toBe('ExternalServiceError');
  });
});
