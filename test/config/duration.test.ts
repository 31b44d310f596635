import { describe, expect, it } from '@jest/globals';
import { durationMs } from '../../src/config/duration.js';

describe('durationMs', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('%s is %d', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  it('refuses another form', () => {
    expect(() => durationMs('soon')).toThrow('expected a duration such as 30s or 2m, received "soon"');
  });
});
