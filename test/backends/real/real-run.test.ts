/**
 * A whole workflow as a person runs it: the built command line on a git repository, the real program, a scripted model.
 * The program writes a specification, a person approves, it changes code and adds a test; the first try does not pass the
 * repository's own tests, so that it is sent back with what fails.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import type { ProgramName } from '../../../src/backends/programs/index.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { simpleGitIn } from '../../local/git.js';
import { sampleRepository } from '../../local/support.js';
import type { Reply, Script, SeenRequest } from '../../model-server/script.js';
import { startModelServer } from '../../model-server/server.js';
import { forNamedPrograms } from './named.js';
import { KEY, MOVES } from './programs.js';
import { homeIn, note } from './stage.js';

const ROOT = join(import.meta.dirname, '../../..');
const BIN = join(ROOT, 'bin', 'speckit.js');

forNamedPrograms('from a request to tested code', (name) => {
  it('`speckit run`, `speckit approve`: a change on a branch whose tests pass', async () => {
    if (!existsSync(join(ROOT, 'build/src/entries/cli.js')))
      throw new Error('expected the built command line in build/, found none: run `npm run build`');
    await inRepository(name, async (folder, speckit) => {
      const planned = await speckit('run', 'simple: Shout a greeting');
      expect(planned.status).toBe('awaiting_implementation_approval');
      expect(planned.assignments.map((one) => one.agents[0])).toEqual(['specify']);

      const state = await speckit('approve', planned.workflow_id);
      expect({ status: state.status, reason: state.status_reason }).toEqual({
        status: 'completed',
        reason: null,
      });
      expect(state.assignments.map((one) => `${one.agents[0]} by ${one.backend}`)).toEqual(
        ['specify', 'implement', 'test', 'implement', 'test'].map((agent) => `${agent} by ${name}`),
      );
      expect(state.feedback_loops.test_to_implement?.iteration).toBe(1);
      await expectChange(folder, state);
      expect(JSON.stringify(state)).not.toContain(KEY);
    });
    await note(name, 'request, plan, approval, code, failing test, code', 'tested code on a branch');
  }, 300_000);
});

/** The sample project with a configuration for this program, and the command line on it. */
async function inRepository(
  name: ProgramName,
  story: (folder: string, speckit: (...args: string[]) => Promise<WorkflowState>) => Promise<void>,
): Promise<void> {
  const { model, environment } = MOVES[name];
  const server = await startModelServer(scriptFor(name));
  const folder = await sampleRepository();
  const scratch = await mkdtemp(join(tmpdir(), 'speckit-real-run-'));
  try {
    const config = { backends: { [name]: model === null ? {} : { model } } };
    await writeFile(join(folder, '.github', 'speckit.yml'), JSON.stringify(config));
    await simpleGitIn(folder)('commit', '--quiet', '--all', '--message=The program that plays the agents');
    const env = { ...(await homeIn(scratch)), ...environment(server.url) };
    await story(folder, async (...args) => {
      const words = [BIN, ...args, '--repo', folder, '--backend', name, '--json'];
      const run = promisify(execFile)(process.execPath, words, { env, maxBuffer: 50_000_000 });
      // A workflow that failed ends with another exit code, and what it says is wanted then most of all.
      const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
      if (stdout === '') throw new Error(`expected a state of \`speckit ${args[0]}\`, received: ${stderr}`);
      return JSON.parse(stdout) as WorkflowState;
    });
  } finally {
    await server.close();
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is on the branch is real: the tests of a clone pass, and nobody but the orchestrator has committed. */
async function expectChange(folder: string, { branch, feature_id }: WorkflowState): Promise<void> {
  const git = simpleGitIn(folder);
  const name = branch?.name ?? '';
  const changed = await git('diff', '--name-only', `main...${name}`);
  expect(changed.split('\n')).toEqual(
    expect.arrayContaining([`specs/${feature_id}/spec.md`, 'src/greeting.js', 'test/shout.test.js']),
  );
  expect(changed).not.toMatch(/^\.(?:claude|codex|gemini|copilot|opencode)|node_modules/m);
  const subjects = (await git('log', '--format=%s', `main..${name}`)).split('\n');
  expect(subjects.filter((subject) => subject.startsWith('implement'))).toHaveLength(2);
  expect(subjects.filter((subject) => subject.includes('mine'))).toEqual([]);
  // The person's own checkout is as it was.
  expect(await git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('main');
  expect(await git('status', '--porcelain')).toBe('');

  const clone = join(folder, '.git', 'look');
  await git('clone', '--quiet', '--branch', name, folder, clone);
  const tests = ['test/shout.test.js', 'test/greeting.test.js', 'test/cli.test.js'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--test', '--test-reporter=tap', ...tests],
    {
      cwd: clone,
      env: { PATH: process.env.PATH ?? '' },
    },
  );
  expect(stdout).toMatch(/^# fail 0$/m);
  expect(stdout).toContain('a greeting can be shouted');
}

const SPEC = `# Feature Specification: Shout a greeting

## User Scenarios & Testing

### User Story 1 - Shout (Priority: P1)

As a person who is far away, I want to be greeted in capitals.

**Acceptance Scenarios**:

1. **Given** the name Ada, **When** she is shouted at, **Then** the greeting is in capitals.

## Requirements

- **FR-001**: The module MUST offer a function that greets in capitals.

## Success Criteria

- **SC-001**: Ada is greeted with HELLO, ADA!
`;

const TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { shout } from "../src/greeting.js";

test("a greeting can be shouted", () => {
  assert.equal(shout("Ada"), "HELLO, ADA!");
});
`;

/** What the model does, per agent that asks: it reads who it is and where to write from the prompt, as a real one does. */
function scriptFor(name: ProgramName): Script {
  const { write, run, answer } = MOVES[name];
  const said = new Map<string, number>();
  const files_changed = ['src/greeting.js', 'test/shout.test.js'];
  return (request) => {
    const { agent, featureDir, isSecondTry } = promptOf(request);
    const contract = (more = {}) =>
      answer({
        agent,
        status: 'success',
        timestamp: '2026-01-01T00:00:00Z',
        result: { summary: 'Done.', ...more },
        error: null,
      });
    const moves: readonly Reply[] =
      agent === 'specify'
        ? [write(`${featureDir}/spec.md`, SPEC), contract()]
        : isSecondTry
          ? [run("sed -i 's/=> greet(name);/=> greet(name).toUpperCase();/' src/greeting.js"), contract()]
          : [
              run(`echo 'export const shout = (name) => greet(name);' >> src/greeting.js`),
              write('test/shout.test.js', TEST),
              // Hidden from rules on commands: a commit of the agent's own must change nothing.
              run('g=git; $g -c user.name=x -c user.email=x@x commit --quiet --all --message=mine; true'),
              contract({ files_changed }),
            ];
    const key = `${agent} ${isSecondTry}`;
    const turn = said.get(key) ?? 0;
    said.set(key, turn + 1);
    const move = moves[Math.min(turn, moves.length - 1)];
    if (move === undefined) throw new Error(`expected a move of ${agent}, found none`);
    return move;
  };
}

function promptOf({ body }: SeenRequest) {
  const text = JSON.stringify(body);
  return {
    agent: /You are the agent \\+"([a-z0-9-]+)\\+"/.exec(text)?.[1] ?? 'unknown',
    featureDir: /specs\/\d{3}-[a-z0-9-]+/.exec(text)?.[0] ?? 'specs/unknown',
    isSecondTry: /FEEDBACK_CONTEXT:\\+n/.test(text),
  };
}
