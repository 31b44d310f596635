import { describe, expect, it } from '@jest/globals';
import { parseAnswers, readAnswers } from '../../src/commands/answers.js';

describe('parseAnswers', () => {
  it.each([
    [
      '1:B 2: free text',
      [
        [1, 'B'],
        [2, 'free text'],
      ],
    ],
    [
      '1: B, 2: C',
      [
        [1, 'B'],
        [2, 'C'],
      ],
    ],
    [
      '1: B\n2) use: Stripe\n3. no',
      [
        [1, 'B'],
        [2, 'use: Stripe'],
        [3, 'no'],
      ],
    ],
    [
      'Q1: B\nQ3: D',
      [
        [1, 'B'],
        [3, 'D'],
      ],
    ],
    ['2: daily at 10:30 and 3:15', [[2, 'daily at 10:30 and 3:15']]],
    [
      '1: two lines\nof text\n2: B',
      [
        [1, 'two lines\nof text'],
        [2, 'B'],
      ],
    ],
    [
      '2: B\n1: A',
      [
        [2, 'B'],
        [1, 'A'],
      ],
    ],
    ['yes please', [[null, 'yes please']]],
    [
      'intro 1: B',
      [
        [null, 'intro'],
        [1, 'B'],
      ],
    ],
    ['', []],
  ])('%j', (text, expected) => {
    expect(parseAnswers(text).map((answer) => [answer.question, answer.text])).toEqual(expected);
  });
});

describe('readAnswers', () => {
  it.each<[string, [number | null, string][], boolean]>([
    ['recommended', [], true],
    ['Recommended.', [], true],
    ['all recommended', [], true],
    ['rest: recommended', [], true],
    ['1:B rest: recommended', [[1, 'B']], true],
    [
      '1: B\n2: free text, with 3 commas\nrest: recommended',
      [
        [1, 'B'],
        [2, 'free text, with 3 commas'],
      ],
      true,
    ],
    ['1:B, rest: recommended', [[1, 'B']], true],
    ['B rest: recommended', [[null, 'B']], true],
    ['2: recommended', [[2, 'recommended']], false],
    ['2: as the rest recommended', [[2, 'as the rest recommended']], false],
    ['2: interest: recommended', [[2, 'interest: recommended']], false],
    [
      'rest: recommended 1:B',
      [
        [null, 'rest: recommended'],
        [1, 'B'],
      ],
      false,
    ],
    ['', [], false],
  ])('%j', (text, answers, rest) => {
    const given = readAnswers(text);
    expect(given.answers.map((answer) => [answer.question, answer.text])).toEqual(answers);
    expect(given.rest_recommended).toBe(rest);
  });
});
