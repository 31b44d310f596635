import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { WorkflowState } from '../../../src/domain/state.js';
import type { CheckReport } from '../../../src/reports/checks.js';
import { STATUS_LABELS } from '../../../src/reports/status-label.js';
import { aHost } from './support/a-host.js';
import { renderer } from './support/a-renderer.js';
import { aPlannedState, OTHER_WORKFLOW, SHA, WORKFLOW } from './support/a-state.js';
import { FakeGithub, refusal } from './support/fake-github.js';
import { FakePeople } from './support/fake-people.js';
import { FakePulls } from './support/fake-pulls.js';

let github: FakeGithub;
let people: FakePeople;
let pulls: FakePulls;
let logged: string[];

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  people = new FakePeople(github);
  pulls = new FakePulls(github);
  logged = [];
});
afterEach(() => nock.cleanAll());

const NEXT = 'b'.repeat(40);

function report(patch: Partial<CheckReport> = {}): CheckReport {
  return {
    name: 'speckit/gate',
    head: SHA,
    conclusion: 'action_required',
    title: 'Waiting',
    summary: 'Approve it.',
    annotations: [],
    details_url: 'https://github.test/octo/shop/issues/7',
    yields: false,
    ...patch,
  };
}

/** A host that shows what it is told to. */
function showing(
  { checks = [report()], label = 'speckit: waiting', gist = 'the plan' } = {} as {
    checks?: CheckReport[];
    label?: string | null;
    gist?: string;
  },
  leavesChecks?: () => Promise<boolean>,
) {
  return aHost({
    defaultBranch: 'main',
    log: (message) => logged.push(message),
    leavesChecks,
    renderer: {
      ...renderer,
      checks: () => checks,
      statusLabel: () => STATUS_LABELS.find((one) => one.name === label) ?? null,
      pullRequest: () => ({ title: 'Payments', body: bodyOf(gist), gist }),
    },
  }).dashboard;
}

const bodyOf = (gist: string) => `${gist}\n\n<!-- speckit:workflow ${WORKFLOW} -->`;

function state(patch: Partial<WorkflowState> = {}): WorkflowState {
  const id = people.comments.find((one) => one.issue === 7)?.id ?? people.comment(7, 'old').id;
  return aPlannedState({
    dashboard: { comment_id: id },
    pull_request: { number: 9, url: 'https://github.test/octo/shop/pull/9' },
    revision: 5,
    ...patch,
  });
}

const writes = () => github.log().filter((one) => !one.startsWith('GET'));

