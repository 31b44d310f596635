import { describe, expect, it } from '@jest/globals';
import { inColumns, printable, widthOf } from '../../../src/entries/cli/printable.js';

describe('text of others in a terminal', () => {
  it.each([
    ['colours', '\u001B[31mred\u001B[0m', 'red'],
    ['moves of the cursor', 'a\u001B[2J\u001B[1;1Hb', 'ab'],
    ['a link to elsewhere', '\u001B]8;;https://evil.example\u0007here\u001B]8;;\u0007', 'here'],
    ['a title of the window', '\u001B]0;owned\u0007text', 'text'],
    ['C1 controls', 'a\u009B31mb', 'ab'],
    ['a return over what stands there', 'rm\rok', 'rmok'],
    ['line breaks and tabs stay', 'a\r\n\tb', 'a\n\tb'],
  ])('loses what would act: %s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each([
    ['abc', 3],
    ['漢字', 4],
    ['e\u0301', 1],
    ['✅', 2],
    ['\u001B[1mab\u001B[22m', 2],
  ])('%j takes %d columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it.each([
    ['abc', 5, 'abc  '],
    ['abcdef', 4, 'abc…'],
    ['漢字漢', 4, '漢… '],
    ['two\nlines', 9, 'two lines'],
    ['abc', 0, ''],
  ])('%j in %d columns', (text, columns, shown) => {
    expect(inColumns(text, columns)).toBe(shown);
  });
});
