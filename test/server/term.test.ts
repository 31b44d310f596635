import { describe, expect, it } from '@jest/globals';
import type { Bot } from '../../src/handlers/bot.js';
import { runHasEnded, serverRunner } from '../../src/handlers/run-status.js';
import { isServed } from '../../src/hosts/github/app-presence.js';

const NOW = '2026-01-01T12:00:00.000Z';
const at = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000);

/** A bot that asks GitHub nothing: what a server holds is decided by its name alone. */
function bot(runner: string): Bot {
  return { runtime: { runner, clock: { now: () => NOW } } } as unknown as Bot;
}

describe('what a server holds', () => {
  const held = serverRunner('one', 'boot-1', at(20));

  it('is free when its term is over, for everybody', async () => {
    expect(await runHasEnded(bot('run/12/1'), held)).toBe(false);
    expect(await runHasEnded(bot('run/12/1'), serverRunner('one', 'boot-1', at(-1)))).toBe(true);
  });

  it('is free at once for the next boot of the same instance, and for no other server', async () => {
    expect(await runHasEnded(bot(serverRunner('one', 'boot-2', at(30))), held)).toBe(true);
    expect(await runHasEnded(bot(serverRunner('one', 'boot-1', at(30))), held)).toBe(false);
    expect(await runHasEnded(bot(serverRunner('two', 'boot-2', at(30))), held)).toBe(false);
  });

  it('is not free because its name is not understood', async () => {
    expect(await runHasEnded(bot('run/12/1'), 'app/one')).toBe(false);
  });
});

describe('whether an App serves a repository', () => {
  it('is what its note says, until then', () => {
    const note = (minutes: number) => ({ login: 'speckit[bot]', serves_until: at(minutes).toISOString() });
    expect([isServed(null, NOW), isServed(note(-1), NOW), isServed(note(1), NOW)]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
