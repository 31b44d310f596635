import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { createSpacedQueue } from '../../../src/hosts/github/write-spacing.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('lets one job begin after another, the given time apart', async () => {
  const lane = createSpacedQueue(50).key('any');
  const began: number[] = [];
  const start = performance.now();
  const job = () => lane.schedule({}, async () => began.push(performance.now() - start));
  const all = Promise.all([job(), job(), job()]);
  await jest.advanceTimersByTimeAsync(100);
  await all;
  expect(began).toEqual([0, 50, 100]);
});

it('hands parameters and results through', async () => {
  const lane = createSpacedQueue(0).key('any');
  expect(await lane.schedule({}, async (a: number, b: number) => a + b, 2, 3)).toBe(5);
});