describe('what GitHub shows beside the dashboard', () => {
  it('is written once, however often it is shown and by whichever process', async () => {
    await showing().show(state());
    expect(writes()).toEqual([
      'POST /check-runs',
      'POST /labels',
      'POST /issues/7/labels',
      'POST /issues/9/labels',
      'PATCH /pulls/9',
      expect.stringMatching(/^PATCH \/issues\/comments\//),
    ]);
    github.calls.length = 0;
    await showing().show(state({ revision: 6 }));
    expect(github.log()).toEqual([
      expect.stringMatching(/^GET \/issues\/comments\//),
      expect.stringMatching(/^PATCH \/issues\/comments\//),
    ]);
  });

  it('S2: is not written twice where the note of it was lost', async () => {
    await showing().show(state());
    const [dashboard] = people.comments;
    if (dashboard === undefined) throw new Error('expected a dashboard');
    dashboard.body = dashboard.body.replace(/<!-- speckit:shown .*-->/, '');
    github.calls.length = 0;
    await showing().show(state());
    expect(writes()).toEqual([expect.stringMatching(/^PATCH \/issues\/comments\//)]);
    expect(pulls.runs).toHaveLength(1);
  });

  it('does not trust the note when somebody else has changed the comment', async () => {
    await showing().show(state());
    pulls.labels.set(7, ['bug']);
    pulls.runs.length = 0;
    await showing().show(state());
    expect(pulls.labels.get(7)).toEqual(['bug']);
    await showing().rebuild(state());
    expect(pulls.labels.get(7)).toEqual(['bug', 'speckit: waiting']);
    expect(pulls.runs).toHaveLength(1);
  });

  it('costs no request where there is nothing to show', async () => {
    await showing({ checks: [], label: null }).show(state({ pull_request: null }));
    expect(github.log()).toEqual([expect.stringMatching(/^PATCH \/issues\/comments\//)]);
  });
});

describe('check runs', () => {
  it('change in place, and are made anew on another commit', async () => {
    await showing().show(state());
    await showing({ checks: [report({ conclusion: 'success', title: 'Approved' })] }).show(
      state({ revision: 6 }),
    );
    expect(pulls.runs).toMatchObject([{ conclusion: 'success', head_sha: SHA }]);
    await showing({ checks: [report({ conclusion: 'success', title: 'Approved', head: NEXT })] }).show(
      state({ revision: 7 }),
    );
    expect(pulls.runs.map((one) => [one.head_sha, one.conclusion])).toEqual([
      [SHA, 'success'],
      [NEXT, 'success'],
    ]);
  });

  it('do not begin again: a new one takes the place of a complete one', async () => {
    await showing().show(state());
    await showing({ checks: [report({ conclusion: null, title: 'At work' })] }).show(state({ revision: 6 }));
    expect(pulls.runs.map((one) => one.status)).toEqual(['completed', 'in_progress']);
  });

  it('of a newer version of the state stay', async () => {
    await showing({ checks: [report({ conclusion: 'success', title: 'Approved' })] }).show(
      state({ revision: 8 }),
    );
    await showing().show(state({ revision: 7 }));
    expect(pulls.runs).toMatchObject([{ conclusion: 'success' }]);
  });

  it('come again after somebody has set them back', async () => {
    await showing().show(state());
    const [run] = pulls.runs;
    if (run === undefined) throw new Error('expected a check run');
    Object.assign(run, { status: 'queued', conclusion: null });
    await showing().rebuild(state());
    expect(pulls.runs).toMatchObject([{ status: 'completed', conclusion: 'action_required' }]);
  });

  it('of another workflow give way, unless this one has nothing to say', async () => {
    await showing().show(state({ workflow_id: OTHER_WORKFLOW }));
    await showing({ checks: [report({ conclusion: 'neutral', yields: true })] }).show(state());
    expect(pulls.runs).toHaveLength(1);
    await showing({ checks: [report({ conclusion: 'success' })] }).show(state());
    expect(pulls.runs.map((one) => one.conclusion)).toEqual(['action_required', 'success']);
  });

  it('of other Apps are left alone', async () => {
    await showing().show(state());
    const [run] = pulls.runs;
    if (run === undefined) throw new Error('expected a check run');
    pulls.runs[0] = { ...run, app: { slug: 'somebody-else' } };
    await showing().rebuild(state());
    expect(pulls.runs.map((one) => one.app.slug)).toEqual(['somebody-else', 'github-actions']);
  });

  it('take more annotations than one request may hold', async () => {
    const annotations = Array.from({ length: 130 }, (_, n) => ({
      path: 'src/a.ts',
      start_line: n + 1,
      end_line: n + 1,
      annotation_level: 'failure' as const,
      title: 'HIGH Bug',
      message: 'mend it',
    }));
    await showing({ checks: [report({ annotations })] }).show(state());
    const sent = github.calls
      .filter((one) => /check-runs/.test(one.path) && one.method !== 'GET')
      .map((one) => (one.body.output as { annotations: unknown[] }).annotations.length);
    expect(sent).toEqual([50, 50]);
    expect(pulls.runs[0]?.external_id).toMatch(/\/[0-9a-f]{16}$/);
  });

  it('E1: without the permission one warning says what to do, and nothing else suffers', async () => {
    github.on('POST', /\/check-runs/, () => refusal(403, 'Resource not accessible by integration'));
    await showing().show(state());
    await showing({ checks: [report({ head: NEXT })] }).show(state({ revision: 6 }));
    expect(logged).toEqual([
      expect.stringMatching(/^warning: check runs could not be written.*checks: write/),
    ]);
    expect(pulls.labels.get(7)).toEqual(['speckit: waiting']);
    expect(people.comments[0]?.body).toContain('dashboard at 6');
  });

  it('are tried again after a failure that passes', async () => {
    github.fail('POST', /\/check-runs/, { status: 502, body: { message: 'Bad Gateway' } });
    await showing().show(state());
    expect(pulls.runs).toHaveLength(0);
    expect(logged).toHaveLength(1);
    await showing().show(state());
    expect(pulls.runs).toHaveLength(1);
  });

  it('are left to the App that serves the repository', async () => {
    await showing({}, async () => true).show(state());
    expect(pulls.runs).toHaveLength(0);
    await showing().complete(state());
    expect(pulls.runs).toHaveLength(1);
    github.calls.length = 0;
    await showing().complete(state());
    expect(writes()).toEqual([]);
  });

  it('stand at what was pushed after the end', async () => {
    const seen: unknown[] = [];
    const host = aHost({
      defaultBranch: 'main',
      renderer: {
        ...renderer,
        checks: ({ branch }, digest) => {
          seen.push(digest);
          return [report({ head: branch?.head ?? '', conclusion: 'success' })];
        },
      },
    });
    await host.dashboard.showPush(state({ status: 'completed' }), { head: NEXT, digest: 'sha256:same' });
    expect(seen).toContain('sha256:same');
    expect(pulls.runs).toMatchObject([{ head_sha: NEXT }]);
  });
});

describe('status labels', () => {
  it('follow the status on issue and pull request, and touch no others', async () => {
    pulls.labels.set(7, ['bug', 'speckit']);
    await showing().show(state());
    await showing({ label: 'speckit: done' }).show(state({ revision: 6 }));
    expect(pulls.labels.get(7)).toEqual(['bug', 'speckit', 'speckit: done']);
    expect(pulls.labels.get(9)).toEqual(['speckit: done']);
    const colours = github.calls.filter((one) => one.method === 'POST' && one.path === '/labels');
    expect(colours.map((one) => one.body)).toEqual([
      expect.objectContaining({ name: 'speckit: waiting', color: expect.stringMatching(/^[0-9a-f]{6}$/) }),
      expect.objectContaining({ name: 'speckit: done', description: expect.any(String) }),
    ]);
  });
});
