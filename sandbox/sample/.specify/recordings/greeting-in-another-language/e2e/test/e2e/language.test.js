import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const tool = fileURLToPath(new URL('../../bin/greet.js', import.meta.url));

function greet(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('SC-001: each language is reachable from the tool', () => {
  assert.equal(greet('Ada', '--language', 'en').stdout, 'Hello, Ada!\n');
  assert.equal(greet('Ada', '--language', 'es').stdout, '¡Hola, Ada!\n');
  assert.equal(greet('Ada', '--language', 'fr').stdout, 'Bonjour, Ada !\n');
  assert.equal(greet('Ada', '--language', 'de').stdout, 'Hallo, Ada!\n');
});

test('FR-004: an unknown language is answered in English', () => {
  assert.deepEqual(greet('--language', 'tlh', 'Ada'), { status: 0, stdout: 'Hello, Ada!\n', stderr: '' });
});

test('FR-006: the option needs a value', () => {
  const { status, stdout, stderr } = greet('Ada', '--language');
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /Usage: greet/);
});
