import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readRegular, readRegularText } from '../../src/backends/regular-file.js';

describe('a file of an agent', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'regular-file-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is read when it is one', async () => {
    await writeFile(join(folder, 'spec.md'), 'Größe\n');
    expect(await readRegularText(join(folder, 'spec.md'))).toBe('Größe\n');
  });

  it('is nothing when it is a pipe, a device, a link, a folder, too large, or absent', async () => {
    const path = (name: string) => join(folder, name);
    await writeFile(path('secret'), 'canary');
    await writeFile(path('large'), 'x'.repeat(100));
    await mkdir(path('folder'));
    await symlink('/dev/zero', path('device'));
    await symlink(path('secret'), path('link'));
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', path('pipe')]);
    for (const name of ['folder', 'device', 'link', 'pipe', 'absent', 'large'])
      expect([name, await readRegular(path(name), 50)]).toEqual([name, null]);
  });
});
