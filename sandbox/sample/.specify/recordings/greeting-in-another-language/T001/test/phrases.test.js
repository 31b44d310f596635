import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LANGUAGE, PHRASES } from '../src/phrases.js';

test('there are four languages', () => {
  assert.deepEqual(Object.keys(PHRASES), ['en', 'es', 'fr', 'de']);
});

test('every phrase has one place for the name', () => {
  for (const { greeting } of Object.values(PHRASES)) {
    assert.equal(greeting.split('{name}').length, 2);
  }
});

test('the default is one of the languages', () => {
  assert.ok(PHRASES[DEFAULT_LANGUAGE]);
});
