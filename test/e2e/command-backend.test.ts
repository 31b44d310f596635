import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approve, commentsOf, inBox, planned, stateOf } from './support.js';

/** An agent as a team could write it: context on standard input, contract on standard output, files where it runs. */
const AGENT = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const asked = JSON.parse(readFileSync(0, 'utf8'));
const { agent, WORKFLOW_CONTEXT: context, FEEDBACK_CONTEXT: feedback, USER_REQUEST: request } = asked;
const result = { summary: agent + ' for: ' + request, sees_token: 'GITHUB_TOKEN' in process.env };
if (agent === 'specify') {
  mkdirSync(context.feature_dir, { recursive: true });
  writeFileSync(context.feature_dir + 'spec.md', [
    '# Feature: Sum', '## User Story 1 - Add numbers (Priority: P1)', '- **FR-001**: The module MUST add two numbers.',
    '- **SC-001**: 1 and 2 are 3.', '',
  ].join('\\n'));
}
if (agent === 'implement') {
  writeFileSync('sum.js', 'export const sum = (a, b) => a ' + (feedback ? '+' : '-') + ' b;\\n');
  mkdirSync('test', { recursive: true });
  writeFileSync('test/sum.test.js', [
    "import test from 'node:test';", "import assert from 'node:assert';", "import { sum } from '../sum.js';",
    "test('adds', () => assert.equal(sum(1, 2), 3));", '',
  ].join('\\n'));
  result.feedback = feedback ? feedback.issues_to_fix.length : 0;
}
console.log(JSON.stringify({ agent, status: 'success', timestamp: new Date().toISOString(), result, error: null }));
`;

const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'adder', type: 'module', scripts: { test: 'node --test' } }),
  'tools/agent.mjs': AGENT,
  '.github/speckit.yml': 'backends:\n  default: command\n  command:\n    run: [node, tools/agent.mjs]\n',
};

describe('the backend `command` in the sandbox', () => {
  let seedRepo = '';
  beforeAll(async () => {
    seedRepo = await mkdtemp(join(tmpdir(), 'speckit-seed-'));
    for (const [path, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(seedRepo, path)), { recursive: true });
      await writeFile(join(seedRepo, path), text);
    }
  });
  afterAll(() => rm(seedRepo, { recursive: true, force: true }));

  it('plays the agents with any executable; its failing first try is sent back with the failing test', async () => {
    await inBox(
      async (world) => {
        const { issue, pull } = await planned(world);
        await approve(world, pull.number);
        const state = await stateOf(world, issue);
        expect(state?.status).toBe('completed');
        expect(state?.feedback_loops.test_to_implement?.iteration).toBe(1);
        expect(state?.agent_results.implement).toMatchObject({
          attempt: 2,
          result: { sees_token: false, feedback: expect.any(Number) },
        });
        expect(state?.agent_results.implement?.result.feedback).toBeGreaterThan(0);
        expect((await commentsOf(world, issue)).at(-1)?.body).toContain('✅ Success');
      },
      { seedRepo },
    );
  }, 120_000);
});
