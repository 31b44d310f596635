import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runDiagnostics } from '../../src/local/diagnostics.js';
import { sampleRepository } from './support.js';

describe('the diagnosis of who plays the agents', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await sampleRepository();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['Claude Code without a key', '', {}, 'claude-code, expected its key in ANTHROPIC_API_KEY or'],
    ['Claude Code with one', '', { ANTHROPIC_API_KEY: 'x' }, null],
    [
      'another program, without its key',
      'backends: { default: codex }',
      { ANTHROPIC_API_KEY: 'x' },
      'codex, expected',
    ],
    [
      'a program with a key of another name',
      'backends: { default: codex, codex: { secret_env: MINE } }',
      { MINE: 'x' },
      null,
    ],
    ['the one that the environment names', '', { SPECKIT_BACKEND: 'recorded' }, null],
    ['a command', 'backends: { command: { run: agent } }', {}, null],
  ])('%s', async (_what, config, environment, expected) => {
    await writeFile(join(folder, '.github', 'speckit.yml'), config);
    const { issues } = await runDiagnostics(folder, { PATH: process.env.PATH, ...environment });
    const [found, ...more] = issues.filter(({ check }) => check === 'backend');
    expect(more).toEqual([]);
    if (expected === null) expect(found).toBeUndefined();
    else expect(found?.message).toContain(expected);
  });
});
