import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');

it('the bin of the package is a program that can be started, also after the build was made again', async () => {
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    bin: { speckit: string };
  };
  // What the build writes loses its executable bit with every build, so the bin is a committed file.
  expect(bin.speckit).not.toMatch(/^build\//);
  const { stdout } = await promisify(execFile)(join(root, bin.speckit), ['parse', '/status', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ command: { name: 'status' } });
});
