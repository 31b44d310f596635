import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../src/format.js';

const phrase = { greeting: 'Hi {name}.', everybody: 'all' };

test('a name is put in as it is', () => {
  assert.equal(format(phrase, 'Ada'), 'Hi Ada.');
  assert.equal(format(phrase, '$& {name}'), 'Hi $& {name}.');
});

test('without a name everybody is greeted', () => {
  assert.equal(format(phrase), 'Hi all.');
  assert.equal(format(phrase, ' '), 'Hi all.');
});
