import { describe, expect, it } from '@jest/globals';
import { WORKFLOW_TYPES } from '../../src/domain/workflows.js';
import { explore } from './support/explore.js';
import { look, pieces, RULES } from './support/verify.js';
import { STARTS, worldsOf } from './support/worlds.js';

/** A short look; `npm run verify:engine` takes a long one. */
const FEW = 80;

describe('G1 S2 S3 C1 C2 hold in the states nearest to the start', () => {
  it.each(STARTS)('of the workflow %s', (start) => {
    for (const [name, world] of Object.entries(worldsOf(start, FEW))) {
      const { problems, states } = explore({ ...world, limit: FEW });
      expect([name, problems]).toEqual([name, []]);
      expect(states).toBeGreaterThan(0);
    }
  });
});

describe('the verification of the engine', () => {
  it('looks at every workflow, and at the choice between them', () => {
    const explored = new Set(pieces().map((piece) => piece.split(' ')[1]));
    expect([...WORKFLOW_TYPES, 'auto'].filter((type) => !explored.has(type))).toEqual([]);
  });

  it('names the rules that it checks', () => {
    expect(Object.keys(RULES)).toEqual(expect.arrayContaining(['G1', 'S2', 'S3', 'C1', 'C2']));
  });

  it('reports what it has found, of the engine and of a broken one', () => {
    expect(look('explore issues planning')).toMatchObject({
      kind: 'explored',
      workflow: 'issues',
      problems: [],
    });
    expect(look('broken changes its input')).toMatchObject({ kind: 'broken', caught: true });
    expect(() => look('explore nothing')).toThrow('expected a piece');
  });
});
