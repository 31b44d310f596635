import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { guardCommandFiles, isAgentJob } from '../../src/backends/own-environment.js';
import { exists, type Shelter, sheltersFor, works } from '../../src/backends/shelter.js';

const run = promisify(execFile);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speckit-shelter-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PATH = process.env.PATH ?? '';

async function shelterOf(
  kind: Shelter['kind'],
  environment: NodeJS.ProcessEnv = {},
): Promise<Shelter | null> {
  const shelter = sheltersFor(environment).find((one) => one.kind === kind);
  return shelter !== undefined && (await works(shelter)) ? shelter : null;
}

async function inside(shelter: Shelter, script: string): Promise<string> {
  const { file, args, env } = shelter.wrap({ file: 'sh', args: ['-c', script], env: { PATH } });
  return (await run(file, [...args], { env: { ...env } })).stdout.trim();
}

describe('a shelter', () => {
  it('with a namespace shows no other process and gives no rights, also not back', async () => {
    const shelter = await shelterOf('namespace');
    // Containers may forbid namespaces; the action then takes the next kind.
    if (shelter === null) return;
    const alive = `test -e /proc/${process.pid}/environ && echo seen; grep CapEff /proc/self/status; umount /proc 2>/dev/null && echo uncovered; unshare -Urm umount /proc 2>/dev/null && echo uncovered; true`;
    expect(await inside(shelter, alive)).toBe('CapEff:\t0000000000000000');
    expect(await inside(shelter, 'id -u')).toBe(String(process.getuid?.()));
  });

  it('with a namespace hides stored credentials and the files by which a step acts on others', async () => {
    const commands = join(folder, 'set_env');
    const environment = { HOME: folder, RUNNER_TEMP: join(folder, 'a', 'b'), GITHUB_ENV: commands };
    const shelter = await shelterOf('namespace', environment);
    if (shelter === null) return;
    await mkdir(join(folder, '.ssh'));
    await mkdir(join(folder, 'a', 'b', 'speckit-result'), { recursive: true });
    for (const name of ['.ssh/key', '.netrc', '.credentials', 'a/b/speckit-result/result.json'])
      await writeFile(join(folder, name), 'canary');
    await writeFile(commands, '');
    const paths = ['.ssh', '.netrc', '.credentials', 'a/b/speckit-result'].map((name) => join(folder, name));
    expect(await inside(shelter, `grep -rs canary ${paths.join(' ')}; true`)).toBe('');
    await inside(shelter, `echo NODE_OPTIONS=x > ${commands}; rm -f ${commands}; true`);
    expect(await readFile(commands, 'utf8')).toBe('');
  });

  it('without new privileges keeps sudo and the like from working', async () => {
    const shelter = await shelterOf('no_new_privs');
    if (shelter === null) return;
    expect(await inside(shelter, 'grep NoNewPrivs /proc/self/status')).toMatch(/1$/);
  });

  it('by sudo hands the environment over by a file that is gone when the program begins', () => {
    const sudo = sheltersFor({ RUNNER_TEMP: folder }).find((one) => one.kind === 'sudo');
    const wrapped = sudo?.wrap({ file: 'agent', args: ['x'], env: { KEY: "can'ary", PATH: '/bin' } });
    expect(JSON.stringify(wrapped)).not.toContain('ary');
    expect(wrapped?.args.slice(-3)).toEqual(['--', 'agent', 'x']);
  });

  it('starts nothing whose program does not exist', () => {
    expect(exists('sh', folder, PATH)).toBe(true);
    expect(exists('no-such-program', folder, PATH)).toBe(false);
    expect(exists('./x', folder, PATH)).toBe(false);
  });
});

describe('the agent job', () => {
  it('is recognised on Actions only', () => {
    expect(isAgentJob({ INPUT_MODE: 'agent', GITHUB_ACTIONS: 'true' })).toBe(true);
    expect(isAgentJob({ INPUT_MODE: 'land', GITHUB_ACTIONS: 'true' })).toBe(false);
    expect(isAgentJob({ INPUT_MODE: 'agent' })).toBe(false);
  });

  it('takes back what a program wrote into the files of the step', async () => {
    const file = join(folder, 'env');
    await writeFile(file, 'OURS=1\n');
    const restore = guardCommandFiles({ GITHUB_ENV: file, GITHUB_PATH: join(folder, 'none') });
    await writeFile(file, 'OURS=1\nHTTPS_PROXY=http://evil\n');
    await writeFile(join(folder, 'none'), '/tmp/evil\n');
    restore();
    expect(await readFile(file, 'utf8')).toBe('OURS=1\n');
    expect(await readFile(join(folder, 'none'), 'utf8')).toBe('');
  });
});
