import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLiveList } from '../../../src/entries/cli/live-list.js';

let writes: string[];
let screen = { columns: 40, rows: 20 };
beforeEach(() => {
  writes = [];
  screen = { columns: 40, rows: 20 };
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const aList = () =>
  createLiveList(
    (text) => writes.push(text),
    () => screen,
  );
const back = (rows: number) => `\u001B[${rows}A\u001B[0J`;

describe('a list that is kept up to date', () => {
  it('is drawn in its place, in one write each', () => {
    const list = aList();
    list.show(() => ['one', 'two']);
    list.show(() => ['three']);
    expect(writes).toEqual(['one\ntwo\n', `${back(2)}three\n`]);
  });

  it('stays below what is printed', () => {
    const list = aList();
    list.print('before\n');
    list.show(() => ['one']);
    list.print('news\n');
    expect(writes).toEqual(['before\n', 'one\n', `${back(1)}news\none\n`]);
  });

  it('is drawn each second until it is left where it is', () => {
    const list = aList();
    let second = 0;
    list.show(() => [`${second++} s`]);
    jest.advanceTimersByTime(2_000);
    list.leave();
    jest.advanceTimersByTime(9_000);
    list.print('after\n');
    list.show(() => ['anew']);
    list.leave();
    expect(writes).toEqual([
      '0 s\n',
      `${back(1)}1 s\n`,
      `${back(1)}2 s\n`,
      `${back(1)}3 s\n`,
      'after\n',
      'anew\n',
      `${back(1)}anew\n`,
    ]);
  });

  it('erases all rows of lines that a narrower terminal has wrapped', () => {
    const list = aList();
    list.show(() => ['x'.repeat(30), '漢'.repeat(15)]);
    screen = { columns: 20, rows: 20 };
    list.show(() => ['y']);
    expect(writes[1]).toBe(`${back(4)}y\n`);
  });

  it('does nothing when there is none to leave', () => {
    aList().leave();
    expect(writes).toEqual([]);
  });
});
