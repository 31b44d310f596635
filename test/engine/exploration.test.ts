import { describe, expect, it } from '@jest/globals';
import { explore } from './support/explore.js';
import { SCENARIOS } from './support/scenarios.js';

describe('everything that can happen, as far as it was looked at', () => {
  it.each(Object.entries(SCENARIOS))('G1 S2 S3 C1 holds for %s', (_, scenario) => {
    const t = Date.now();
    const explored = explore(scenario);
    console.log(_, explored, Date.now() - t);
    expect(explored.problems).toEqual([]);
  });
});
