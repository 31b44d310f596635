import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { playBuilder } from '../../../src/jobs/play/e2e-builder.js';
import { e2eCommands } from '../../../src/jobs/play/e2e-command.js';
import { unhealthyService } from '../../../src/jobs/play/e2e-health.js';
import type { PlayOptions } from '../../../src/jobs/play/options.js';
import { aQuestion, done, playOptions, sampleState, scriptedBackend } from '../support/builders.js';
import { putFiles } from '../support/workspace.js';

const AGENT = 'e2e-test-builder';
const FILE = 'test/e2e/a.test.js';

let tree: string;
beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'speckit-e2e-'));
});
afterEach(() => rm(tree, { recursive: true, force: true }));

const options = (overrides: Partial<PlayOptions> = {}) => playOptions(tree, AGENT, overrides);

describe('the Implementation Status Check', () => {
  const build = async (result: Record<string, unknown>) => {
    let count = 0;
    const backend = scriptedBackend(() => {
      count++;
      return done(AGENT, result);
    });
    const played = await playBuilder(aQuestion(AGENT), options({ backendFor: () => backend }));
    return { ...played, count };
  };
  const complete = { test_file: FILE, test_coverage: 100, implementation_status: 'COMPLETE', gaps: [] };

  it('COMPLETE goes on', async () => {
    await putFiles(tree, { [FILE]: '' });
    expect((await build(complete)).response).toMatchObject({ status: 'success', result: complete });
  });

  it('MISSING goes back to implement with every missing feature, and keeps the test', async () => {
    await putFiles(tree, { [FILE]: '' });
    const gaps = ['no --language', { feature: 'no default', requirement: 'FR-004', location: 'src/cli.js' }];
    const { response, answeredBy } = await build({ ...complete, implementation_status: 'MISSING', gaps });
    expect(answeredBy).toBe('agent');
    expect(response).toMatchObject({
      status: 'error',
      result: { test_file: FILE, test_coverage: 100, implementation_status: 'MISSING' },
      error: {
        type: 'ImplementationGap',
        message:
          'expected the implementation to be complete, 2 features are missing: no --language; no default',
        recoverable: true,
        feedback_required: true,
        suggested_action: { agent: 'implement' },
        blocking_issues: [
          { severity: 'HIGH', type: 'Implementation Gap', message: 'no --language' },
          { message: 'FR-004: no default', location: 'src/cli.js' },
        ],
      },
    });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no status', { ...complete, implementation_status: undefined }, /implementation_status/],
    ['MISSING without gaps', { ...complete, implementation_status: 'MISSING' }, /gaps to name every/],
    ['COMPLETE with gaps', { ...complete, gaps: ['x'] }, /to be empty when COMPLETE/],
    ['a coverage above 100', { ...complete, test_coverage: 101 }, /test_coverage/],
    ['a path outside', { ...complete, test_file: '../a' }, /within the repository/],
  ])('%s is asked for again, and is an error the second time', async (_what, result, message) => {
    const { response, count } = await build(JSON.parse(JSON.stringify(result)));
    expect(count).toBe(2);
    expect(response.error).toMatchObject({ type: 'ValidationError' });
    expect(response.error?.message).toMatch(message);
  });

  it('a test that is not there is an error', async () => {
    expect((await build(complete)).response.error).toMatchObject({
      type: 'ValidationError',
      message: expect.stringContaining(`found no ${FILE}`),
    });
  });
});

describe('the command of fix-e2e [file]', () => {
  const manifest = (e2e: string) => JSON.stringify({ scripts: { e2e } });
  const commandFor = async (target_file: string | null, files: Record<string, string>) => {
    await putFiles(tree, files);
    const commands = await e2eCommands(options({ state: sampleState({ target_file }) }));
    return commands.map(({ text }) => text);
  };
  const node = { [FILE]: "import 'node:test';", 'test/e2e/b.test.js': "import 'node:test';" };

  it.each<[string, string | null, Record<string, string>, string[]]>([
    ['node:test', FILE, node, [`node --test ${FILE}`]],
    ['no file named', null, node, ['node --test test/e2e']],
    ['a file that is not there', 'test/e2e/c.test.js', node, ['node --test test/e2e']],
    ['a file outside', '../a.test.js', node, ['node --test test/e2e']],
    ['an option', '--eval=x', { ...node, '--eval=x': 'node:test' }, ['node --test test/e2e']],
    [
      'a script of node:test',
      `./${FILE}`,
      { ...node, 'package.json': manifest('node --test test/e2e/*.js') },
      [`node --test ${FILE}`],
    ],
    [
      'Playwright',
      FILE,
      { ...node, 'package.json': manifest('playwright test') },
      [`npm run --silent e2e -- ${FILE}`],
    ],
    [
      'Cypress',
      FILE,
      { ...node, 'package.json': manifest('cypress run') },
      [`npm run --silent e2e -- --spec ${FILE}`],
    ],
    [
      'a chain of commands',
      FILE,
      { ...node, 'package.json': manifest('build && jest') },
      ['npm run --silent e2e'],
    ],
    [
      'an unknown runner',
      FILE,
      { ...node, 'package.json': manifest('./run-tests') },
      ['npm run --silent e2e'],
    ],
    [
      'pytest',
      'tests/e2e/test_x.py',
      { 'tests/e2e/test_x.py': '' },
      ['python3 -m pytest tests/e2e/test_x.py'],
    ],
    ['make', FILE, { ...node, Makefile: 'e2e:\n\ttrue\n' }, ['make e2e']],
  ])('%s', async (_what, file, files, expected) => {
    expect(await commandFor(file, files)).toEqual(expected);
  });

  it('is the configured one, whatever the file', async () => {
    const state = sampleState({ target_file: FILE });
    const commands = await e2eCommands(options({ state, quality: { e2e: ['make x', 'make y'] } }));
    expect(commands.map(({ text }) => text)).toEqual(['make x', 'make y']);
  });
});

describe('telling a service that does not answer from a test that fails', () => {
  it.each<[string, boolean]>([
    ['connect ECONNREFUSED 127.0.0.1:3000', true],
    ['page.goto: net::ERR_CONNECTION_REFUSED at http://localhost:3000/', true],
    ['dial tcp 127.0.0.1:80: connect: connection refused', true],
    ["  error: 'fetch failed'", true],
    ['GET /healthz returned 503', true],
    ['expected 200 but got 503 from http://x/health', true],
    ['container db is unhealthy', true],
    ['\u001b[31mgetaddrinfo ENOTFOUND db\u001b[0m', true],
    ['AssertionError: expected 503 to equal 200', false],
    ['GET /orders returned 503', false],
    ['connect ECONNREFUSED 127.0.0.1:3000\nAssertionError [ERR_ASSERTION]: 1 !== 2', false],
    ['AssertionError: connect ECONNREFUSED 127.0.0.1:3000', true],
    ['not ok 1 - adds', false],
    ['', false],
  ])('%j: %s', (output, unhealthy) => {
    expect(unhealthyService(output) !== null).toBe(unhealthy);
  });
});
