import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { transform } from '@swc/core';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speckit-end-'));
  await mkdir(join(folder, 'backends'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  // A process of its own cannot load TypeScript.
  for (const name of [
    'process',
    'leftovers',
    'end-with-us',
    'own-environment',
    'shelter',
    'later-code',
    'system-program',
  ]) {
    const source = await readFile(new URL(`../../src/backends/${name}.ts`, import.meta.url), 'utf8');
    const { code } = await transform(source, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    });
    await writeFile(join(folder, 'backends', `${name}.js`), code);
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PARENT = `import { runProcess } from './backends/process.js';
await runProcess({ file: 'bash', args: ['-c', "setsid sleep 304 & echo $! > runaway; sleep 305 & echo $! > child; echo ready; wait"],
  cwd: process.cwd(), env: { PATH: process.env.PATH }, timeoutMs: 60000, maxOutputBytes: 1000,
  watch: () => { console.log('ready'); return true; } });`;

describe('a job that is cancelled', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s leaves nothing running', async (signal) => {
    await writeFile(join(folder, 'parent.js'), PARENT);
    const parent = spawn(process.execPath, ['parent.js'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve, reject) => {
      parent.stdout.once('data', resolve);
      parent.once('exit', (code) => reject(new Error(`the program ended by itself, with ${code}`)));
    });
    const ended = new Promise((resolve) => parent.once('exit', (_code, by) => resolve(by)));
    parent.kill(signal);
    // The signal still does to us what it would have done.
    expect(await ended).toBe(signal);
    for (const name of ['runaway', 'child']) {
      const pid = (await readFile(join(folder, name), 'utf8')).trim();
      // A killed process may take a moment to go; one that lives on goes on for minutes.
      let state = stateOf(pid);
      for (let looks = 0; looks < 200 && !/^(gone|Z)/.test(state); looks++) state = stateOf(pid);
      expect(state).toMatch(/^(gone|Z)/);
    }
  });
});

function stateOf(pid: string): string {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).trim();
  } catch {
    return 'gone';
  }
}
