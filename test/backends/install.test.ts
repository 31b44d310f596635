import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { installProgram } from '../../src/backends/install.js';

let folder: string;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speckit-install-'));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  environment = {
    PATH: `${bin}:${process.env.PATH}`,
    RUNNER_TOOL_CACHE: join(folder, 'cache'),
    ANTHROPIC_API_KEY: 'canary',
    GITHUB_TOKEN: 'canary',
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const WANTED = {
  name: '@who/agent',
  version: '1.2.3',
  entries: ['@who/agent-{platform}/agent', '@who/agent/agent.js'],
};

/** Puts a shell script in npm's place. It sees its arguments as npm does. */
async function npm(script: string): Promise<void> {
  const file = join(folder, 'bin', 'npm');
  await writeFile(
    file,
    `#!/bin/bash\necho "$@" >> ${folder}/calls\nenv > ${folder}/env\npwd > ${folder}/cwd\n${script}\n`,
  );
  await chmod(file, 0o755);
}

const MAKES = (path: string) => `mkdir -p "node_modules/$(dirname ${path})"; touch node_modules/${path}`;

describe('installing the program of a backend', () => {
  it('asks npm for the pinned version, without scripts and without secrets, in a folder of its own', async () => {
    await npm(MAKES('@who/agent/agent.js'));
    const { file, args } = await installProgram(WANTED, environment);
    expect(file).toBe(process.execPath);
    expect(args).toEqual([
      expect.stringMatching(/\/cache\/speckit-agents\/@who__agent\/1\.2\.3\/.*\/agent\.js$/),
    ]);
    const calls = await readFile(join(folder, 'calls'), 'utf8');
    expect(calls).toMatch(/^install --ignore-scripts .*@who\/agent@1\.2\.3\n$/);
    expect(await readFile(join(folder, 'env'), 'utf8')).not.toContain('canary');
    expect(await readFile(join(folder, 'cwd'), 'utf8')).toContain(join(folder, 'cache'));
  });

  it("prefers the platform's own program, and installs once only", async () => {
    const native = `@who/agent-${process.platform}-${process.arch}/agent`;
    await npm(`${MAKES(native)}\n${MAKES('@who/agent/agent.js')}`);
    const first = await installProgram(WANTED, environment);
    expect(first).toEqual({ file: expect.stringContaining(native), args: [] });
    expect(await installProgram(WANTED, environment)).toEqual(first);
    expect((await readFile(join(folder, 'calls'), 'utf8')).split('\n')).toHaveLength(2);
  });

  it('may be done twice at once', async () => {
    await npm(MAKES('@who/agent/agent.js'));
    const both = await Promise.all([
      installProgram(WANTED, environment),
      installProgram(WANTED, environment),
    ]);
    expect(both[0]).toEqual(both[1]);
    expect(await readdir(join(folder, 'cache/speckit-agents/@who__agent/1.2.3'))).toEqual([process.arch]);
  });

  it.each([
    [
      'echo "npm error code E404" >&2; exit 1',
      'UnrecoverableError',
      /@who\/agent@1\.2\.3, received exit code 1: npm error code E404/,
    ],
    ['echo "npm error code ECONNRESET" >&2; exit 1', 'ExternalServiceError', /ECONNRESET/],
    ['exit 0', 'UnrecoverableError', /to hold a program for/],
  ])('says why it could not (%s)', async (script, type, message) => {
    await npm(script);
    const failed = installProgram(WANTED, environment);
    await expect(failed).rejects.toMatchObject({ type, message: expect.stringMatching(message) });
  });
});
