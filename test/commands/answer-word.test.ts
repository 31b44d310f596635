import { describe, expect, it } from '@jest/globals';
import { parseAnswerWord } from '../../src/commands/answer-word.js';

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
    expect(parseAnswerWord(word)?.name).toBe(name);
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
    expect(parseAnswerWord('review tasks')).toEqual({ name: 'show', args: { artifact: 'tasks' } });
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
    expect(parseAnswerWord('full')).toEqual({ name: 'confirm', args: { choice: 'full' } });
    expect(parseAnswerWord('proceed', 'selection')).toBeNull();
  });
});
