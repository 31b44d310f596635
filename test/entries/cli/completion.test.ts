import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BACKENDS } from '../../../src/config/backends.js';
import { createProgram } from '../../../src/entries/cli/program.js';
import { run } from './run.js';

const ID = '0b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77';
const PROGRAM = createProgram(
  { cwd: '/', stdout: () => undefined, stderr: () => undefined, stdin: async () => '' },
  () => undefined,
);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speckit-completion-'));
  await mkdir(join(folder, 'specs one'));
  await mkdir(join(folder, '.specify/workflow-state'), { recursive: true });
  await writeFile(join(folder, '.specify/workflow-state', `${ID}.json`), '{}');
  await writeFile(join(folder, 'tasks.md'), '');
  await writeFile(join(folder, 'completion.bash'), (await run(['completion', 'bash'])).out);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What bash offers for a line whose last word is being typed. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const line = ['speckit', ...words].map((word) => `'${word}'`).join(' ');
  const script = `. ./completion.bash; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _speckit; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-u', '-c', script], { cwd: folder });
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion in bash', () => {
  it('knows every command', async () => {
    const names = PROGRAM.commands.map((command) => command.name());
    expect((await offered('')).sort()).toEqual([...names, 'help'].sort());
    expect(await offered('gra')).toEqual(['graph']);
    expect((await offered('help', '')).sort()).toEqual(names.sort());
  });

  it.each(PROGRAM.commands.map((command) => command.name()))('knows the options of %s', async (name) => {
    const options = PROGRAM.commands.find((command) => command.name() === name)?.options ?? [];
    const flags = options.flatMap(({ long }) => long ?? []);
    expect(new Set(await offered(name, '--'))).toEqual(new Set([...flags, '--help', '--no-color']));
  });

  it.each<[string[], string[]]>([
    [['sandbox', '--backend', ''], [...BACKENDS]],
    [
      ['run', '--backend', 'c'],
      ['claude-code', 'codex', 'copilot', 'command'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['completion', 'bash', ''], []],
    [['review', ID, 'pl'], ['plan']],
    // The value of an option is no place of the command.
    [['review', '--repo', 'x', ID, 'pl'], ['plan']],
    [['confirm', ID, 're'], ['reuse']],
    [['approve', ''], [ID]],
    [['--no-color', 'gra'], ['graph']],
    [['graph', 'tas'], ['tasks.md']],
    [['graph', 'spe'], ['specs one']],
    [['run', '--repo', 'spe'], ['specs one']],
    [['run', '--repo', 'tas'], []],
    [['sandbox', '--port', ''], []],
    [['nonsense', ''], []],
  ])('offers for %j', async (words, expected) => {
    expect((await offered(...words)).sort()).toEqual([...expected].sort());
  });
});

describe.each(['zsh', 'fish'])('completion in %s', (shell) => {
  it('names every command and option with its description', async () => {
    const { code, out } = await run(['completion', shell]);
    expect(code).toBe(0);
    for (const command of PROGRAM.commands) {
      expect(out).toContain(command.name());
      for (const { long } of command.options) expect(out).toContain(long?.slice(2));
    }
    expect(out).toContain('print the graph as JSON');
    expect(out).toContain(BACKENDS.join(' '));
  });

  it('is balanced: each quote and each bracket ends where it should', async () => {
    const { out } = await run(['completion', shell]);
    for (const line of out.split('\n').filter((one) => !one.startsWith('#'))) {
      const unescaped = line.replace(/'\\''/g, '').replace(/\\./g, '');
      expect([line, (unescaped.match(/'/g) ?? []).length % 2]).toEqual([line, 0]);
    }
    if (shell === 'zsh') {
      expect(out.match(/\bcase\b/g)).toHaveLength((out.match(/\besac\b/g) ?? []).length);
      expect(out.startsWith('#compdef speckit\n')).toBe(true);
    }
  });
});

describe('speckit completion', () => {
  it('says which shells there are', async () => {
    const { code, err } = await run(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(err).toContain('Allowed choices are bash, zsh, fish.');
  });
});
