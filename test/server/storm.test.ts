import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliver } from './support/app.js';
import { buildProgram, startProgram } from './support/process.js';
import { each, lookAround, type Piece, prepareStorm, type Storm, shuffled } from './support/storm.js';
import { environment, freePort } from './support/world.js';

const AT_ONCE = 50;

interface Sent {
  readonly id: string;
  readonly piece: Piece;
}

/** 800 deliveries and 200 copies: a fifth of what arrives, each under the GUID of the first. */
function deliveriesOf({ pieces }: Storm): Sent[] {
  const all = pieces.map((piece) => ({ id: `guid-${piece.comment}`, piece }));
  const commands = all.filter(({ piece }) => piece.kind !== 'chatter');
  const copies = shuffled([...commands, ...all], 3).slice(0, 200);
  return shuffled([...all, ...copies], 7);
}

async function expectEachOnce(storm: Storm): Promise<void> {
  const { answers, eyes, states, dispatched } = await lookAround(storm);
  const of = (kind: Piece['kind']) => storm.pieces.filter((piece) => piece.kind === kind);
  const sorted = (items: readonly (string | number)[]) =>
    [...items].map(String).sort((a, b) => a.localeCompare(b));
  const answered = [...of('help'), ...of('refused')].map((piece) => `answer ${piece.comment}`);
  expect(sorted(answers.filter((one) => one.startsWith('answer ')))).toEqual(sorted(answered));
  expect(sorted(eyes)).toEqual(sorted([...of('help'), ...of('start')].map((piece) => piece.comment)));
  expect(sorted(states.map((state) => state.origin.issue))).toEqual(
    sorted(of('start').map((one) => one.issue)),
  );
  expect(new Set(states.map((state) => state.branch?.name)).size).toBe(states.length);
  expect(states.map((state) => state.outbox)).toEqual(states.map(() => []));
  expect(sorted(dispatched)).toEqual(
    sorted(states.flatMap((state) => state.assignments.map((one) => one.id))),
  );
  expect(dispatched).toHaveLength(of('start').length);
  const dashboards = answers.filter((one) => one.startsWith('dashboard '));
  expect(sorted(dashboards)).toEqual(sorted(states.map((state) => `dashboard ${state.workflow_id}`)));
}

describe('S2: 1,000 signed deliveries, 50 at a time, a fifth of them twice and in any order', () => {
  let program: Awaited<ReturnType<typeof buildProgram>>;
  beforeAll(async () => {
    program = await buildProgram();
  });
  afterAll(() => program.remove());

  async function start(storm: Storm) {
    const port = await freePort();
    const env = {
      ...environment(storm.box.apiUrl, port, join(storm.dataDir, 'spool')),
      SPECKIT_DRAIN_SECONDS: '240',
    };
    const running = startProgram(program.file, env);
    await running.said('"serving"');
    return { ...running, url: `http://127.0.0.1:${port}/api/github/webhooks` };
  }

  it('are all answered, none lost and none done twice', async () => {
    const storm = await prepareStorm();
    try {
      const server = await start(storm);
      const statuses: number[] = [];
      await each(deliveriesOf(storm), AT_ONCE, async ({ id, piece }) => {
        statuses.push((await deliver(server.url, piece.payload, { id })).status);
      });
      server.child.kill('SIGTERM');
      expect(await server.ended).toBe(0);
      expect(statuses).toEqual(Array.from({ length: 1000 }, () => 202));
      await expectEachOnce(storm);
    } finally {
      await storm.stop();
    }
  }, 300_000);

  it('the same when the server is killed in the middle and started again', async () => {
    const storm = await prepareStorm();
    try {
      const all = deliveriesOf(storm);
      const first = await start(storm);
      const refused: Sent[] = [];
      const send = async (one: Sent): Promise<void> => {
        const answer = await deliver(first.url, one.piece.payload, { id: one.id }).catch(() => null);
        if (answer?.status !== 202) refused.push(one);
      };
      await each(all.slice(0, 700), AT_ONCE, send);
      // Killed by what it has done, not by the clock: in the middle of some work, with more accepted and more arriving.
      await first.said('"msg":"done"', 25);
      const arriving = each(all.slice(700, 750), AT_ONCE, send);
      first.child.kill('SIGKILL');
      expect(await first.ended).toBe('SIGKILL');
      await arriving;

      const second = await start(storm);
      const statuses: number[] = [];
      // What nobody took is told again, as GitHub does when it is asked to.
      await each([...refused, ...all.slice(750)], AT_ONCE, async ({ id, piece }) => {
        statuses.push((await deliver(second.url, piece.payload, { id })).status);
      });
      second.child.kill('SIGTERM');
      expect(await second.ended).toBe(0);
      expect(new Set(statuses)).toEqual(new Set([202]));
      await expectEachOnce(storm);
    } finally {
      await storm.stop();
    }
  }, 300_000);
});
