import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findE2eCommand, findTestCommand } from '../../../src/jobs/play/find-command.js';
import type { PlayOptions } from '../../../src/jobs/play/options.js';
import { playTest } from '../../../src/jobs/play/test-gate.js';
import { playOptions } from '../support/builders.js';
import { putFiles } from '../support/workspace.js';

let tree: string;
beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'speckit-quality-'));
});
afterEach(() => rm(tree, { recursive: true, force: true }));

const options = (overrides: Partial<PlayOptions> = {}) => playOptions(tree, 'test', overrides);

const manifest = (scripts: Record<string, string>, more = {}) =>
  JSON.stringify({ type: 'module', scripts, ...more });

describe('finding the commands of a repository', () => {
  it.each<[string, Record<string, string>, string | null]>([
    ['a test script', { 'package.json': manifest({ test: 'jest' }) }, 'npm run --silent test'],
    [
      'the note of npm init',
      { 'package.json': manifest({ test: 'echo "Error: no test specified" && exit 1' }) },
      null,
    ],
    ['a Makefile', { Makefile: 'build:\n\ttrue\ntest: build\n\ttrue\n' }, 'make test'],
    ['a Makefile with a variable', { Makefile: 'test := 1\n' }, null],
    ['pytest', { 'pyproject.toml': '[tool.pytest.ini_options]\n' }, 'python3 -m pytest'],
    ['Python tests', { 'tests/test_a.py': '' }, 'python3 -m pytest'],
    ['Go', { 'go.mod': 'module x' }, 'go test ./...'],
    ['Rust', { 'Cargo.toml': '[package]' }, 'cargo test'],
    ['tests of node:test', { 'test/a.test.mjs': "import 'node:test';" }, 'node --test test'],
    ['tests of another runner', { 'test/a.test.mjs': "import 'vitest';" }, null],
    ['nothing', {}, null],
  ])('%s', async (_what, files, expected) => {
    await putFiles(tree, files);
    expect((await findTestCommand(tree))?.text ?? null).toBe(expected);
  });

  it('finds end-to-end commands', async () => {
    expect(await findE2eCommand(tree)).toBeNull();
    await putFiles(tree, { 'test/e2e/a.test.mjs': "import 'node:test';" });
    expect((await findE2eCommand(tree))?.args).toEqual(['--test', 'test/e2e/a.test.mjs']);
    await putFiles(tree, { 'package.json': manifest({ e2e: 'x' }) });
    expect((await findE2eCommand(tree))?.text).toBe('npm run --silent e2e');
  });
});

describe('the agent test', () => {
  const judge = async (overrides: Partial<PlayOptions> = {}, timeoutMs = 30_000) =>
    (await playTest(options(overrides), timeoutMs)).response;

  it.each(['tap', 'spec'])('names what fails of a real run, reported as %s', async (reporter) => {
    await putFiles(tree, {
      'package.json': manifest({ test: `node --test --test-reporter=${reporter} test/*.test.js` }),
      'test/a.test.js': `import { test } from 'node:test';
import assert from 'node:assert';
test('adds', () => assert.equal(1 + 1, 3));
test('passes', () => {});
test('later', { todo: true }, () => { throw new Error('todo'); });`,
    });
    const { error, result } = await judge();
    expect(result).toMatchObject({ commands: [{ name: 'test', exit_code: 1 }], failures: 1 });
    expect(error).toMatchObject({ type: 'TestValidationError', suggested_action: { agent: 'implement' } });
    const names = error?.blocking_issues.map(({ message }) => message.split('\n')[0]);
    expect(names).toEqual([
      expect.stringMatching(/^adds: /),
      expect.stringMatching(/"npm run --silent test" ended with exit code 1/),
    ]);
    expect(error?.blocking_issues[0]?.location).toMatch(/^test\/a\.test\.js:3/);
  });

  it('succeeds by exit code, and runs the further gates that are configured', async () => {
    const quality = { test: ['true'], lint: ['true'], typecheck: ['true', 'echo "a.ts: error"; exit 2'] };
    expect((await judge({ quality: { test: ['true'] } })).status).toBe('success');
    const { error, result } = await judge({ quality });
    expect(result.commands).toHaveLength(4);
    expect(error?.message).toBe('expected exit code 0, received 2 of "echo "a.ts: error"; exit 2"');
    expect(error?.blocking_issues[0]).toMatchObject({
      type: 'Quality Gate',
      message: expect.stringContaining('a.ts: error'),
    });
  });

  it('says honestly that there is nothing to run, or that it cannot be run', async () => {
    expect((await judge()).error).toMatchObject({
      type: 'PrerequisiteError',
      message: expect.stringMatching(/expected a test command, found none.*quality\.test/),
    });
    expect((await judge({ quality: { test: ['no-such-program'] } })).error).toMatchObject({
      type: 'PrerequisiteError',
      message: expect.stringContaining('not installed'),
    });
    expect((await judge({ quality: { test: ['sleep 30'] } }, 200)).error).toMatchObject({
      type: 'TimeoutError',
    });
  });

  it('shows the commands no secret', async () => {
    const environment = { ...process.env, GITHUB_TOKEN: 'canary', ANTHROPIC_API_KEY: 'canary' };
    await judge({ environment, quality: { test: ['env > env.txt'] } });
    const text = await readFile(join(tree, 'env.txt'), 'utf8');
    expect(text).toContain('CI=true');
    expect(text).not.toContain('canary');
  });

  it('installs packages where there are some and none is installed', async () => {
    await putFiles(tree, {
      'own/package.json': '{"name":"own","version":"1.0.0"}',
      'own/index.js': '',
      'package.json': manifest(
        { test: 'node -e "import(\'own\')"' },
        { dependencies: { own: 'file:./own' } },
      ),
    });
    expect((await judge()).error).toBeNull();
    await expect(readFile(join(tree, 'package-lock.json'))).rejects.toThrow('ENOENT');
  });
});
