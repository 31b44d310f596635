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

  it('keeps its tests out of the way of another test runner', async () => {
    await writeFile(join(tree, 'package.json'), '{"type":"module","scripts":{"test":"jest"}}');
    const { log } = await recordedBackend('rec').play(request({ agent: 'implement' }));
    expect(log).toContain('wrote src/features/004-dark-mode/index.js');
    expect(log).not.toMatch(/\.test\.|wrote test\//);
  });
});

describe('choosing a backend', () => {
  it('names the known ones for an unknown one', () => {
    expect(() => createBackend('gpt', {})).toThrow(/one of recorded, command; received "gpt"/);
  });

  it('asks for the program of the backend command', () => {
    expect(() => createBackend('command', {})).toThrow(/backends\.command\.run/);
  });
});
