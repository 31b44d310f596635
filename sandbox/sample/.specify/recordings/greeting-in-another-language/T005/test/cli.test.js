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

test('--language chooses the language', () => {
  assert.deepEqual(run(['--language', 'es', 'Ada']), { exitCode: 0, output: '¡Hola, Ada!' });
  assert.deepEqual(run(['Ada', '--language', 'de']), { exitCode: 0, output: 'Hallo, Ada!' });
});

test('--language without a value is refused', () => {
  const { exitCode, output } = run(['Ada', '--language']);
  assert.equal(exitCode, 2);
  assert.match(output, /--language needs a value/);
});

test('--language does not take another option as its value', () => {
  assert.equal(run(['--language', '--loud', 'Ada']).exitCode, 2);
});
