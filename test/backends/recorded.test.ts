import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlayRequest } from '../../src/backends/backend.js';
import { createBackend } from '../../src/backends/index.js';
import { recordedBackend } from '../../src/backends/recorded.js';
import { agentResponse, type FeedbackContext } from '../../src/domain/contract.js';
import { AGENTS } from '../../src/domain/workflows.js';

let tree: string;
beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'speckit-recorded-'));
});
afterEach(() => rm(tree, { recursive: true, force: true }));

async function record(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const target = join(tree, 'rec', 'one', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

function request(overrides: Partial<PlayRequest> = {}): PlayRequest {
  return {
    agent: 'specify',
    task: null,
    attempt: 1,
    prompt: '',
    context: {
      workflow_id: '0b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77',
      feature_id: '004-dark-mode',
      feature_dir: 'specs/004-dark-mode/',
      previous_results: {},
    },
    feedback: null,
    userRequest: 'Please add a dark mode',
    workingTree: tree,
    timeoutMs: 1_000,
    env: [],
    ...overrides,
  };
}

const feedback = (iteration: number, from = 'speckit-test'): FeedbackContext => ({
  feedback_from: from,
  iteration,
  max_iterations: 2,
  issues_to_fix: [],
});

const play = async (overrides: Partial<PlayRequest> = {}) => {
  const { response } = await recordedBackend('rec').play(request(overrides));
  return agentResponse.parse(response);
};
const text = (path: string) => readFile(join(tree, path), 'utf8');

describe('a recording in the repository', () => {
  it('fills the placeholders of paths, contents and results, and says that it is a replay', async () => {
    await record({
      'recording.yml': `title: Dark mode
match: { words: DARK mode }
agents:
  specify:
    - { files: a, result: { summary: 'wrote {{feature_dir}}/spec.md' } }`,
      'a/{{feature_dir}}/spec.md': '# {{feature_id}}: {{request}}',
    });
    const { result } = await play({ userRequest: 'A dark<!-- x --> mode' });
    expect(result).toEqual({
      summary: 'Replayed: wrote specs/004-dark-mode/spec.md',
      replayed_from: 'rec/one',
    });
    expect(await text('specs/004-dark-mode/spec.md')).toBe('# 004-dark-mode: A dark mode');
  });

  it('plays the take of the feedback iteration, by agent and by task', async () => {
    await record({
      'recording.yml': `title: x
match: { pattern: 'dark\\s+mode' }
agents:
  implement:
    takes: [{ files: whole }, { files: mended }]
    tasks:
      T001: [{ files: whole }, { files: mended }]
      T002: [{ files: other }]`,
      'whole/a.txt': 'first',
      'mended/a.txt': 'second',
      'other/b.txt': 'b',
    });
    const playAndRead = async (overrides: Partial<PlayRequest>) => {
      await play({ agent: 'implement', ...overrides });
      return text('a.txt');
    };
    expect(await playAndRead({})).toBe('first');
    expect(await playAndRead({ feedback: feedback(1) })).toBe('second');
    expect(await playAndRead({ task: 'T001' })).toBe('first');
    expect(await playAndRead({ task: 'T001', feedback: feedback(2) })).toBe('second');
    expect(await playAndRead({ task: 'T009', feedback: feedback(1) })).toBe('second');
  });

  it('has nothing to add to landed work that a gate sends back, but repeats work that was not accepted', async () => {
    await record({
      'recording.yml': `title: x
match: { words: dark }
agents: { implement: { tasks: { T002: [{ files: other }] } } }`,
      'other/b.txt': 'b',
    });
    const sentBack = await play({ agent: 'implement', task: 'T002', feedback: feedback(1) });
    expect(sentBack.result.summary).toBe('Replayed: nothing is left to change');
    await expect(text('b.txt')).rejects.toThrow('ENOENT');
    await play({ agent: 'implement', task: 'T002', feedback: feedback(1, 'speckit-orchestrator') });
    expect(await text('b.txt')).toBe('b');
  });

  it('plays the takes of an agent one after the other, by the take that its last answer names', async () => {
    await record({
      'recording.yml': `title: x
match: { words: dark }
agents:
  analyze: [{ result: { n: 1 } }, { result: { n: 2 } }, { result: { n: 3 } }]
  e2e-test-fixer: [{ result: { n: 1 } }, { result: { n: 2 } }]`,
    });
    const answerAfter = async (agent: 'analyze' | 'e2e-test-fixer', take: number | null, from?: string) => {
      const previous_results = take === null ? {} : { [agent]: { status: 'error', result: { take } } };
      const context = { ...request().context, previous_results };
      const said = await play({ agent, context, feedback: from === undefined ? null : feedback(1, from) });
      return [said.result.n, said.result.take];
    };
    expect(await answerAfter('analyze', null)).toEqual([1, 1]);
    expect(await answerAfter('analyze', 1)).toEqual([2, 2]);
    expect(await answerAfter('analyze', 3)).toEqual([3, 3]);
    // Feedback of others asks for the next take; the fixer's own is about its first round.
    expect(await answerAfter('analyze', null, 'speckit-orchestrator')).toEqual([2, 2]);
    expect(await answerAfter('e2e-test-fixer', null, 'speckit-e2e-test-fixer')).toEqual([1, 1]);
    expect(await answerAfter('e2e-test-fixer', 1, 'speckit-e2e-test-fixer')).toEqual([2, 2]);
  });

  it('begins with the built-in recording, replaces text, and leaves the rest to it', async () => {
    await record({
      'recording.yml': `title: x
match: { words: dark }
otherwise: built-in
agents:
  specify:
    - built_in: true
      replace:
        - { path: '{{feature_dir}}/spec.md', find: 'Nothing that exists is changed.', with: 'For {{feature_id}}, $& stays.' }
      result: { own: 1 }
  plan:
    - replace: [{ path: old.txt, find: one, with: two }]
  tasks:
    - replace: [{ path: old.txt, find: absent, with: x }]`,
    });
    await writeFile(join(tree, 'old.txt'), 'one');
    const { result } = await play();
    expect(result).toMatchObject({
      own: 1,
      replayed_from: 'rec/one',
      summary: expect.stringContaining('spec.md'),
    });
    expect(await text('specs/004-dark-mode/spec.md')).toContain('- For 004-dark-mode, $& stays.');
    await play({ agent: 'plan' });
    expect(await text('old.txt')).toBe('two');
    await expect(play({ agent: 'tasks' })).rejects.toThrow('expected "absent" in old.txt');
    expect((await play({ agent: 'review' })).result.replayed_from).toBe('built-in generic recording');
  });

  it('is found by the name of the feature where a command has no words of its own', async () => {
    await record({ 'recording.yml': 'title: x\nmatch: { words: dark mode }\nagents: { review: [{}] }' });
    const review = async () => (await play({ agent: 'review', userRequest: 'review' })).result.replayed_from;
    expect(await review()).toBe('built-in generic recording');
    const path = join(tree, 'specs/004-dark-mode/spec.md');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '# Mine');
    expect(await review()).toBe('rec/one');
    // What the built-in recording has specified it also builds.
    await rm(path);
    await play({ agent: 'specify', userRequest: 'Something else' });
    expect(await review()).toBe('built-in generic recording');
  });

  it('removes files, keeps programs executable, and replays errors', async () => {
    await record({
      'recording.yml': `title: x
match: { words: dark }
agents:
  review: [{ remove: [old.txt], files: [one, two] }]
  analyze:
    - error: { type: QualityGateFailure, message: gap, recoverable: true, feedback_required: true }`,
      'one/run.sh': '#!/bin/sh',
      'two/c.txt': 'c',
    });
    await writeFile(join(tree, 'old.txt'), 'old');
    const { chmod } = await import('node:fs/promises');
    await chmod(join(tree, 'rec/one/one/run.sh'), 0o755);
    await play({ agent: 'review' });
    await expect(text('old.txt')).rejects.toThrow('ENOENT');
    expect((await stat(join(tree, 'run.sh'))).mode & 0o111).not.toBe(0);
    expect(await text('c.txt')).toBe('c');
    expect(await play({ agent: 'analyze' })).toMatchObject({
      status: 'error',
      error: { type: 'QualityGateFailure' },
    });
  });

  it('says what is missing or wrong', async () => {
    await record({ 'recording.yml': 'title: x\nmatch: { words: dark }\nagents: { plan: [{ file: a }] }' });
    await expect(play()).rejects.toThrow(/expected a recording in .*recording\.yml[\s\S]*file/);
    await record({ 'recording.yml': 'title: x\nmatch: { words: dark }\nagents: {}' });
    await expect(play({ agent: 'implement', task: 'T7' })).rejects.toMatchObject({
      type: 'UnrecoverableError',
      message: 'expected an entry for agent implement, task T7 in rec/one/recording.yml, found none',
    });
  });

  it('stays in the repository', async () => {
    await record({
      'recording.yml': `title: x\nmatch: { words: dark }\nagents: { plan: [{ remove: ['../x'] }] }`,
    });
    await expect(play({ agent: 'plan' })).rejects.toThrow('inside the repository, received "../x"');
  });
});

describe('the built-in recording', () => {
  it('answers every agent for any request, with names of its own', async () => {
    for (const agent of AGENTS) {
      const { result, status } = await play({ agent });
      expect(status).toBe('success');
      expect(result).toMatchObject({
        summary: expect.stringMatching(/^Replayed: /),
        replayed_from: 'built-in generic recording',
      });
    }
    expect(await text('specs/004-dark-mode/spec.md')).toContain('**FR-001**');
  });

  it('writes no document that exists, and adds clarifications to a specification that has none', async () => {
    const path = join(tree, 'specs/004-dark-mode/spec.md');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '# Mine\n');
    await play();
    expect((await play()).result.summary).toBe('Replayed: nothing had to be added');
    expect(await readFile(path, 'utf8')).toBe('# Mine\n');
    await play({ agent: 'clarify' });
    const clarified = await readFile(path, 'utf8');
    expect(clarified).toMatch(/^# Mine\n\n## Clarifications\n/);
    await play({ agent: 'clarify' });
    expect(await readFile(path, 'utf8')).toBe(clarified);
  });

  it('says that an implementation is missing where there is none', async () => {
    const before = await play({ agent: 'e2e-test-builder' });
    expect(before.result).toMatchObject({ implementation_status: 'MISSING', gaps: [{}] });
    await play({ agent: 'implement' });
    const after = await play({ agent: 'e2e-test-builder' });
    expect(after.result).toMatchObject({ implementation_status: 'COMPLETE', gaps: [] });
  });

  it('keeps its tests out of the way of another test runner', async () => {
    await writeFile(join(tree, 'package.json'), '{"type":"module","scripts":{"test":"jest"}}');
    const { log } = await recordedBackend('rec').play(request({ agent: 'implement' }));
    expect(log).toContain('wrote src/features/004-dark-mode/index.js');
    expect(log).not.toMatch(/\.test\.|wrote test\//);
  });
});

describe('choosing a backend', () => {
  it('names the known ones for an unknown one', () => {
    expect(() => createBackend('gpt', {})).toThrow(/one of claude-code, .*recorded; received "gpt"/);
  });

  it('asks for the program of the backend command', () => {
    expect(() => createBackend('command', {})).toThrow(/backends\.command\.run/);
  });
});
