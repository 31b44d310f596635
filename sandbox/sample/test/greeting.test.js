import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greet } from '../src/greeting.js';

test('a person is greeted by name', () => {
  assert.equal(greet('Ada'), 'Hello, Ada!');
});

test('an empty name greets everybody', () => {
  assert.equal(greet('  '), 'Hello, world!');
  assert.equal(greet(), 'Hello, world!');
});
