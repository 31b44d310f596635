import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { createBranchFiles } from '../../../src/hosts/github/branch-files.js';
import { createFacts } from '../../../src/hosts/github/facts.js';
import { createIssueIndex } from '../../../src/hosts/github/issue-index.js';
import { encodeState } from '../../../src/hosts/github/state-file.js';
import { createStateStore } from '../../../src/hosts/github/state-store.js';
import { aState, OTHER_WORKFLOW, SHA, WORKFLOW } from './support/a-state.js';
import { FakeFiles } from './support/fake-files.js';
import { FakeGithub, ok, quickClient, REPO } from './support/fake-github.js';

let github: FakeGithub;
let files: FakeFiles;
function index() {
  const client = quickClient();
  return createIssueIndex(
    createBranchFiles(client, REPO),
    createStateStore(client, REPO),
    async (number) => (await createFacts(client, REPO).pullRequest(number))?.head.ref ?? null,
  );
}
function save(state: ReturnType<typeof aState>) {
  const path = `.specify/workflow-state/${state.workflow_id}.json`;
  files.put('speckit-state', path, encodeState(state));
}

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  files = new FakeFiles(github);
  files.put('speckit-state', 'README.md', 'x');
});
afterEach(() => nock.cleanAll());

describe('a claim', () => {
  it('holds the issue until the holder has finished', async () => {
    expect(await index().claim(7, WORKFLOW)).toEqual({ claimed: true });
    expect(await index().claim(7, WORKFLOW)).toEqual({ claimed: true });
    expect(await index().claim(7, OTHER_WORKFLOW)).toEqual({ claimed: false, holder: WORKFLOW });
    expect(await index().claim(7, OTHER_WORKFLOW, async () => false)).toMatchObject({ claimed: false });
    const asked: string[] = [];
    const finished = async (holder: string) => asked.push(holder) > 0;
    expect(await index().claim(7, OTHER_WORKFLOW, finished)).toEqual({ claimed: true });
    expect(asked).toEqual([WORKFLOW]);
    expect(await index().activeFor(7)).toBe(OTHER_WORKFLOW);
    expect(await index().activeFor(8)).toBeNull();
  });

  it('goes to exactly one of two that are made at the same time', async () => {
    const outcomes = await Promise.all([index().claim(7, WORKFLOW), index().claim(7, OTHER_WORKFLOW)]);
    expect(outcomes.filter((one) => one.claimed)).toHaveLength(1);
  });

  it('passes although other files of the branch change meanwhile', async () => {
    github.fail(
      'PUT',
      /\/contents\/.*7\.json/,
      { status: 409, body: { message: 'is at a but expected b' } },
      2,
    );
    expect(await index().claim(7, WORKFLOW)).toEqual({ claimed: true });
  });

  it('meets an unreadable index by rebuilding it from the states', async () => {
    save(aState({ pull_request: null }));
    files.put('speckit-state', '.specify/workflow-state/issues/7.json', 'broken');
    expect(await index().claim(7, OTHER_WORKFLOW)).toEqual({ claimed: false, holder: WORKFLOW });
  });
});

