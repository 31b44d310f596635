import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { asPreflight } from '../../../src/domain/diagnosis.js';
import type { GithubHostOptions } from '../../../src/hosts/github/host.js';
import { aHost } from './support/a-host.js';
import { FakeFiles } from './support/fake-files.js';
import { FakeGithub, ok, refusal } from './support/fake-github.js';

let github: FakeGithub;
let files: FakeFiles;
const REPOSITORY = /\/?/;
const RULES = /\/rules\/branches\/(.+)/;
const GROUND = {
  default_branch: 'main',
  archived: false,
  private: false,
  html_url: 'https://github.test/octo/shop',
};
const WORKFLOW_FILE = '.github/workflows/speckit.yml';
const SHIPPED = readFileSync(WORKFLOW_FILE, 'utf8');
const SETTING = /\/actions\/permissions\/workflow/;

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  files = new FakeFiles(github);
  github.on('GET', REPOSITORY, () => ok(GROUND));
});
afterEach(() => nock.cleanAll());

function complete() {
  files.put('main', WORKFLOW_FILE, SHIPPED);
  files.put('main', '.specify/memory/constitution.md', 'x');
  files.put('main', 'package.json', JSON.stringify({ scripts: { test: 'node --test' } }));
}
const check = async (options = {}, host: Partial<GithubHostOptions> = {}) => {
  const checks = await aHost({ shippedWorkflow: async () => SHIPPED, ...host }).preflight.check(options);
  return Object.fromEntries(checks.map(asPreflight).map((one) => [one.check, `${one.level} ${one.message}`]));
};

describe('pre-flight', () => {
  it('passes in a repository that has everything', async () => {
    complete();
    github.on('GET', SETTING, () => ok({ can_approve_pull_request_reviews: true }));
    const checks = await check();
    expect(Object.values(checks).every((line) => line.startsWith('PASS'))).toBe(true);
    expect(checks.tools).toContain('npm test');
    expect(github.log().every((line) => line.startsWith('GET'))).toBe(true);
  });

  it('warns of what is missing but not needed', async () => {
    files.put('main', WORKFLOW_FILE, SHIPPED);
    github.on('GET', SETTING, () => ok({ can_approve_pull_request_reviews: false }));
    const checks = await check();
    expect(checks.tools).toMatch(/^WARN/);
    expect(checks.constitution).toMatch(/^WARN/);
    expect(checks['pull requests']).toMatch(
      /^WARN .*"Allow GitHub Actions to create and approve pull requests"/,
    );
    expect(checks.repository).toMatch(/^PASS/);
  });

  it('says of a setting that the token may not read just that', async () => {
    complete();
    github.on('GET', SETTING, () => refusal(403, 'Resource not accessible by integration'));
    expect((await check())['pull requests']).toMatch(/^PASS this token cannot see/);
  });

  it('needs five requests besides the default branch, and two files of it', async () => {
    complete();
    await check();
    expect(github.log().map((line) => line.replace(/[0-9a-f]{40}/, '<id>'))).toEqual([
      'GET ',
      'GET /git/ref/heads/main',
      'GET /git/trees/<id>',
      'GET /git/blobs/<id>',
      'GET /actions/permissions/workflow',
      'GET /git/blobs/<id>',
      'GET /rules/branches/001-feature',
    ]);
  });

  it('does not ask what the event has told', async () => {
    complete();
    const repository = { ...GROUND, full_name: 'octo/shop', has_issues: true };
    expect((await check({ repository })).repository).toMatch(/^PASS/);
    expect(github.log()).not.toContain('GET ');
    const { html_url: _, ...partial } = repository;
    await check({ repository: partial });
    expect(github.log()).toContain('GET ');
  });

  it('is an error without the Actions workflow', async () => {
    files.put('main', 'README.md', 'x');
    expect((await check())['actions workflow']).toMatch(/^ERROR .*speckit init/);
  });

  it.each([
    ['archived', { ...GROUND, archived: true }, /^ERROR .*archived/],
    ['not writable', { archived: false, permissions: { push: false } }, /^ERROR .*may not push/],
    ['writable', { archived: false, permissions: { push: true } }, /^PASS specs\/ can be written/],
  ])('looks whether the repository is %s', async (_name, extra, expected) => {
    complete();
    github.on('GET', REPOSITORY, () => ok({ ...GROUND, ...extra }));
    expect((await check())['write access']).toMatch(expected);
  });

  it('believes a write that has happened more than what the answer says of the token', async () => {
    complete();
    github.on('GET', REPOSITORY, () => ok({ ...GROUND, permissions: { push: false } }));
    expect((await check({ hasWritten: true }))['write access']).toMatch(/^PASS/);
  });

  it('is an error where specs is a file', async () => {
    complete();
    files.put('main', 'specs', 'x');
    expect((await check())['write access']).toMatch(/^ERROR .*`specs` is a file on main/);
  });

  it('warns where there are no issues', async () => {
    complete();
    github.on('GET', REPOSITORY, () => ok({ ...GROUND, has_issues: false }));
    expect((await check()).repository).toMatch(/^WARN .*Features > Issues/);
  });

  it('is one error when the repository or its default branch cannot be read', async () => {
    expect(await check()).toEqual({ repository: expect.stringMatching(/^ERROR Could not read branch main/) });
    github.on('GET', REPOSITORY, () => refusal(404, 'Not Found'));
    expect(await check()).toEqual({
      repository: expect.stringMatching(/^ERROR Could not read the repository/),
    });
  });

  it('gives no verdict while GitHub is out of order', async () => {
    github.on('GET', REPOSITORY, () => refusal(503, 'Unavailable'));
    await expect(check()).rejects.toThrow('Could not read the repository');
  });

  it('believes the configuration', async () => {
    complete();
    expect((await check({ qualityCommand: 'just test' })).tools).toContain('`just test`');
  });
});

