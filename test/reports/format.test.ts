import { describe, expect, it } from '@jest/globals';
import { between, count, duration, list, moment, money } from '../../src/reports/format.js';

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [400, '< 1 s'],
    [45_000, '45 s'],
    [125_000, '2 min 5 s'],
    [180_000, '3 min'],
    [3_660_000, '1 h 1 min'],
    [7_200_000, '2 h'],
    [90_000_000, '1 d 1 h'],
  ])('%d ms are %s', (milliseconds, expected) => {
    expect(duration(milliseconds)).toBe(expected);
  });

  it('are never negative, and know time zones', () => {
    expect(between('2026-03-01T12:00:00Z', '2026-03-01T11:00:00Z')).toBe('0 s');
    expect(between('2026-03-01T12:00:00+02:00', '2026-03-01T10:01:00Z')).toBe('1 min');
  });
});

describe('other figures', () => {
  it.each([
    [0, '$0.00'],
    [0.004, 'less than $0.01'],
    [1.235, '$1.24'],
  ])('%d dollars are %s', (dollars, expected) => {
    expect(money(dollars)).toBe(expected);
  });

  it('are counted and listed in words', () => {
    expect([count(1, 'task'), count(0, 'task')]).toEqual(['1 task', '0 tasks']);
    expect(list([])).toBe('');
    expect(list(['a', 'b', 'c'])).toBe('a, b and c');
    expect(list(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
    expect(moment('2026-03-01T13:05:59+01:00')).toBe('2026-03-01 12:05 UTC');
  });
});
