import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from '../src/language.js';

test('a known tag is its language', () => {
  assert.equal(languageOf('es'), 'es');
});

test('capitals do not matter', () => {
  assert.equal(languageOf('FR'), 'fr');
});

test('a region does not matter', () => {
  assert.equal(languageOf('fr-CH'), 'fr');
});

test('no tag means English', () => {
  assert.equal(languageOf(), 'en');
});

test('an unknown language falls back to English', () => {
  assert.equal(languageOf('tlh'), 'en');
  assert.equal(languageOf(''), 'en');
  assert.equal(languageOf('constructor'), 'en');
});
