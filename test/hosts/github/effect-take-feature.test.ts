import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { Effect } from '../../../src/domain/effects.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { encodeState } from '../../../src/hosts/github/state-file.js';
import { aHost } from './support/a-host.js';
import { aState, OTHER_WORKFLOW, WORKFLOW } from './support/a-state.js';
import { FakeFiles } from './support/fake-files.js';
import { FakeGithub, refusal } from './support/fake-github.js';

let github: FakeGithub;
let files: FakeFiles;
let head: string;
const CLAIM = '.specify/workflow-state/features/003.json';

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  files = new FakeFiles(github);
  head = files.put('main', 'specs/003-payments/spec.md', 'x');
  files.put('speckit-state', 'README.md', 'x');
});
afterEach(() => nock.cleanAll());

function take({ workflow = WORKFLOW, lookFirst = false, feature = '003-payments' } = {}) {
  const effect: Effect = {
    id: `${workflow}:2:claim_feature`,
    kind: 'claim_feature',
    emitted_at: '2026-01-02T03:04:05Z',
    leased_by: 'run/1/1',
    slug: 'payments',
    existing: { feature_id: feature, branch: feature, base: 'main', base_sha: head, head },
  };
  return aHost().effects.run(effect, aState({ workflow_id: workflow }), { lookFirst });
}

function holder(patch: Partial<WorkflowState>): void {
  const state = aState({ workflow_id: OTHER_WORKFLOW, ...patch });
  files.put('speckit-state', `.specify/workflow-state/${OTHER_WORKFLOW}.json`, encodeState(state));
}

function claimedBy(workflow_id: string, feature_id = '003-payments'): void {
  const claim = { feature_id, workflow_id, effect_id: 'e', base: 'main', base_sha: head };
  files.put('speckit-state', CLAIM, JSON.stringify(claim));
}

function claim(): unknown {
  return JSON.parse(files.branches.get('speckit-state')?.get(CLAIM) ?? 'null');
}

const TAKEN = { kind: 'claim_feature', feature_id: '003-payments', branch: '003-payments', base: 'main' };

describe('claim_feature of a feature that exists', () => {
  it('makes the branch at the given commit where it is gone', async () => {
    expect(await take()).toMatchObject({ ...TAKEN, base_sha: head, head });
    expect(files.refs.get('003-payments')).toBe(head);
    expect(claim()).toMatchObject({ workflow_id: WORKFLOW, feature_id: '003-payments' });
  });

  it('leaves a branch as it is, and tells its present head', async () => {
    const present = files.put('003-payments', 'specs/003-payments/plan.md', 'y');
    expect(await take()).toMatchObject({ ...TAKEN, head: present });
    expect(github.log('POST')).toEqual([]);
  });

  it.each(['completed', 'failed', 'aborted'] as const)(
    'takes it over from a workflow that is %s',
    async (status) => {
      claimedBy(OTHER_WORKFLOW);
      holder({ status });
      expect(await take()).toMatchObject(TAKEN);
      expect(claim()).toMatchObject({ workflow_id: WORKFLOW });
    },
  );

  it('takes it over from a workflow that nobody knows any more', async () => {
    claimedBy(OTHER_WORKFLOW);
    expect(await take()).toMatchObject(TAKEN);
  });

  it.each(['running', 'paused', 'awaiting_clarification'] as const)(
    'fails while another workflow is %s on it, and says where',
    async (status) => {
      claimedBy(OTHER_WORKFLOW);
      holder({ status });
      const outcome = await take();
      expect(outcome).toMatchObject({ kind: 'failed', message: expect.stringMatching(/`\/abort` on #7/) });
      expect(outcome).toMatchObject({ message: expect.stringContaining(OTHER_WORKFLOW) });
      expect(claim()).toMatchObject({ workflow_id: OTHER_WORKFLOW });
      expect(files.refs.has('003-payments')).toBe(false);
    },
  );

  it('fails where another feature of its number is being worked on', async () => {
    claimedBy(OTHER_WORKFLOW, '003-search');
    holder({ status: 'running' });
    expect(await take()).toMatchObject({ kind: 'failed', message: expect.stringContaining('003-search') });
  });

  it('fails where the state of its holder cannot be read', async () => {
    claimedBy(OTHER_WORKFLOW);
    files.put('speckit-state', `.specify/workflow-state/${OTHER_WORKFLOW}.json`, 'broken');
    expect(await take()).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('cannot be used'),
    });
  });

  it('goes to exactly one of two that want it at the same time', async () => {
    claimedBy('0b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77');
    holder({ status: 'running' });
    const mine = encodeState(aState());
    files.put('speckit-state', `.specify/workflow-state/${WORKFLOW}.json`, mine);
    const outcomes = await Promise.all([take(), take({ workflow: OTHER_WORKFLOW })]);
    expect(outcomes.map((one) => one.kind).toSorted()).toEqual(['claim_feature', 'failed']);
  });

  it('is repeated without harm after a crash', async () => {
    await take();
    files.refs.delete('003-payments');
    const writes = github.log('PUT').length;
    expect(await take({ lookFirst: true })).toMatchObject({ ...TAKEN, head });
    expect(files.refs.get('003-payments')).toBe(head);
    expect(github.log('PUT')).toHaveLength(writes);
  });

  it('tries again when only another file of the state branch changed', async () => {
    github.fail('PUT', /\/contents\/.*003\.json/, refusal(409, 'is at a but expected b'));
    expect(await take()).toMatchObject(TAKEN);
  });

  it('keeps features with timestamps of one day apart', async () => {
    expect(await take({ feature: '20260301-120000-payments' })).toMatchObject({ kind: 'claim_feature' });
    expect([...(files.branches.get('speckit-state')?.keys() ?? [])]).toContain(
      '.specify/workflow-state/features/20260301-120000.json',
    );
  });

  it('fails for a name that is no feature', async () => {
    expect(await take({ feature: 'payments' })).toMatchObject({ kind: 'failed' });
  });
});