describe('rulesets', () => {
  const rules = (...all: object[]) => github.on('GET', RULES, () => ok(all));
  beforeEach(complete);

  it('that refuse the planned branch are a warning that says where to mend it', async () => {
    rules({ type: 'creation' }, { type: 'pull_request' }, { type: 'deletion' }, { type: 'creation' });
    const checks = await check({ branch: '007-search' });
    expect(checks['clean base']).toMatch(/^WARN rules on 007-search \(creation, pull_request\) .*Rulesets/);
    expect(github.log()).toContain('GET /rules/branches/007-search');
  });

  it('that refuse nothing pass', async () => {
    rules({ type: 'deletion' }, { type: 'non_fast_forward' });
    expect((await check())['clean base']).toMatch(/^PASS .*no rule refuses 001-feature/);
  });

  it.each([
    ['specs/**', /^ERROR .*`specs\/\*\*`/],
    ['docs/**', /^PASS/],
  ])('that restrict %s', async (pattern, expected) => {
    rules({ type: 'file_path_restriction', parameters: { restricted_file_paths: [pattern] } });
    expect((await check())['write access']).toMatch(expected);
  });

  it.each([
    ['the server does not know', refusal(404, 'Not Found'), /^PASS/],
    ['the plan does not have', refusal(403, 'Upgrade to GitHub Pro to enable this feature.'), /^PASS/],
    [
      'the token may not read',
      refusal(403, 'Resource not accessible by integration'),
      /^WARN .*cannot be seen/,
    ],
  ])('that %s', async (_name, reply, expected) => {
    github.on('GET', RULES, () => reply);
    expect((await check())['clean base']).toMatch(expected);
  });
});