describe('the workflow of a pull request', () => {
  const place = (body: string | null) => ({ issueNumber: 12, isPullRequest: true, body });
  const mine = () => aState({ pull_request: { number: 12, url: 'https://github.test/12' } });
  const marker = (id: string) => `text\n\n<!-- speckit:workflow ${id} -->`;

  it('is the one that its marker names, when the state agrees', async () => {
    save(mine());
    save(aState({ workflow_id: OTHER_WORKFLOW }));
    expect(await index().findWorkflow(place(marker(WORKFLOW)))).toBe(WORKFLOW);
    expect(github.log('GET')).toHaveLength(1);
  });

  const headIs = (ref: string) =>
    github.on('GET', /\/pulls\/12/, () =>
      ok({ number: 12, merged_by: null, head: { ref, sha: 's', repo: null }, base: { ref: 'main' } }),
    );
  const claimNumber = (workflow_id: string) =>
    files.put(
      'speckit-state',
      '.specify/workflow-state/features/003.json',
      JSON.stringify({ feature_id: '003-x', workflow_id, effect_id: 'e', base: 'main', base_sha: 's' }),
    );

  it.each([
    ['forged', marker(OTHER_WORKFLOW)],
    ['gone', 'text'],
    ['no path', marker('../../../etc/passwd')],
    ['without a body', null],
  ])('is found through its branch when the marker is %s', async (_name, body) => {
    save(mine());
    save(aState({ workflow_id: OTHER_WORKFLOW }));
    claimNumber(WORKFLOW);
    headIs('003-x');
    expect(await index().findWorkflow(place(body))).toBe(WORKFLOW);
    expect(github.log('GET').some((line) => line.includes('/git/trees/'))).toBe(false);
  });

  it('is found through the states when the claim names another one', async () => {
    save(mine());
    save(aState({ workflow_id: OTHER_WORKFLOW }));
    claimNumber(OTHER_WORKFLOW);
    expect(await index().findWorkflow({ ...place(''), branch: '003-x' })).toBe(WORKFLOW);
    expect(github.log('GET').some((line) => line.includes('/pulls/'))).toBe(false);
  });

  it('is found although another state is broken', async () => {
    files.put('speckit-state', `.specify/workflow-state/${OTHER_WORKFLOW}.json`, 'broken');
    save(mine());
    expect(await index().findWorkflow({ ...place(''), branch: '003-x' })).toBe(WORKFLOW);
  });

  it('is the one that works on its feature now, where several followed each other', async () => {
    save(aState({ ...mine(), status: 'completed', feature_id: '003-x' }));
    save(aState({ workflow_id: OTHER_WORKFLOW, feature_id: '003-x', status: 'running' }));
    claimNumber(OTHER_WORKFLOW);
    expect(await index().findWorkflow(place(marker(WORKFLOW)))).toBe(OTHER_WORKFLOW);
  });

  it('is the one that its marker names while nobody else has its feature', async () => {
    save(aState({ ...mine(), status: 'completed', feature_id: '003-x' }));
    expect(await index().findWorkflow(place(marker(WORKFLOW)))).toBe(WORKFLOW);
    claimNumber(WORKFLOW);
    expect(await index().findWorkflow(place(marker(WORKFLOW)))).toBe(WORKFLOW);
    // The claim of a workflow whose state nobody has leads nowhere.
    claimNumber(OTHER_WORKFLOW);
    expect(await index().findWorkflow(place(marker(WORKFLOW)))).toBe(WORKFLOW);
  });

  it('is found when a person opened the pull request from the feature branch', async () => {
    save(aState({ feature_id: '003-x', branch: { name: '003-x', base: 'main', base_sha: SHA, head: SHA } }));
    claimNumber(WORKFLOW);
    expect(await index().findWorkflow({ ...place(''), branch: '003-x' })).toBe(WORKFLOW);
  });

  it('is the one that was begun on it as a thread of its own', async () => {
    save(aState({ origin: { ...aState().origin, issue: 12 } }));
    await index().claim(12, WORKFLOW);
    expect(await index().findWorkflow({ ...place(''), branch: '003-x' })).toBe(WORKFLOW);
  });

  it('is the one that was begun on it, even while another one has its feature', async () => {
    save(aState({ origin: { ...aState().origin, issue: 12 }, status: 'paused' }));
    save(
      aState({
        workflow_id: OTHER_WORKFLOW,
        branch: { name: '003-x', base: 'main', base_sha: SHA, head: SHA },
      }),
    );
    claimNumber(OTHER_WORKFLOW);
    await index().claim(12, WORKFLOW);
    expect(await index().findWorkflow({ ...place(''), branch: '003-x' })).toBe(WORKFLOW);
    save(aState({ origin: { ...aState().origin, issue: 12 }, status: 'failed' }));
    expect(await index().findWorkflow({ ...place(''), branch: '003-x' })).toBe(OTHER_WORKFLOW);
  });

  it('is none, after one request, for a branch that is no feature', async () => {
    save(mine());
    headIs('fix-typo');
    expect(await index().findWorkflow(place('text'))).toBeNull();
    expect(github.log('GET')).toHaveLength(1);
  });

  it('is none where no state names it', async () => {
    save(aState());
    expect(await index().findWorkflow({ ...place(marker(WORKFLOW)), branch: '003-x' })).toBeNull();
  });
});

it('lists the workflows of an issue, the latest first', async () => {
  await index().claim(7, WORKFLOW);
  await index().claim(7, OTHER_WORKFLOW, async () => true);
  expect(await index().workflowsOf(7)).toEqual([OTHER_WORKFLOW, WORKFLOW]);
  expect(await index().workflowsOf(8)).toEqual([]);
});

it('knows who worked on a feature last', async () => {
  const claim = { feature_id: '003-x', workflow_id: WORKFLOW, effect_id: 'e', base: 'main', base_sha: 's' };
  files.put('speckit-state', '.specify/workflow-state/features/003.json', JSON.stringify(claim));
  expect(await index().workflowOfFeature('003-x')).toBe(WORKFLOW);
  expect(await index().workflowOfFeature('003-y')).toBeNull();
  expect(await index().workflowOfFeature('004-x')).toBeNull();
  expect(await index().workflowOfFeature('x')).toBeNull();
});

it('finds the workflow of an issue in the index', async () => {
  await index().claim(7, WORKFLOW);
  expect(await index().findWorkflow({ issueNumber: 7, isPullRequest: false, body: '' })).toBe(WORKFLOW);
});

describe('an index that somebody wrote by hand', () => {
  const forge = (issue: number, active: string) => {
    const text = JSON.stringify({ workflows: [active], active });
    files.put('speckit-state', `.specify/workflow-state/issues/${issue}.json`, text);
  };

  it('leads to no workflow of another issue', async () => {
    const own = aState({ origin: { ...aState().origin, issue: 7 } });
    save(own);
    save(aState({ workflow_id: OTHER_WORKFLOW, origin: { ...own.origin, issue: 8 } }));
    forge(7, OTHER_WORKFLOW);
    expect(await index().activeFor(7)).toBe(WORKFLOW);
    expect(await index().workflowsOf(7)).toEqual([WORKFLOW]);
    expect(await index().claim(7, '33333333-3333-4333-8333-333333333333')).toEqual({
      claimed: false,
      holder: WORKFLOW,
    });
  });

  it('leads from a feature to no workflow of another feature', async () => {
    const claim = {
      feature_id: '003-x',
      workflow_id: OTHER_WORKFLOW,
      effect_id: 'e',
      base: 'main',
      base_sha: 's',
    };
    files.put('speckit-state', '.specify/workflow-state/features/003.json', JSON.stringify(claim));
    save(aState({ workflow_id: OTHER_WORKFLOW, feature_id: '004-y' }));
    expect(await index().workflowOfFeature('003-x')).toBeNull();
  });
});
