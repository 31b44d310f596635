import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startServer } from '../../src/server/server.js';
import { readSettings } from '../../src/server/settings.js';
import { commentsOf, openIssue, REQUEST, stateOf } from '../e2e/support.js';
import { deliver } from './support/app.js';
import { type AppWorld, environment, freePort, withApp } from './support/world.js';

/** A second server on the same App, until the work is done. */
async function withReplica(
  world: AppWorld,
  env: Readonly<Record<string, string>>,
  work: (replica: { url: string; idle(): Promise<void>; stop(): Promise<boolean> }) => Promise<void>,
): Promise<void> {
  const spool = env.SPECKIT_SPOOL ?? (await mkdtemp(join(tmpdir(), 'speckit-replica-')));
  const settings = readSettings({ ...environment(world.box.apiUrl, await freePort(), spool), ...env });
  const server = await startServer(settings, { shippedWorkflow: async () => null, write: () => undefined });
  try {
    await server.ready;
    await server.idle();
    await work({ ...server, url: `http://127.0.0.1:${server.port}/api/github/webhooks` });
  } finally {
    await server.stop();
    if (env.SPECKIT_SPOOL === undefined) await rm(spool, { recursive: true, force: true });
  }
}

describe('S2: several servers', () => {
  it('handle the same deliveries at the same time once', async () => {
    await withApp(async (world) => {
      const { repo, wendy, url, settle, box } = world;
      const issue = await openIssue(world);
      const path = `${repo}/issues/${issue.number}/comments`;
      const bodies = ['/speckit help', '/speckit frobnicate: all', `/speckit spec: ${REQUEST}`];
      const comments: { id: number; user: object }[] = [];
      // As if the App had not been there when they were made: both are told of them below.
      for (const body of bodies) comments.push(await wendy.post(path, { body }));
      const repository = await wendy.get<object>(repo);
      const installation = { id: box.installations[0] };
      await withReplica(world, {}, async (replica) => {
        const both = comments.flatMap((comment) => {
          const payload = {
            action: 'created',
            issue,
            comment,
            repository,
            installation,
            sender: comment.user,
          };
          return [url, replica.url].map((target) => deliver(target, payload));
        });
        expect((await Promise.all(both)).map((one) => one.status)).toEqual(both.map(() => 202));
        await replica.idle();
        await settle();
        await replica.idle();
      });
      const markers = (await commentsOf(world, issue.number))
        .filter((one) => one.user.login.endsWith('[bot]'))
        .map((one) => /<!-- speckit:(\w+ [^ ]+) -->\s*$/.exec(one.body)?.[1]);
      expect(new Set(markers).size).toBe(markers.length);
      for (const comment of comments.slice(0, 2)) expect(markers).toContain(`answer ${comment.id}`);
      expect((await stateOf(world, issue.number))?.status).toBe('completed');
    });
  }, 120_000);

  it('go on with what one of them had to leave behind when it was stopped', async () => {
    await withApp(async (world) => {
      const { repo, wendy, box, settle } = world;
      const issue = await openIssue(world);
      const path = `${repo}/issues/${issue.number}/comments`;
      const comment = await wendy.post<{ user: object }>(path, { body: 'Hello.' });
      const late = await Promise.all(
        [1, 2, 3].map(async (number) => ({
          action: 'created',
          issue,
          comment: { ...comment, id: 900_000 + number, body: '/speckit help' },
          repository: await wendy.get<object>(repo),
          installation: { id: box.installations[0] },
          sender: comment.user,
        })),
      );
      const spool = await mkdtemp(join(tmpdir(), 'speckit-left-'));
      // No time to drain: what was accepted stays in the spool.
      await withReplica(world, { SPECKIT_SPOOL: spool, SPECKIT_DRAIN_SECONDS: '0' }, async (replica) => {
        const statuses = await Promise.all(late.map((payload) => deliver(replica.url, payload)));
        expect(statuses.map((one) => one.status)).toEqual([202, 202, 202]);
        await replica.stop();
      });
      await withReplica(world, { SPECKIT_SPOOL: spool }, (next) => next.idle());
      await settle();
      const answers = (await commentsOf(world, issue.number)).filter((one) =>
        one.user.login.endsWith('[bot]'),
      );
      expect(answers).toHaveLength(3);
      await rm(spool, { recursive: true, force: true });
    });
  }, 60_000);
});
