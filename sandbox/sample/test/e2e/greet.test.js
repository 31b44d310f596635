import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const tool = fileURLToPath(new URL('../../bin/greet.js', import.meta.url));

test('the tool greets on standard output', () => {
  const { status, stdout } = spawnSync(process.execPath, [tool, 'Ada'], { encoding: 'utf8' });
  assert.equal(status, 0);
  assert.equal(stdout, 'Hello, Ada!\n');
});
