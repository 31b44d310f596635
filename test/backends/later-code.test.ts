import { existsSync } from 'node:fs';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { guardLaterCode } from '../../src/backends/later-code.js';
import { systemProgram } from '../../src/backends/system-program.js';
import { gitIn } from '../../src/jobs/land/git.js';

const AGENT_JOB = { INPUT_MODE: 'agent', GITHUB_ACTIONS: 'true' };

describe('what runs after an agent', () => {
  let root: string;
  let bin: string;
  let upload: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'later-code-'));
    bin = join(root, 'home/.local/bin');
    upload = join(root, 'work/_actions/actions/upload-artifact/v4/dist');
    for (const folder of [bin, upload, join(root, 'work/_temp')]) await mkdir(folder, { recursive: true });
    await writeFile(join(upload, 'index.js'), 'honest();\n');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const guard = () =>
    guardLaterCode({
      RUNNER_TEMP: join(root, 'work/_temp'),
      PATH: [bin, '/usr/bin', '/bin'].join(delimiter),
    });
  const program = async (file: string) => {
    await writeFile(file, '#!/bin/sh\necho trap\n');
    await chmod(file, 0o755);
  };

  it('stays when nobody has touched it', async () => {
    const removeTraps = guard();
    expect(removeTraps()).toEqual([]);
    expect(await readFile(join(upload, 'index.js'), 'utf8')).toBe('honest();\n');
  });

  it('is removed when it was changed, added to, or moved away and replaced', async () => {
    const removeTraps = guard();
    await appendFile(join(upload, 'index.js'), 'steal();\n');
    await writeFile(join(upload, 'more.js'), 'steal();\n');
    expect(removeTraps()).toHaveLength(2);
    expect(existsSync(join(upload, 'index.js'))).toBe(false);

    await writeFile(join(upload, 'index.js'), 'honest();\n');
    const again = guard();
    await rename(join(root, 'work'), join(root, 'before'));
    await mkdir(upload, { recursive: true });
    await writeFile(join(upload, 'index.js'), 'steal();\n');
    expect(again()).toEqual([join(upload, 'index.js')]);
  });

  it('is no program that was put before the one of the system; tools of other names stay', async () => {
    await program(join(bin, 'ls'));
    const removeTraps = guard();
    for (const name of ['git', 'sh', 'a-tool-of-the-agent']) await program(join(bin, name));
    await appendFile(join(bin, 'ls'), 'echo more\n');
    expect(removeTraps().toSorted()).toEqual(['git', 'ls', 'sh'].map((name) => join(bin, name)));
    expect(existsSync(join(bin, 'a-tool-of-the-agent'))).toBe(true);
  });

  it('is not looked for behind a link that an agent has laid: the link goes, what it leads to stays', async () => {
    const removeTraps = guard();
    const elsewhere = join(root, 'elsewhere');
    await mkdir(join(elsewhere, 'bin'), { recursive: true });
    await program(join(elsewhere, 'bin', 'git'));
    await rm(join(root, 'home/.local'), { recursive: true });
    await symlink(elsewhere, join(root, 'home/.local'));
    expect(removeTraps()).toEqual([join(root, 'home/.local')]);
    expect(existsSync(join(elsewhere, 'bin', 'git'))).toBe(true);
  });

  it('is the git of the system where agents play, and it is told no token', async () => {
    expect(systemProgram('git', AGENT_JOB)).toMatch(/^\/(usr\/)?bin\/git$/);
    expect(systemProgram('git', {})).toBe('git');
    const said = async (environment: NodeJS.ProcessEnv) =>
      (await gitIn(root, environment)(['-c', 'alias.said=!env', 'said'])).stdout.toString('utf8');
    const job = { PATH: process.env.PATH ?? '', ANTHROPIC_API_KEY: 'canary', 'INPUT_GITHUB-TOKEN': 'canary' };
    expect(await said(job)).toContain('canary');
    expect(await said({ ...job, ...AGENT_JOB, ACTIONS_RUNTIME_TOKEN: 'canary' })).not.toContain('canary');
  });
});
