import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BackendError, type PlayRequest } from '../../../src/backends/index.js';
import { gitIn, gitText } from '../../../src/jobs/land/git.js';
import { openCapture } from '../../../src/jobs/play/capture.js';
import { playFixer } from '../../../src/jobs/play/e2e-fixer.js';
import type { PlayOptions } from '../../../src/jobs/play/options.js';
import {
  anAssignment,
  aQuestion,
  done,
  FEATURE,
  playOptions,
  sampleState,
  scriptedBackend,
} from '../support/builders.js';
import { putFiles } from '../support/workspace.js';

const AGENT = 'e2e-test-fixer';
const SPEC = `specs/${FEATURE}/spec.md`;
const SIMPLE = {
  code_size: 'simple_function',
  architectural_impact: 'single_module',
  risk: 'none',
  testing: 'none',
};

let root: string;
let tree: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'speckit-fixer-'));
  tree = join(root, 'tree');
  await putFiles(tree, { 'src/a.js': 'bug', 'test/e2e/a.test.js': 'test', [SPEC]: 'spec' });
  const git = gitIn(tree);
  await git(['init', '--quiet']);
  await git(['add', '--all']);
  await git(['-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '--quiet', '-m', 'x']);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const read = (path: string) => readFile(join(tree, path), 'utf8');

type Round = (request: PlayRequest, round: number) => unknown;

/** Lets the fixer work on a command that passes when the file `ok` in src, test or specs says so. */
async function fix(round: Round, command: string, overrides: Partial<PlayOptions> = {}) {
  const requests: PlayRequest[] = [];
  const backend = scriptedBackend((request) => {
    requests.push(request);
    return round(request, requests.length);
  });
  const base = await gitText(gitIn(tree), ['rev-parse', 'HEAD']);
  const capture = await openCapture(tree, base, join(root, `capture-${Math.floor(performance.now())}`));
  const options = playOptions(tree, AGENT, {
    assignment: anAssignment(base, [AGENT]),
    // Outside the tree, whose changes are looked at.
    resultDir: join(root, 'result'),
    quality: { e2e: [command] },
    backendFor: () => backend,
    ...overrides,
  });
  const { response } = await playFixer(aQuestion(AGENT), options, capture);
  return { response, requests };
}

const answer = (result: Record<string, unknown>) => done(AGENT, result);

/** Writes files and says why. */
const mending =
  (files: Record<string, string>, result: Record<string, unknown>): Round =>
  async ({ workingTree }) => {
    await putFiles(workingTree, files);
    return answer(result);
  };

describe('the agent e2e-test-fixer', () => {
  it('asks nobody when the tests pass', async () => {
    const { response, requests } = await fix(() => null, 'true');
    expect(response).toMatchObject({ status: 'success', result: { fixer_iteration: 0, fixes: [] } });
    expect(requests).toEqual([]);
  });

  it('TEST_BUG: fixes the test and runs again, and believes the tests and not the backend', async () => {
    const { response, requests } = await fix(
      (request, round) =>
        mending({ 'test/e2e/a.test.js': round === 2 ? 'ok' : 'still wrong' }, { root_cause: 'TEST_BUG' })(
          request,
          round,
        ),
      'echo broken; grep -q ok test/e2e/a.test.js',
    );
    expect(response).toMatchObject({
      status: 'success',
      result: { fixer_iteration: 2, root_cause: 'TEST_BUG', spec_updates: [] },
    });
    expect(requests).toHaveLength(2);
    expect(JSON.stringify(requests[0]?.feedback)).toContain('broken');
    expect(requests[1]?.context.previous_results[AGENT]).toMatchObject({
      result: { root_cause: 'TEST_BUG', fixer_iteration: 1 },
    });
  });

  it('TEST_BUG: puts back what touches code, and asks again with the reason', async () => {
    const { response, requests } = await fix(
      (request, round) =>
        round === 1
          ? mending({ 'src/a.js': 'hacked', 'test/e2e/a.test.js': 'ok' }, { root_cause: 'TEST_BUG' })(
              request,
              round,
            )
          : mending({ 'test/e2e/a.test.js': 'ok' }, { root_cause: 'TEST_BUG' })(request, round),
      'grep -q ok test/e2e/a.test.js',
    );
    expect(response).toMatchObject({ status: 'success', result: { fixer_iteration: 2 } });
    expect(await read('src/a.js')).toBe('bug');
    expect(requests[1]?.feedback?.issues_to_fix[0]).toMatchObject({
      type: 'Forbidden Path',
      message: expect.stringMatching(/^src\/a\.js: it is outside .*the root cause is TEST_BUG/),
    });
  });

  it('SPEC_MISMATCH: updates specification and test, and lists every changed document as not approved', async () => {
    const { response } = await fix(
      mending(
        { [SPEC]: 'ok', [`specs/${FEATURE}/plan.md`]: 'quiet change', 'test/e2e/a.test.js': 'ok' },
        {
          root_cause: 'SPEC_MISMATCH',
          spec_updates: [{ file: 'spec.md', change: 'SC-002 from 5 s to 10 s' }],
        },
      ),
      `grep -q ok ${SPEC}`,
    );
    expect(response.result.spec_updates).toEqual([
      {
        file: `specs/${FEATURE}/plan.md`,
        change: 'changed, and the agent does not say how: see the diff',
        approved: false,
      },
      { file: SPEC, change: 'SC-002 from 5 s to 10 s', approved: false },
    ]);
  });

  it('SPEC_MISMATCH: asks a person when it would adapt the specification a third time', async () => {
    const { response, requests } = await fix(
      (request, round) => mending({ [SPEC]: `${round}` }, { root_cause: 'SPEC_MISMATCH' })(request, round),
      'false',
      { state: sampleState({ settings: { ...sampleState().settings, loop_limits: { e2e: 9 } } }) },
    );
    expect(response.error).toMatchObject({
      type: 'MaxIterationsReached',
      message: expect.stringContaining('at most twice'),
    });
    expect(requests).toHaveLength(3);
    expect(await read(SPEC)).toBe('2');
  });

  it('IMPLEMENTATION_BUG: a simple one is mended here', async () => {
    const { response } = await fix(
      mending({ 'src/a.js': 'ok' }, { root_cause: 'IMPLEMENTATION_BUG', complexity: SIMPLE }),
      'grep -q ok src/a.js',
    );
    expect(response).toMatchObject({
      status: 'success',
      result: { fixes: [{ root_cause: 'IMPLEMENTATION_BUG', complexity_score: 2, files: ['src/a.js'] }] },
    });
  });

  it('IMPLEMENTATION_BUG: a complex one is put back and returned to implement with its score', async () => {
    const complexity = { ...SIMPLE, code_size: 'new_class' };
    const { response, requests } = await fix(
      mending({ 'src/a.js': 'ok' }, { root_cause: 'IMPLEMENTATION_BUG', complexity }),
      'grep -q ok src/a.js',
    );
    expect(requests).toHaveLength(1);
    expect(response).toMatchObject({
      status: 'error',
      result: { complexity_score: 4, fixes: [], fixer_iteration: 0 },
      error: {
        type: 'ImplementationGap',
        feedback_required: true,
        suggested_action: { agent: 'implement' },
        message: expect.stringContaining('code_size new_class +3, architectural_impact single_module +1'),
      },
    });
    expect(await read('src/a.js')).toBe('bug');
  });

  it('passes on a gap that the backend finds, unless it says itself that it is small', async () => {
    const gap = (complexity?: Record<string, string>) => ({
      ...answer(complexity === undefined ? {} : { complexity }),
      status: 'error',
      error: {
        type: 'ImplementationGap',
        message: 'no --language',
        recoverable: true,
        feedback_required: true,
        blocking_issues: [{ severity: 'HIGH', type: 'Gap', message: 'FR-006 is missing' }],
      },
    });
    const plain = await fix(() => gap(), 'false');
    expect(plain.response.error).toMatchObject({
      type: 'ImplementationGap',
      suggested_action: { agent: 'implement' },
      blocking_issues: [{ message: 'FR-006 is missing' }],
    });
    const small = await fix(
      (request, round) =>
        round === 1
          ? gap(SIMPLE)
          : mending({ 'src/a.js': 'ok' }, { root_cause: 'IMPLEMENTATION_BUG', complexity: SIMPLE })(
              request,
              round,
            ),
      'grep -q ok src/a.js',
    );
    expect(small.response.status).toBe('success');
    expect(JSON.stringify(small.requests[1]?.feedback)).toContain('2 points, at most 3: mend it here');
  });

  it('MAX_ITERATIONS: gives up after the limit, and keeps what the fixes have changed', async () => {
    const { response, requests } = await fix(
      (request, round) =>
        mending({ 'test/e2e/a.test.js': `${round}` }, { root_cause: 'TEST_BUG' })(request, round),
      'false',
    );
    expect(requests).toHaveLength(3);
    expect(response).toMatchObject({
      error: {
        type: 'MaxIterationsReached',
        recoverable: false,
        message: expect.stringContaining('after 3 rounds'),
      },
      result: { fixer_iteration: 3, fixes: [{}, {}, {}] },
    });
    expect(await read('test/e2e/a.test.js')).toBe('3');
  });

  it('counts the rounds of earlier jobs', async () => {
    const e2e_workflow = {
      test_file: null,
      test_coverage: 0,
      fixer_iteration: 2,
      max_fixer_iterations: 3,
      implementation_gaps_detected: 1,
      spec_updates: [],
    };
    const round = mending({}, { root_cause: 'TEST_BUG' });
    const second = await fix(round, 'false', { state: sampleState({ e2e_workflow }) });
    expect(second.requests).toHaveLength(1);
    // Used up: a person has had it started again.
    const again = await fix(round, 'false', {
      state: sampleState({ e2e_workflow: { ...e2e_workflow, fixer_iteration: 3 } }),
    });
    expect(again.requests).toHaveLength(3);
  });

  it.each([
    ['echo "connect ECONNREFUSED 127.0.0.1:5432"; exit 1'],
    ['echo "GET http://localhost:8080/healthz 503"; exit 1'],
    ['echo "requests.exceptions.ConnectionError: Failed to establish a new connection"; exit 1'],
  ])('says that a service is unhealthy, and asks nobody: %s', async (command) => {
    const { response, requests } = await fix(() => null, command);
    expect(response.error).toMatchObject({ type: 'ServiceUnhealthy', recoverable: true });
    expect(requests).toEqual([]);
  });

  it('lets the fixer look where a test has asserted something beside', async () => {
    const command = 'echo "connect ECONNREFUSED"; echo "AssertionError [ERR_ASSERTION]: 1 == 2"; exit 1';
    const { requests } = await fix(mending({}, { root_cause: 'TEST_BUG' }), command);
    expect(requests.length).toBeGreaterThan(0);
  });

  it('asks once more for a root cause and a complexity that code can score', async () => {
    const { response, requests } = await fix(
      () => answer({ root_cause: 'IMPLEMENTATION_BUG', complexity: 'low' }),
      'false',
    );
    expect(requests).toHaveLength(2);
    expect(response.error).toMatchObject({
      type: 'ValidationError',
      message: expect.stringContaining('expected complexity to be an object'),
    });
  });

  it('puts back what a test run leaves behind', async () => {
    await fix(mending({}, { root_cause: 'TEST_BUG' }), 'echo x > src/report.txt; false');
    await expect(read('src/report.txt')).rejects.toThrow('ENOENT');
  });

  it('hands a failing machine over as it is', async () => {
    const { response } = await fix(() => {
      throw new BackendError('ExternalServiceError', '529');
    }, 'false');
    expect(response.error).toMatchObject({ type: 'ExternalServiceError', message: '529' });
  });

  it('says what is not there to run', async () => {
    expect((await fix(() => null, 'no-such-program')).response.error?.type).toBe('PrerequisiteError');
    await rm(join(tree, 'test'), { recursive: true });
    const none = await fix(() => null, '', { quality: {} });
    expect(none.response.error).toMatchObject({
      type: 'PrerequisiteError',
      message: expect.stringContaining('quality.e2e'),
    });
  });
});
