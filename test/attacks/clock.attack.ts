/** Runners whose clocks are wrong: what is decided by time goes by GitHub's. */
import { describe, expect } from '@jest/globals';
import { openIssue, REQUEST, say, stateOf } from '../e2e/support.js';
import { openArena } from './support/arena.js';
import { attack } from './support/attack.js';

const MINUTE = 60_000;

describe('runners whose clock is wrong', () => {
  for (const [minutes, what] of [
    [10, 'ahead'],
    [-10, 'behind'],
  ] as const) {
    attack(
      'gate',
      {
        name: `clock ten minutes ${what}`,
        tried: `every runner's clock is ten minutes ${what}; content is presented, and /proceed follows at once`,
        expected: "the approval counts, and whether it is older than the content is told by GitHub's time",
        proof: 'the time at which the content was presented is right, and the workflow completes',
      },
      () => proceeds(minutes * MINUTE),
    );
  }
});

async function proceeds(ahead: number): Promise<void> {
  const arena = await openArena({ prelude: wrongBy(ahead) });
  try {
    const { number } = await openIssue(arena);
    const asked = Date.now();
    await say(arena, arena.wendy, number, `/speckit simple: ${REQUEST}`);
    const planned = await stateOf(arena, number);
    const presented = Date.parse(planned?.presented_at ?? '');
    expect(presented).toBeGreaterThan(asked - 2_000);
    expect(presented).toBeLessThan(Date.now() + 2_000);
    await say(arena, arena.ada, number, '/proceed');
    expect((await stateOf(arena, number))?.status).toBe('completed');
  } finally {
    await arena.close();
  }
}

function wrongBy(milliseconds: number): string {
  return `
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) {
    super(...(given.length === 0 ? [Right.now() + (${milliseconds})] : given));
  }
  static now() {
    return Right.now() + (${milliseconds});
  }
};
`;
}
