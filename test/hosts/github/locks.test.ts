import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { WantedLocks } from '../../../src/hosts/github/locks.js';
import { aHost } from './support/a-host.js';
import { FakeFiles } from './support/fake-files.js';
import { FakeGithub, ok, type Reply, refusal } from './support/fake-github.js';

const WORKFLOW_FILE = '.github/workflows/speckit.yml';
const SHIPPED = readFileSync(WORKFLOW_FILE, 'utf8');
const TEAM = /\/api\/v3\/orgs\/acme\/teams\/architects/;

let github: FakeGithub;
let files: FakeFiles;
beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  files = new FakeFiles(github);
  github.on('GET', /\/?/, () =>
    ok({
      default_branch: 'main',
      archived: false,
      has_issues: true,
      html_url: 'https://github.test/octo/shop',
    }),
  );
  files.put('main', WORKFLOW_FILE, SHIPPED);
});
afterEach(() => nock.cleanAll());

/** What pre-flight says of the locks, and nothing else. */
async function check(locks: Partial<WantedLocks>, teamsToken?: string) {
  const host = aHost({ defaultBranch: 'main', ...(teamsToken === undefined ? {} : { teamsToken }) });
  const checks = await host.preflight.check({ locks: { teams: [], environment: undefined, ...locks } });
  return checks.filter((one) => ['environment', 'approver teams'].includes(one.check));
}
const environment = (reply: Reply) => github.on('GET', /\/environments\/impl/, () => reply);
const reviewers = { type: 'required_reviewers', reviewers: [] };

describe('an environment as a second lock', () => {
  it.each<[string, Reply, string, RegExp]>([
    ['with reviewers passes', ok({ protection_rules: [reviewers] }), 'PASS', /waits for "impl"/],
    [
      'without any is warned of',
      ok({ protection_rules: [{ type: 'branch_policy' }] }),
      'WARN',
      /holds nothing back/,
    ],
    ['that does not exist is an error', refusal(404, 'Not Found'), 'ERROR', /GitHub would make one/],
    [
      'that cannot be seen is warned of',
      refusal(403, 'Resource not accessible by integration'),
      'WARN',
      /cannot be seen: .*403|cannot be seen/,
    ],
  ])('%s', async (_name, reply, level, message) => {
    environment(reply);
    expect(await check({ environment: 'impl' })).toMatchObject([
      { check: 'environment', level, message: expect.stringMatching(message) },
    ]);
  });

  it('is an error where the installed Actions workflow is of an earlier version, and would pass it by', async () => {
    environment(ok({ protection_rules: [reviewers] }));
    files.put('main', WORKFLOW_FILE, SHIPPED.replace(/ {4}environment: .*\n/, ''));
    const [found] = await check({ environment: 'impl' });
    expect(found).toMatchObject({ level: 'ERROR', message: expect.stringContaining('knows no input') });
    expect(found?.remedy).toContain('speckit init');
    expect(await check({})).toEqual([]);
  });
});

describe('approver teams', () => {
  it('pass where they can be read', async () => {
    github.on('GET', TEAM, () => ok({ slug: 'architects' }));
    expect(await check({ teams: ['acme/architects'] })).toMatchObject([{ level: 'PASS' }]);
  });

  it('are warned of where they cannot, with what to do', async () => {
    const [found] = await check({ teams: ['acme/architects'] });
    expect(found).toMatchObject({
      level: 'WARN',
      message: expect.stringContaining("nobody's approval will count"),
      remedy: expect.stringContaining('SPECKIT_TEAMS_TOKEN'),
    });
  });

  it('are read with a token of their own where there is one', async () => {
    github.on('GET', TEAM, ({ headers }) =>
      headers.authorization === 'token for-teams' ? ok({ slug: 'architects' }) : undefined,
    );
    expect(await check({ teams: ['acme/architects'] }, 'for-teams')).toMatchObject([{ level: 'PASS' }]);
    expect(await check({ teams: ['acme/architects'] })).toMatchObject([{ level: 'WARN' }]);
  });
});
