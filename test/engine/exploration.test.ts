import { describe, expect, it } from '@jest/globals';
import { explore } from './support/explore.js';
import { SCENARIOS } from './support/scenarios.js';

/** Scenarios that are looked at in every state that they can reach; of the others, the states nearest to the start. */
const COMPLETE = ['parallel tasks', 'the gate', 'conflicts', 'all loops'];

/** A number of states instead of the scenarios' own limits, for a longer look by hand. */
const LIMIT = Number(process.env.SPECKIT_EXPLORED_STATES ?? 0);

describe('everything that can happen in a small world', () => {
  it.each(Object.entries(SCENARIOS))(
    'G1 S2 S3 C1 hold: %s',
    (name, scenario) => {
      const explored = explore(LIMIT > 0 ? { ...scenario, limit: LIMIT } : scenario);
      expect(explored.problems).toEqual([]);
      expect(explored.closed || !COMPLETE.includes(name)).toBe(true);
      expect(explored.statuses).toContain('running');
    },
    LIMIT > 0 ? 3_600_000 : 60_000,
  );
});
