import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { aHost } from './support/a-host.js';
import { FakeFiles } from './support/fake-files.js';
import { FakeGithub, ok, refusal } from './support/fake-github.js';

let github: FakeGithub;
let files: FakeFiles;
const REPOSITORY = /\/?/;
const SETTING = /\/actions\/permissions\/workflow/;

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  files = new FakeFiles(github);
  github.on('GET', REPOSITORY, () => ok({ default_branch: 'main', archived: false, private: false }));
});
afterEach(() => nock.cleanAll());

function complete() {
  files.put('main', '.github/workflows/speckit.yml', 'on: push');
  files.put('main', '.specify/memory/constitution.md', 'x');
  files.put('main', 'package.json', JSON.stringify({ scripts: { test: 'node --test' } }));
}
const check = async (options = {}) => {
  const checks = await aHost().preflight.check(options);
  return Object.fromEntries(checks.map((one) => [one.check, `${one.level} ${one.message}`]));
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
    files.put('main', '.github/workflows/speckit.yml', 'on: push');
    github.on('GET', SETTING, () => ok({ can_approve_pull_request_reviews: false }));
    const checks = await check();
    expect(checks.tools).toMatch(/^WARN/);
    expect(checks.constitution).toMatch(/^WARN/);
    expect(checks['pull requests']).toMatch(
      /^WARN .*"Allow GitHub Actions to create and approve pull requests"/,
    );
    expect(checks.repository).toMatch(/^PASS/);
  });

  it('claims nothing about a setting that the token may not read', async () => {
    complete();
    github.on('GET', SETTING, () => refusal(403, 'Resource not accessible by integration'));
    expect(await check()).not.toHaveProperty('pull requests');
  });

  it('is an error without the Actions workflow', async () => {
    files.put('main', 'README.md', 'x');
    expect((await check())['actions workflow']).toMatch(/^ERROR .*speckit init/);
  });

  it.each([
    ['archived', { archived: true }, /^ERROR .*archived/],
    ['not writable', { archived: false, permissions: { push: false } }, /^ERROR .*may not push/],
    ['writable', { archived: false, permissions: { push: true } }, /^PASS specs\/ can be written/],
  ])('looks whether the repository is %s', async (_name, extra, expected) => {
    complete();
    github.on('GET', REPOSITORY, () => ok({ default_branch: 'main', private: false, ...extra }));
    expect((await check())['write access']).toMatch(expected);
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
