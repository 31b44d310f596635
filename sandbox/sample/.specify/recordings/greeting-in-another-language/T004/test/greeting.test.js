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

test('a person is greeted in the chosen language', () => {
  assert.equal(greet('Ada', { language: 'es' }), '¡Hola, Ada!');
  assert.equal(greet('Ada', { language: 'fr-CH' }), 'Bonjour, Ada !');
  assert.equal(greet('Ada', { language: 'de' }), 'Hallo, Ada!');
});

test('everybody is greeted in the chosen language', () => {
  assert.equal(greet('', { language: 'de' }), 'Hallo, Welt!');
});

test('without a language the greeting is English', () => {
  assert.equal(greet('Ada', {}), 'Hello, Ada!');
});
