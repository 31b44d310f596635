import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BARE_WORDS,
  mayBeAnswerWord,
  parseAnswerWord,
  wordsThatMean,
} from '../../src/commands/answer-word.js';

describe('a bare word at the checkpoint', () => {
  it.each([
    ...['proceed', 'yes', 'y', 'confirm', ' YES ', 'Proceed.', '`proceed`', '**yes**'].map((word) => [
      word,
      'proceed',
    ]),
    ...['abort', 'cancel', 'no'].map((word) => [word, 'abort']),
    ...['pause', 'stop'].map((word) => [word, 'pause']),
    ...['review spec', 'review plan', 'review  tasks'].map((word) => [word, 'show']),
  ])('%j means %s', (word, name) => {
    expect(parseAnswerWord(word, 'checkpoint')?.name).toBe(name);
    expect(mayBeAnswerWord(word)).toBe(true);
  });

  it.each([
    'yes, but change the title',
    'yes\nbut',
    'not yes',
    'proceed?',
    '> yes',
    '',
    'simple',
    'lgtm',
    'no no',
    '    yes x',
  ])('%j means nothing', (word) => {
    expect(parseAnswerWord(word, 'checkpoint')).toBeNull();
  });

  it('names the artifact to show', () => {
    expect(parseAnswerWord('review tasks', 'checkpoint')).toEqual({
      name: 'show',
      args: { artifact: 'tasks' },
    });
  });
});

describe('a bare word at the choice of a workflow', () => {
  it.each([
    ['Y', 'yes'],
    ['yes', 'yes'],
    ['', 'yes'],
    ['n', 'no'],
    ['no', 'no'],
    ['simple', 'simple'],
    ['standard', 'standard'],
    ['standard + e2e', 'standard-e2e'],
    ['full', 'full'],
  ])('%j chooses %s', (word, choice) => {
    expect(parseAnswerWord(word, 'selection')).toEqual({ name: 'confirm', args: { choice } });
  });

  it('has its own meaning only there', () => {
    expect(parseAnswerWord('full', 'checkpoint')).toBeNull();
    expect(parseAnswerWord('proceed', 'selection')).toBeNull();
    expect(parseAnswerWord('', 'checkpoint')).toBeNull();
  });

  it.each(['...', '**', '```', '!', ' . '])('%j is not taken for an empty line', (word) => {
    expect(parseAnswerWord(word, 'selection')).toBeNull();
    expect(mayBeAnswerWord(word)).toBe(false);
  });
});

describe('a bare word where a feature of the name exists', () => {
  it.each(['new', 'reuse'])('%s', (choice) => {
    expect(parseAnswerWord(choice, 'branch')).toEqual({ name: 'confirm', args: { choice } });
    expect(parseAnswerWord(choice, 'checkpoint')).toBeNull();
  });
  it.each(['yes', 'no', 'full'])('%s means nothing', (word) => {
    expect(parseAnswerWord(word, 'branch')).toBeNull();
  });
});

describe('the list of bare words', () => {
  it('is that of the seed, and the two for features of the same name', () => {
    expect(BARE_WORDS.join(', ')).toBe(
      'proceed, yes, y, confirm, abort, cancel, no, pause, stop, review spec, review plan, review tasks, ' +
        'n, simple, standard, standard-e2e, full, full-research, new, reuse',
    );
    expect(wordsThatMean('proceed', 'checkpoint')).toEqual(['proceed', 'yes', 'y', 'confirm']);
  });

  it('is what the first look lets through, in any case', () => {
    for (const word of BARE_WORDS) {
      expect(mayBeAnswerWord(word)).toBe(true);
      expect(mayBeAnswerWord(word.toUpperCase())).toBe(true);
    }
  });

  it('holds nothing else: no text that a person may write by the way', () => {
    const talk = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(talk, (text) => {
        fc.pre(!BARE_WORDS.some((word) => text.toLowerCase().includes(word)));
        expect(mayBeAnswerWord(text)).toBe(/standard|full/i.test(text) && mayBeAnswerWord(text));
      }),
    );
  });
});
