import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findTestCommand } from '../../../src/jobs/play/find-command.js';
import { findGates } from '../../../src/jobs/play/find-gates.js';
import type { PlayOptions } from '../../../src/jobs/play/options.js';
import { playTest } from '../../../src/jobs/play/test-gate.js';
import { playOptions } from '../support/builders.js';
import { putFiles } from '../support/workspace.js';

let tree: string;
beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'speckit-gates-'));
});
afterEach(() => rm(tree, { recursive: true, force: true }));

const options = (quality: PlayOptions['quality']) =>
  playOptions(tree, 'test', quality === undefined ? {} : { quality });

const scripts = (names: Record<string, string>) => JSON.stringify({ scripts: names });

describe('the test command of a repository', () => {
  it.each<[string, Record<string, string>, string | null]>([
    ['a target check', { Makefile: '.PHONY: check\ncheck: all\n\ttrue\n' }, 'make check'],
    ['one target of several', { GNUmakefile: 'lint test:\n\ttrue\n' }, 'make test'],
    ['a prerequisite of that name', { Makefile: 'all: test\n' }, null],
    [
      'Python without pytest',
      { 'tests/test_a.py': 'import unittest\n' },
      'python3 -m unittest discover -s tests -p test_*.py',
    ],
    [
      'Python in the root',
      { 'test_a.py': 'from unittest import TestCase\n' },
      'python3 -m unittest discover -s . -p test_*.py',
    ],
    [
      'both kinds of Python tests',
      { 'tests/test_a.py': 'import unittest\nimport pytest\n' },
      'python3 -m pytest',
    ],
    ['Maven', { 'pom.xml': '<project/>' }, 'mvn --batch-mode test'],
    ["Maven's wrapper", { 'pom.xml': '<project/>', mvnw: '' }, 'sh ./mvnw --batch-mode test'],
    ['Gradle', { 'build.gradle.kts': '' }, 'gradle --console=plain test'],
    ['.NET', { 'Calc.sln': '' }, 'dotnet test'],
    ['Elixir', { 'mix.exs': '' }, 'mix test'],
    ['Dart', { 'pubspec.yaml': 'name: x' }, 'dart test'],
    ['Flutter', { 'pubspec.yaml': 'flutter:\n' }, 'flutter test'],
    ['a Rakefile without tests', { Rakefile: 'task :deploy' }, null],
    ['Perl', { 't/a.t': '' }, 'prove -l -r t'],
    ['Bats', { 'test/a.bats': '' }, 'bats test'],
    ['CMake without tests', { 'CMakeLists.txt': 'project(x)' }, null],
  ])('%s', async (_what, files, expected) => {
    await putFiles(tree, files);
    expect((await findTestCommand(tree))?.text ?? null).toBe(expected);
  });
});

describe('the quality gates', () => {
  const namesOf = async (quality?: PlayOptions['quality']) =>
    (await findGates(options(quality)))?.map(({ name, command }) => `${name}: ${command.text}`) ?? null;

  it('are what the repository declares under the usual names', async () => {
    await putFiles(tree, {
      'package.json': scripts({ test: 'x', lint: 'x', 'type-check': 'x', build: 'x' }),
    });
    expect(await namesOf()).toEqual([
      'test: npm run --silent test',
      'lint: npm run --silent lint',
      'typecheck: npm run --silent type-check',
    ]);
  });

  it('are what the configuration says where it says something', async () => {
    await putFiles(tree, { 'package.json': scripts({ test: 'x', lint: 'x' }) });
    expect(await namesOf({ lint: ['a', 'b'], build: ['c'] })).toEqual([
      'build: c',
      'test: npm run --silent test',
      'lint: a',
      'lint: b',
    ]);
  });

  it('leave out a linter that is not installed, unless somebody asks for it', async () => {
    await putFiles(tree, { Makefile: 'test:\n\ttrue\nlint:\n\tno-such-linter\n' });
    const found = (await playTest(options(undefined), 30_000)).response;
    expect(found.result.summary).toBe('make test: passed; not installed here: make lint');
    const asked = (await playTest(options({ lint: ['make lint'] }), 30_000)).response;
    expect(asked.error?.type).toBe('PrerequisiteError');
  });

  it('say what a linter finds, and what cannot be fetched', async () => {
    const lint = ['echo "src/a.py:3:1: E501 line too long"; exit 1'];
    const { error } = (await playTest(options({ test: ['true'], lint }), 30_000)).response;
    expect(error?.blocking_issues[0]).toMatchObject({ type: 'Lint Error', location: 'src/a.py:3' });
    const test = ['echo "npm error code ENOTFOUND"; exit 1'];
    expect((await playTest(options({ test }), 30_000)).response.error?.type).toBe('ExternalServiceError');
  });
});
