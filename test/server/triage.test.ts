import { describe, expect, it } from '@jest/globals';
import { Probot } from 'probot';
import { GoneError, type Identity } from '../../src/server/identity.js';
import { triage } from '../../src/server/triage.js';
import { speckitApp } from '../../src/server/work.js';
import { APP_ID, PRIVATE_KEY, SECRET } from './support/app.js';

const installation = { id: 7 };
const repository = { id: 1, full_name: 'octo/greeter', default_branch: 'main' };
const reached = { installation: 7, ...repository };
const user = { login: 'wendy', type: 'User' };
const at = '2026-01-01T00:00:00Z';

function comment(body: string, more: object = {}) {
  return {
    action: 'created',
    installation,
    repository,
    sender: user,
    issue: { number: 1, title: 'A wish', body: null, user, updated_at: at, state: 'open' },
    comment: { id: 5, body, user, created_at: at, updated_at: at },
    ...more,
  };
}

function pull(action: string, head: object) {
  const pull_request = { number: 2, body: null, head: { ref: '001-wish', sha: 'a'.repeat(40), ...head } };
  return { action, installation, repository, sender: user, pull_request };
}

const kinds = (name: string, payload: unknown) => triage(name, payload).tasks.map((task) => task.kind);

describe('what a delivery asks for', () => {
  it('is nothing for most', () => {
    const none: [string, unknown][] = [
      ['star', {}],
      ['ping', {}],
      ['issue_comment', comment('Just talking about /speckit help.')],
      [
        'issue_comment',
        comment('/speckit help', {
          comment: { ...comment('/speckit help').comment, user: { login: 'x[bot]', type: 'Bot' } },
        }),
      ],
      ['issue_comment', comment('/speckit help', { action: 'edited' })],
      ['issue_comment', comment('/speckit help', { repository: { ...repository, archived: true } })],
      ['pull_request', pull('synchronize', { repo: { id: 2 } })],
      ['pull_request', pull('synchronize', { repo: null })],
      ['pull_request', pull('labeled', { repo: { id: 1 } })],
      ['installation', { action: 'deleted_soon', installation }],
    ];
    for (const [name, payload] of none) expect([name, kinds(name, payload)]).toEqual([name, []]);
  });

  it('is an event for commands, the dashboard, pushes and reviews', () => {
    expect(triage('issue_comment', comment('/speckit help')).tasks).toMatchObject([
      { kind: 'event', repository: reached, event: { kind: 'comment' } },
    ]);
    const edited = comment('gone', {
      action: 'edited',
      changes: { body: { from: '<!-- speckit:state {} -->' } },
    });
    expect(kinds('issue_comment', edited)).toEqual(['event']);
    expect(kinds('pull_request', pull('synchronize', { repo: { id: 1 } }))).toEqual(['event']);
    expect(kinds('pull_request_review', pull('submitted', { repo: { id: 1 } }))).toEqual(['event']);
  });

  it('is a sweep where a run of ours failed', () => {
    const run = (path: string, conclusion: string) => ({
      action: 'completed',
      installation,
      repository,
      workflow_run: { path, conclusion },
    });
    expect(kinds('workflow_run', run('.github/workflows/speckit.yml', 'failure'))).toEqual(['sweep']);
    expect(kinds('workflow_run', run('.github/workflows/speckit.yml@main', 'cancelled'))).toEqual(['sweep']);
    expect(kinds('workflow_run', run('.github/workflows/speckit.yml', 'success'))).toEqual([]);
    const landed = run('.github/workflows/speckit.yml', 'success');
    const titled = { ...landed.workflow_run, display_title: 'speckit 3f2b8c1e-4-T001-1' };
    expect(kinds('workflow_run', { ...landed, workflow_run: titled })).toEqual(['event']);
    expect(kinds('workflow_run', run('.github/workflows/ci.yml', 'failure'))).toEqual([]);
  });

  it('follows installations, and repositories under their new names', () => {
    const other = { id: 2, full_name: 'octo/other' };
    expect(triage('installation', { action: 'created', installation, repositories: [other] }).tasks).toEqual([
      { kind: 'sweep', repository: { installation: 7, ...other } },
    ]);
    expect(kinds('installation', { action: 'suspend', installation })).toEqual(['forget']);
    expect(kinds('installation', { action: 'unsuspend', installation })).toEqual([
      'forget',
      'sweep_installation',
    ]);
    const selection = { installation, repositories_added: [other], repositories_removed: [repository] };
    expect(triage('installation_repositories', selection).tasks).toEqual([
      { kind: 'forget', installation: 7, repository: 1 },
      { kind: 'sweep', repository: { installation: 7, ...other } },
    ]);
    const renamed = { action: 'renamed', installation, repository: { ...repository, full_name: 'octo/new' } };
    expect(triage('repository', renamed).tasks).toEqual([
      { kind: 'forget', installation: 7, repository: 1 },
      { kind: 'sweep', repository: { ...reached, full_name: 'octo/new' } },
    ]);
    expect(kinds('repository', { ...renamed, action: 'deleted' })).toEqual(['forget']);
  });

  it('is refused where it is not in the form of GitHub', () => {
    for (const name of ['issue_comment', 'pull_request', 'workflow_run', 'installation', 'repository']) {
      expect(() => triage(name, { action: 'created' })).toThrow();
    }
  });
});

describe('the Probot application', () => {
  it('works on an event at once and fails where the work fails', async () => {
    const probot = new Probot({ appId: APP_ID, privateKey: PRIVATE_KEY, secret: SECRET, logLevel: 'fatal' });
    const asked: string[] = [];
    const identity = { login: 'speckit[bot]' } as Identity;
    const app = speckitApp({
      identity: () => identity,
      workshop: {
        async botFor(_identity, { full_name }) {
          asked.push(full_name);
          throw new GoneError('not installed any more');
        },
        forget: () => undefined,
      },
      sweepInstallation: async () => undefined,
    });
    await probot.load(app);
    const receive = (body: string) =>
      probot.receive({ id: '1', name: 'issue_comment', payload: comment(body) } as never);
    await expect(receive('/speckit help')).rejects.toThrow(/not installed any more/);
    await receive('No command.');
    expect(asked).toEqual(['octo/greeter']);
  });
});
