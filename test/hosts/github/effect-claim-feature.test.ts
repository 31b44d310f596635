import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { Effect } from '../../../src/domain/effects.js';
import { aHost } from './support/a-host.js';
import { aState, OTHER_WORKFLOW, WORKFLOW } from './support/a-state.js';
import { FakeFiles } from './support/fake-files.js';
import { FakeGithub, refusal } from './support/fake-github.js';

let github: FakeGithub;
let files: FakeFiles;
let head: string;

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  files = new FakeFiles(github);
  files.put('main', 'specs/001-login/spec.md', 'x');
  head = files.put('main', 'specs/archive/spec.md', 'x');
});
afterEach(() => nock.cleanAll());

function claim(slug = 'payments', workflow = WORKFLOW, lookFirst = false, host = aHost()) {
  const effect: Effect = {
    id: `${workflow}:2:claim_feature`,
    kind: 'claim_feature',
    emitted_at: '2026-01-02T03:04:05Z',
    leased_by: 'run/1/1',
    slug,
  };
  return host.effects.run(effect, aState({ workflow_id: workflow }), { lookFirst });
}

describe('claim_feature', () => {
  it('takes the next number across specs/ and branches, and makes the branch', async () => {
    files.refs.set('004-search', head);
    files.refs.set('release-9', head);
    expect(await claim()).toEqual({
      id: `${WORKFLOW}:2:claim_feature`,
      kind: 'claim_feature',
      feature_id: '005-payments',
      branch: '005-payments',
      base: 'main',
      base_sha: head,
    });
    expect(files.refs.get('005-payments')).toBe(head);
  });

  it('begins at 001 in a repository without specs/', async () => {
    files.branches.set('main', new Map());
    files.refs.set('main', files.put('main', 'README.md', 'x'));
    github.on('GET', /\/contents\/specs/, () => refusal(404, 'Not Found'));
    expect(await claim()).toMatchObject({ feature_id: '001-payments' });
  });

  it.each([
    ['different', 'payments', 'search'],
    ['the same', 'payments', 'payments'],
  ])('never gives one number to two requests of %s name', async (_name, one, two) => {
    const outcomes = await Promise.all([claim(one, WORKFLOW), claim(two, OTHER_WORKFLOW)]);
    const numbers = new Set(outcomes.map((each) => 'feature_id' in each && each.feature_id.slice(0, 3)));
    expect(numbers).toEqual(new Set(['002', '003']));
  });

  it('takes the next number when somebody pushes the very branch meanwhile', async () => {
    github.fail('POST', /\/git\/refs/, refusal(422, 'Reference already exists'));
    files.put('speckit-state', 'README.md', 'x');
    expect(await claim()).toMatchObject({ feature_id: '003-payments' });
  });

  it('keeps the number when only another file of the state branch changed', async () => {
    files.put('speckit-state', 'README.md', 'x');
    github.fail('PUT', /\/contents\/.*002\.json/, refusal(409, 'is at a but expected b'));
    expect(await claim()).toMatchObject({ feature_id: '002-payments' });
  });

  it('finds its claim after a crash, and makes the branch that was still missing', async () => {
    files.put('speckit-state', 'README.md', 'x');
    github.fail('POST', /\/git\/refs/, refusal(403, 'Resource not accessible by integration'));
    expect(await claim()).toMatchObject({ kind: 'failed' });
    await claim('search', OTHER_WORKFLOW);
    expect(await claim('payments', WORKFLOW, true)).toMatchObject({ feature_id: '002-payments' });
    expect(await claim('payments', WORKFLOW, true)).toMatchObject({ feature_id: '002-payments' });
    expect([...files.refs.keys()].filter((name) => name.endsWith('payments'))).toEqual(['002-payments']);
  });

  it('makes one branch when the answer to its creation was lost', async () => {
    files.put('speckit-state', 'README.md', 'x');
    github.loseAnswer('POST', /\/git\/refs/);
    expect(await claim()).toMatchObject({ feature_id: '002-payments' });
    expect([...files.refs.keys()].filter((name) => name.endsWith('payments'))).toHaveLength(1);
  });

  it('claims anew when an earlier try got nowhere', async () => {
    expect(await claim('payments', WORKFLOW, true)).toMatchObject({ feature_id: '002-payments' });
  });

  it('is failed in an empty repository, with what to do', async () => {
    github.on('GET', /\/git\/ref\/heads\/main/, () => refusal(409, 'Git Repository is empty.'));
    expect(await claim()).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('Push a first commit'),
    });
  });
});
