import { describe, expect, it } from '@jest/globals';
import { parseAnswers } from '../../src/commands/answers.js';

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
        [1, 'B,'],
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
