import { describe, expect, it } from '@jest/globals';
import { BROKEN } from './support/broken-engines.js';
import { explore } from './support/explore.js';

describe('the checks notice an engine that', () => {
  it.each(Object.entries(BROKEN))('%s', (_, { engine, scenario, noticed }) => {
    const { problems } = explore({ ...scenario, limit: 1_000 }, engine);
    expect(problems.join('\n')).toMatch(noticed);
  });
});
