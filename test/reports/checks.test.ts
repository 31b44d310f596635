import { describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import { annotationsOf } from '../../src/reports/annotations.js';
import { GATE_CHECK, WORKFLOW_CHECK } from '../../src/reports/checks.js';
import { renderChecks, statusLabel } from '../../src/reports/render.js';
import {
  aResult,
  aState,
  checkpointState,
  completedState,
  implementingState,
  planningState,
} from '../support/state-builder.js';
import { LINKS } from './states.js';

function check(state: WorkflowState, name: string, digest?: string) {
  const found = renderChecks(state, LINKS, digest).find((one) => one.name === name);
  if (found === undefined) throw new Error(`expected a check ${name}, received none`);
  return found;
}
const gate = (state: WorkflowState, digest?: string) => check(state, GATE_CHECK, digest);
const whole = (state: WorkflowState) => check(state, WORKFLOW_CHECK);
const pull_request = { number: 7, url: 'https://github.example/acme/shop/pull/7' };
const ended = { finished_at: '2026-03-01T13:00:00Z', status_reason: 'Aborted by ada.' };

describe('the check of the gate', () => {
  it('is green on approved content only', () => {
    const conclusions = {
      planning: gate(planningState({ ...branchOf(), pull_request })).conclusion,
      waiting: gate(checkpointState()).conclusion,
      paused: gate(checkpointState({ status: 'paused' })).conclusion,
      implementing: gate(implementingState()).conclusion,
      completed: gate(completedState()).conclusion,
      'failed later': gate(implementingState({ status: 'failed' })).conclusion,
      'aborted later': gate(implementingState({ status: 'aborted', ...ended })).conclusion,
      'aborted before': gate(checkpointState({ status: 'aborted', ...ended })).conclusion,
      'failed before': gate(checkpointState({ status: 'failed' })).conclusion,
      voided: gate(implementingState({ approvals: [], implementation_approved: false })).conclusion,
      'a flag without approvals': gate(implementingState({ approvals: [] })).conclusion,
    };
    expect(conclusions).toEqual({
      planning: null,
      waiting: 'action_required',
      paused: 'action_required',
      implementing: 'success',
      completed: 'success',
      'failed later': 'success',
      'aborted later': 'neutral',
      'aborted before': 'failure',
      'failed before': 'failure',
      voided: 'action_required',
      'a flag without approvals': 'action_required',
    });
  });

  it('says who approved, or what to type', () => {
    expect(gate(implementingState()).summary).toMatch(/ada|alice|bob/);
    const { summary, title } = gate(checkpointState());
    expect(title).toBe('Waiting for approval');
    expect(summary).toContain('comment `/proceed` or approve pull request #7');
  });

  it('is not green on artifacts that somebody changed after the end', () => {
    expect(gate(completedState(), 'sha256:other')).toMatchObject({
      conclusion: 'action_required',
      title: 'Changed since the approval',
    });
    expect(gate(completedState(), completedState().content_digest ?? '').conclusion).toBe('success');
  });

  it('is neutral where E2E agents have updated the specification since', () => {
    const e2e_workflow = {
      test_file: null,
      test_coverage: 0,
      fixer_iteration: 1,
      max_fixer_iterations: 3,
      implementation_gaps_detected: 0,
      spec_updates: [{ file: 'specs/003/spec.md', change: 'refunds take a day', approved: false }],
    };
    const found = gate(completedState({ content_digest: 'sha256:other', e2e_workflow }));
    expect(found.conclusion).toBe('neutral');
    expect(found.summary).toContain('refunds take a day');
  });

  it('leaves the verdict of another workflow alone where this one implements nothing', () => {
    const state = completedState({ workflow_type: 'analyze', steps: ['analyze'], approvals: [] });
    expect(gate(state)).toMatchObject({ conclusion: 'neutral', yields: true });
    expect(gate(completedState()).yields).toBe(false);
  });
});

describe('the check of the workflow', () => {
  it('changes with the commit only while agents work', () => {
    const state = implementingState();
    const later = { ...state, tasks: [], revision: 99, updated_at: '2026-03-01T14:00:00Z', timeline: [] };
    expect(renderChecks(later, LINKS)).toEqual(renderChecks(state, LINKS));
    expect(whole(state)).toMatchObject({ conclusion: null, title: 'Agents are at work' });
  });

  it('ends as the workflow ends', () => {
    expect(whole(completedState()).conclusion).toBe('success');
    expect(whole(checkpointState()).conclusion).toBe('action_required');
    expect(whole(implementingState({ status: 'aborted', ...ended }))).toMatchObject({
      conclusion: 'cancelled',
      title: 'Aborted by ada.',
    });
    const failed = whole(implementingState({ status: 'failed', status_reason: 'tasks failed: T002' }));
    expect(failed).toMatchObject({ conclusion: 'failure', title: 'Failed: tasks failed: T002' });
    const paused = whole(implementingState({ status: 'paused', status_reason: 'budget used up' }));
    expect(paused).toMatchObject({ conclusion: 'action_required', title: 'Paused: budget used up' });
    expect(paused.summary).toContain('comment `/resume`');
  });

  it('puts findings on file and line, the worst first', () => {
    const state = withFindings([
      ['LOW', 'src/a.ts:3'],
      ['CRITICAL', './src/b.ts:12:5'],
      ['MEDIUM', 'src/c.ts:4-9'],
      ['HIGH', 'src/d.ts#L7-L8'],
      ['HIGH', '/home/runner/work/shop/shop/src/e.ts:2'],
      ['HIGH', 'spec.md:5'],
      ['HIGH', 'Section 3'],
      ['HIGH', '/etc/passwd.conf:1'],
      ['HIGH', '../secrets.env:1'],
      ['HIGH', ''],
    ]);
    const found = whole(state);
    expect(found.conclusion).toBe('failure');
    expect(found.summary).toContain('### Findings');
    expect(
      found.annotations.map((one) => [one.annotation_level, one.path, one.start_line, one.end_line]),
    ).toEqual([
      ['failure', 'src/b.ts', 12, 12],
      ['failure', 'src/d.ts', 7, 8],
      ['failure', 'src/e.ts', 2, 2],
      ['failure', state.artifacts_ready.spec, 5, 5],
      ['warning', 'src/c.ts', 4, 9],
      ['notice', 'src/a.ts', 3, 3],
    ]);
  });

  it('keeps hostile findings harmless', () => {
    const hostile = 'do <!-- speckit:state {} --> @ada <img src=x onerror=y>';
    const state = withFindings([['HIGH', 'src/a.ts:1']], hostile);
    const { summary } = whole(state);
    expect(summary).not.toMatch(/<!--|<img|@ada/);
    const [one] = annotationsOf(state);
    expect(one?.message).not.toMatch(/<!--|@ada/);
  });
});

describe('check runs', () => {
  it('are none without a pull request, and none where the configuration wants none', () => {
    expect(renderChecks(aState(), LINKS)).toEqual([]);
    expect(renderChecks(checkpointState({ pull_request: null }), LINKS)).toEqual([]);
    const { settings } = checkpointState();
    const reports = { checks: false, status_labels: true };
    expect(renderChecks(checkpointState({ settings: { ...settings, reports } }), LINKS)).toEqual([]);
  });
});

describe('the status label', () => {
  it('says who has to do something', () => {
    const names = [planningState(), checkpointState(), completedState()].map((one) => statusLabel(one)?.name);
    expect(names).toEqual(['speckit: running', 'speckit: waiting', 'speckit: done']);
    expect(statusLabel(implementingState({ status: 'failed' }))?.name).toBe('speckit: failed');
    expect(statusLabel(implementingState({ status: 'aborted' }))?.name).toBe('speckit: aborted');
    expect(statusLabel(implementingState({ status: 'paused' }))?.name).toBe('speckit: waiting');
    const { settings } = planningState();
    const reports = { checks: true, status_labels: false };
    expect(statusLabel(planningState({ settings: { ...settings, reports } }))).toBeNull();
  });
});

function branchOf(): Pick<WorkflowState, 'branch'> {
  return { branch: checkpointState().branch };
}

function withFindings(
  places: readonly (readonly ['CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW', string])[],
  message = 'does not what it says',
): WorkflowState {
  const error = {
    type: 'QualityGateFailure' as const,
    message: 'found problems',
    recoverable: true,
    feedback_required: true,
    blocking_issues: places.map(([severity, location]) => ({
      severity,
      type: 'Bug',
      message,
      location,
    })),
  };
  const review = aResult({ status: 'error', error });
  const state = implementingState({ workflow_type: 'full', status: 'failed', status_reason: 'no' });
  return {
    ...state,
    agent_results: { ...state.agent_results, review },
  };
}