describe('the installed Actions workflow', () => {
  const installed = (text: string) => {
    complete();
    files.put('main', WORKFLOW_FILE, text);
  };

  it('is compared with the shipped one', async () => {
    installed(SHIPPED.replace('startsWith(github.event.comment.body', 'contains(github.event.comment.body'));
    expect((await check())['actions workflow']).toMatch(/^WARN .*jobs\.orchestrate\.if.*speckit init/);
  });

  it('is not compared where the shipped one is not at hand', async () => {
    installed(SHIPPED.replace('types: [created, edited, deleted]', 'types: [created]'));
    expect((await check({}, { shippedWorkflow: async () => null }))['actions workflow']).toMatch(/^PASS/);
    expect((await check())['actions workflow']).toMatch(/^WARN .*on\.issue_comment\.types/);
  });

  it('is an error when it is none', async () => {
    installed('on: push');
    const checks = await check();
    expect(checks['actions workflow']).toMatch(/^ERROR .*found something else/);
    expect(checks.permissions).toMatch(/^WARN/);
  });

  it('is an error without a permission, which is named', async () => {
    installed(SHIPPED.replace(/ {6}pull-requests: write\n/, ''));
    expect((await check()).permissions).toMatch(/^ERROR .*`orchestrate: pull-requests: write`/);
  });

  it('is warned of where agents may write', async () => {
    installed(SHIPPED.replace('      contents: read\n', '      contents: write\n'));
    expect((await check()).permissions).toMatch(/^WARN the job `agent` .* may write contents/);
  });
});

describe("the agents' secrets", () => {
  const needed = [{ backend: 'command', variables: ['ANTHROPIC_API_KEY'] }];
  const secrets = async (presentSecrets: readonly string[] | null, wanted = needed) =>
    (await check({ needed: wanted }, { presentSecrets })).secrets;
  beforeEach(complete);

  it('are not looked for where nobody needs any', async () => {
    expect(await secrets([], [{ backend: 'recorded', variables: [] }])).toMatch(
      /^PASS no agent needs a secret/,
    );
  });

  it('pass when they are set', async () => {
    expect(await secrets(['ANTHROPIC_API_KEY'])).toMatch(/^PASS/);
  });

  it('are an error with the page to set them when they are not', async () => {
    expect(await secrets([])).toMatch(
      /^ERROR .*the secret is not set\. Set it at https:\/\/github\.test\/octo\/shop\/settings\/secrets\/actions/,
    );
  });

  it('are a warning where the workflow does not tell', async () => {
    expect(await secrets(null)).toMatch(/^WARN .*cannot be seen .*settings\/secrets\/actions/);
  });

  it('are an error when the job does not pass them on', async () => {
    const other = [{ backend: 'command', variables: ['OTHER_API_KEY'] }];
    expect(await secrets([], other)).toMatch(
      /^ERROR .*Add `OTHER_API_KEY: \$\{\{ secrets\.OTHER_API_KEY \}\}`/,
    );
  });

  it('are well when one of several is', async () => {
    const either = [{ backend: 'claude-code', variables: ['CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_API_KEY'] }];
    expect(await secrets(['ANTHROPIC_API_KEY'], either)).toMatch(/^PASS/);
  });

  it('that the workflow passes on, but does not tell of, are a warning', async () => {
    files.put(
      'main',
      WORKFLOW_FILE,
      SHIPPED.replace(
        `ANTHROPIC_API_KEY: \${{`,
        `MY_API_KEY: \${{ secrets.MINE }}\n          ANTHROPIC_API_KEY: \${{`,
      ),
    );
    const mine = [{ backend: 'command', variables: ['MY_API_KEY'] }];
    expect(await secrets([], mine)).toMatch(/^WARN .*MY_API_KEY/);
  });
});

describe('the quality command', () => {
  it.each([
    [{ 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' }, 'WARN'],
    [{ 'package.json': 'broken' }, 'WARN'],
    [{ 'package.json': 'null', 'go.mod': 'module x' }, 'go test ./...'],
    [{ Makefile: 'build:\n\ttrue\ntest: build\n\ttrue\n' }, 'make test'],
    [{ Makefile: 'test := x\n', 'Cargo.toml': '' }, 'cargo test'],
    [{ 'pyproject.toml': '[tool.pytest.ini_options]' }, 'pytest'],
    [{ 'pyproject.toml': '[project]' }, 'WARN'],
    [{ 'nested/package.json': '{"scripts":{"test":"jest"}}' }, 'WARN'],
  ])('of %j is %s', async (all, expected) => {
    complete();
    files.branches.set('main', new Map());
    for (const [path, text] of Object.entries(all)) files.put('main', path, text);
    expect((await check()).tools).toContain(expected);
  });
});
