import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { AgentResponse } from '../../../src/domain/contract.js';
import { playTest } from '../../../src/jobs/play/test-gate.js';
import { playOptions } from '../support/builders.js';

const FIXTURES = join(process.cwd(), 'test', 'fixtures', 'ecosystems');

interface Ecosystem {
  readonly folder: string;
  /** Says whether the toolchain is on this machine. */
  readonly needs: readonly [file: string, ...args: string[]];
  readonly command: string;
  /** Beginning of the message and place of the one failing test. */
  readonly message: RegExp;
  readonly location: RegExp | undefined;
}

const ECOSYSTEMS: readonly Ecosystem[] = [
  {
    folder: 'node',
    needs: ['node', '--version'],
    command: 'npm run --silent test',
    message: /^adds: /,
    location: /^test\/calc\.test\.js:5/,
  },
  {
    folder: 'python',
    needs: ['python3', '-c', 'import unittest'],
    command: 'python3 -m unittest discover -s tests -p test_*.py',
    message: /^test_calc\.TestCalc\.test_adds: AssertionError: -1 != 3/,
    location: /^tests\/test_calc\.py:8$/,
  },
  {
    folder: 'pytest',
    needs: ['python3', '-c', 'import pytest'],
    command: 'python3 -m pytest',
    message: /^tests\.test_calc\.test_adds: assert -1 == 3/,
    location: /^tests[./]test_calc/,
  },
  {
    folder: 'rust',
    needs: ['cargo', '--version'],
    command: 'cargo test',
    message: /^tests::adds: .*left == right/,
    location: /^src\/lib\.rs:11/,
  },
  {
    folder: 'go',
    needs: ['go', 'version'],
    command: 'go test ./...',
    message: /^TestAdd: Add\(1, 2\) = -1, expected 3/,
    location: /^calc_test\.go:7$/,
  },
  {
    folder: 'java',
    needs: ['mvn', '--version'],
    command: 'mvn --batch-mode test',
    message: /^com\.example\.CalcTest\.adds: expected: <3> but was: <-1>/,
    location: /^src\/test\/java\/com\/example\/CalcTest\.java:10$/,
  },
  {
    folder: 'c',
    needs: ['make', '--version'],
    command: 'make test',
    message: /^adds/,
    location: undefined,
  },
  {
    folder: 'cmake',
    needs: ['cmake', '--version'],
    command: 'cmake -S . -B build && cmake --build build && ctest --test-dir build --output-on-failure',
    message: /^adds: Failed/,
    location: undefined,
  },
  {
    folder: 'perl',
    needs: ['prove', '--version'],
    command: 'prove -l -r t',
    message: /^adds: got: '-1'\nexpected: '3'/,
    location: /^t\/calc\.t:6$/,
  },
  {
    folder: 'tcl',
    needs: ['tclsh', join(FIXTURES, 'tcl', 'repo', 'calc.tcl')],
    command: 'tclsh tests/all.tcl',
    message: /^add-1\.1 adds: ---- Result was:\n-1/,
    location: undefined,
  },
];

/** Plays the agent on a copy of a fixture, with folders of changes laid over it. */
async function judge(folder: string, ...changes: readonly string[]) {
  const tree = await mkdtemp(join(tmpdir(), `speckit-${folder}-`));
  try {
    await cp(join(FIXTURES, folder, 'repo'), tree, { recursive: true });
    for (const change of changes) await cp(join(FIXTURES, folder, change), tree, { recursive: true });
    const { response } = await playTest(playOptions(tree, 'test'), 240_000);
    return response;
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

function isPresent([file, ...args]: Ecosystem['needs']): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}

/** What was fetched for other projects may be enough, where there is no network. */
async function judgeAnywhere(folder: string, ...changes: readonly string[]): Promise<AgentResponse> {
  const response = await judge(folder, ...changes);
  const canDoWithout = existsSync(join(FIXTURES, folder, 'offline'));
  return isUnreachable(response) && canDoWithout ? judge(folder, ...changes, 'offline') : response;
}

/** Where packages come from a network that is not there, nothing is proved about the product. */
function isUnreachable({ error }: AgentResponse): boolean {
  return error?.type === 'ExternalServiceError';
}

/** A test that needs a toolchain; without it the test is skipped, which is said. */
function testWith(needs: Ecosystem['needs'], folder: string): typeof it | typeof it.skip {
  if (isPresent(needs)) return it;
  console.warn(`Skipped ${folder}: \`${needs.join(' ')}\` does not work on this machine.`);
  return it.skip;
}

describe.each(ECOSYSTEMS)('the agent test in a repository of $folder', (ecosystem) => {
  const { folder, needs, command, message, location } = ecosystem;
  const run = testWith(needs, folder);

  run(
    'passes',
    async () => {
      const response = await judgeAnywhere(folder);
      if (isUnreachable(response)) return console.warn(`Skipped ${folder}: its packages cannot be fetched.`);
      expect(response.error).toBeNull();
      expect(response.result).toMatchObject({ failures: 0, commands: [{ command, exit_code: 0 }] });
    },
    300_000,
  );

  run(
    'names the test that fails, and only that',
    async () => {
      const response = await judgeAnywhere(folder, 'broken');
      if (isUnreachable(response)) return console.warn(`Skipped ${folder}: its packages cannot be fetched.`);
      const { error } = response;
      expect(error).toMatchObject({
        type: 'TestValidationError',
        feedback_required: true,
        suggested_action: { agent: 'implement' },
      });
      const failures = error?.blocking_issues.filter(({ type }) => type === 'Test Failure') ?? [];
      expect(failures.map((issue) => issue.message)).toEqual([expect.stringMatching(message)]);
      if (location !== undefined) expect(failures[0]?.location).toMatch(location);
      expect(error?.blocking_issues.at(-1)).toMatchObject({ type: 'Test Output' });
    },
    300_000,
  );
});

describe('code that does not compile', () => {
  const run = testWith(['gcc', '--version'], 'code that does not compile');
  run('is reported with the place of the error', async () => {
    const { error } = await judge('c', 'uncompilable');
    expect(error?.blocking_issues[0]).toMatchObject({
      type: 'Compile Error',
      location: 'calc.c:4',
      message: expect.stringContaining('undeclared'),
    });
  });
});

describe('reports', () => {
  const run = testWith(['python3', '-c', 'import pytest'], 'reports');
  run('of a run are counted', async () => {
    const { result } = await judge('pytest', 'broken');
    expect(result.tests).toEqual({ total: 2, failed: 1, skipped: 0 });
  });
});
