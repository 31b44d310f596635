/** The door of the App's server: only GitHub's own words count, and only what they are about. */
import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Issue } from '../../sandbox/demo/people.js';
import { commentsOf, stateOf } from '../e2e/support.js';
import { deliver, SECRET } from '../server/support/app.js';
import { type AppWorld, withApp } from '../server/support/world.js';
import { attack } from './support/attack.js';

const COMMAND = '/speckit simple: Greeting in another language';

/** A request whose body never ends: `status` of an early answer, `gone` when the connection is closed. */
function openBody(url: string, part: Buffer) {
  const headers = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, 'transfer-encoding': 'chunked' };
  const sending = request(url, { method: 'POST', headers, agent: false });
  const status = new Promise<number>((resolve) => {
    sending.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
  });
  const gone = new Promise<void>((resolve) => sending.on('close', () => resolve()));
  sending.on('error', () => undefined);
  sending.write(part);
  return { status, gone, end: () => sending.destroy() };
}

describe('a delivery', () => {
  let world: AppWorld;
  let issue: number;
  let payload: Record<string, unknown>;
  let finish: () => void = () => undefined;
  let ended: Promise<void> = Promise.resolve();

  beforeAll(async () => {
    await new Promise<void>((ready, failed) => {
      ended = withApp(async (opened) => {
        world = opened;
        const done = new Promise<void>((resolve) => {
          finish = resolve;
        });
        ready();
        await done;
      });
      ended.catch(failed);
    });
    const { wendy, repo, box } = world;
    issue = (await wendy.post<Issue>(`${repo}/issues`, { title: 'Greeting', body: 'Please.' })).number;
    // Talk, so that nothing has begun; the attacker makes a command of it.
    const comment = await wendy.post<object>(`${repo}/issues/${issue}/comments`, { body: 'Hello.' });
    await world.settle();
    payload = {
      action: 'created',
      comment: { ...comment, body: COMMAND },
      issue: await wendy.get(`${repo}/issues/${issue}`),
      repository: await wendy.get(repo),
      installation: { id: box.installations[0] },
      sender: await wendy.get('/users/wendy'),
    };
  }, 300_000);
  afterAll(async () => {
    finish();
    await ended;
  }, 60_000);

  /** No request to GitHub, no comment, no state: nothing has been done. */
  async function changesNothing(play: () => Promise<unknown>): Promise<void> {
    const before = { exchanges: writes(), comments: (await commentsOf(world, issue)).length };
    await play();
    await world.settle();
    expect(writes()).toBe(before.exchanges);
    expect(await commentsOf(world, issue)).toHaveLength(before.comments);
    expect(await stateOf(world, issue)).toBeNull();
  }
  const writes = () =>
    world.box
      .exchanges()
      .filter((one) => one.method !== 'GET' && one.status < 300 && !/access_tokens/.test(one.url)).length;
  const refused = (name: string, tried: string, expected: string, play: () => Promise<unknown>) =>
    attack('webhooks', { name, tried, expected, proof: 'no write at GitHub, no comment, no state' }, () =>
      changesNothing(play),
    );
  const alive = async () =>
    expect((await deliver(world.url, { zen: 'x' }, { name: 'ping' })).status).toBe(202);

  refused('a wrong secret', 'a command signed with another secret', '401', async () => {
    expect((await deliver(world.url, payload, { secret: 'guessed' })).status).toBe(401);
  });
  refused('no signature', 'without, with an empty, a short and a SHA-1 signature', '401', async () => {
    const text = JSON.stringify(payload);
    const sha1 = `sha1=${createHmac('sha1', SECRET).update(text).digest('hex')}`;
    for (const signature of [null, '', 'sha256=', sha1, `sha256=${'0'.repeat(63)}`])
      expect((await deliver(world.url, text, { signature })).status).toBe(401);
  });
  refused('a changed body', 'one letter is changed after GitHub has signed', '401', async () => {
    const text = JSON.stringify({ ...payload, comment: { body: 'Hello.' } });
    const signature = `sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}`;
    expect((await deliver(world.url, text.replace('Hello.', '/abort.'), { signature })).status).toBe(401);
  });
  refused('a body without end', '26 MB', '413, or the connection is closed', async () => {
    const answer = await deliver(world.url, 'x'.repeat(26 * 1024 * 1024)).catch(() => ({ status: 413 }));
    expect(answer.status).toBe(413);
    await alive();
  });
  refused(
    'many bodies at once',
    'fourteen senders without a signature hold 24 MB each, and none comes to an end',
    '503 for those for whom there is no room, and it is free again when they are gone',
    async () => {
      const part = Buffer.alloc(24 * 1024 * 1024);
      const senders = Array.from({ length: 14 }, () => openBody(world.url, part));
      const first = await Promise.race(senders.map(({ status }) => status));
      expect(first).toBe(503);
      for (const { end } of senders) end();
      await Promise.all(senders.map(({ gone }) => gone));
      await alive();
    },
  );
  refused('a nest without end', 'signed JSON that is 100,000 levels deep', 'no crash', async () => {
    const deep = `{"action":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect((await deliver(world.url, deep)).status).toBeLessThan(500);
    await alive();
  });
  refused(
    'poisoned names',
    'signed JSON with `__proto__` and `constructor`',
    'no crash, nothing inherited',
    async () => {
      const poison =
        '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"action":"created"}';
      expect((await deliver(world.url, poison)).status).toBeLessThan(500);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      await alive();
    },
  );
  refused("a bot's command", 'a signed command whose author is a bot', 'ignored', async () => {
    const comment = payload.comment as { user: object };
    const bot = { ...comment, user: { ...comment.user, login: 'evil[bot]', type: 'Bot' } };
    expect((await deliver(world.url, { ...payload, comment: bot, sender: bot.user })).status).toBeLessThan(
      300,
    );
  });
  refused(
    "a stranger's repository",
    'a signed command about a repository without the App',
    'nothing there is touched',
    async () => {
      const repository = {
        ...(payload.repository as object),
        id: 999_999,
        name: 'other',
        full_name: 'evil/other',
      };
      const installation = { id: 999_999 };
      expect((await deliver(world.url, { ...payload, repository, installation })).status).toBeLessThan(500);
    },
  );
  attack(
    'webhooks',
    {
      name: 'a replay',
      tried: 'a real delivery is sent five times with its own id, and five times with new ones',
      expected: 'handled once',
      proof: 'one answer to the command, no second one',
    },
    async () => {
      const before = (await commentsOf(world, issue)).length;
      const help = await world.wendy.post<object>(`${world.repo}/issues/${issue}/comments`, {
        body: '/speckit help',
      });
      await world.settle();
      const id = randomUUID();
      for (let count = 0; count < 5; count++) {
        await deliver(world.url, { ...payload, comment: help }, { id });
        await deliver(world.url, { ...payload, comment: help });
      }
      await world.settle();
      expect(await commentsOf(world, issue)).toHaveLength(before + 2);
    },
  );
});
