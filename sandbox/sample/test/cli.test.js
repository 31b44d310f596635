import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../src/cli.js';

test('the arguments are the name', () => {
  assert.deepEqual(run(['Ada', 'Lovelace']), { exitCode: 0, output: 'Hello, Ada Lovelace!' });
});

test('--help explains the usage', () => {
  const { exitCode, output } = run(['--help']);
  assert.equal(exitCode, 0);
  assert.match(output, /^Usage: greet/);
});

test('an unknown option is refused', () => {
  const { exitCode, output } = run(['--loud', 'Ada']);
  assert.equal(exitCode, 2);
  assert.match(output, /Unknown option --loud/);
});
