import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createProbot, identify } from '../../src/server/identity.js';
import { redeliverFailed } from '../../src/server/redeliver.js';
import { startServer } from '../../src/server/server.js';
import { readSettings } from '../../src/server/settings.js';
import { commentsOf, openIssue, REQUEST, stateOf } from '../e2e/support.js';
import { appToken, deliver, LOGIN } from './support/app.js';
import { type AppWorld, environment, withApp } from './support/world.js';

interface Presence {
  readonly login: string;
  readonly serves_until: string;
}

const PRESENCE = 'contents/.specify/workflow-state/app.json?ref=speckit-state';

async function presence({ repo, ada }: AppWorld): Promise<Presence> {
  const file = await ada.get<{ content: string }>(`${repo}/${PRESENCE}`);
  return JSON.parse(Buffer.from(file.content, 'base64').toString('utf8')) as Presence;
}

/** A call as the App itself. */
async function asApp({ box }: AppWorld, method: string, path: string): Promise<number> {
  const headers = { authorization: `Bearer ${appToken()}` };
  return (await fetch(`${box.apiUrl}${path}`, { method, headers })).status;
}

const botAnswers = async (world: AppWorld, issue: number): Promise<string[]> =>
  (await commentsOf(world, issue)).map((one) => one.user.login).filter((login) => login.endsWith('[bot]'));

describe('the App comes and goes', () => {
  it('says that it serves a repository, once for a long time', async () => {
    await withApp(async (world) => {
      const first = await presence(world);
      expect(first.login).toBe(LOGIN);
      expect(Date.parse(first.serves_until)).toBeGreaterThan(Date.now());
      await world.server.sweep();
      await world.settle();
      expect(await presence(world)).toEqual(first);
    });
  });

  it('leaves a suspended installation alone, and catches up when it may go on', async () => {
    await withApp(async (world) => {
      const { repo, wendy, settle, box, lines } = world;
      const [installation] = box.installations;
      expect(await asApp(world, 'PUT', `/app/installations/${installation}/suspended`)).toBe(204);
      await settle();
      const issue = await openIssue(world);
      await wendy.post(`${repo}/issues/${issue.number}/comments`, { body: '/speckit help' });
      await settle();
      // Nothing was delivered, and the Actions workflow believes the App to be there.
      expect(await botAnswers(world, issue.number)).toEqual([]);
      expect(await asApp(world, 'DELETE', `/app/installations/${installation}/suspended`)).toBe(204);
      await settle();
      await wendy.post(`${repo}/issues/${issue.number}/comments`, { body: '/speckit help' });
      await settle();
      expect(await botAnswers(world, issue.number)).toEqual([LOGIN]);
      expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    });
  }, 90_000);

  it('drops what it was asked for by an installation that is gone', async () => {
    await withApp(async (world) => {
      const { repo, wendy, settle, box, url, lines } = world;
      const issue = await openIssue(world);
      const comment = await wendy.post<object>(`${repo}/issues/${issue.number}/comments`, { body: 'Hello.' });
      const [installation] = box.installations;
      expect(await asApp(world, 'DELETE', `/app/installations/${installation}`)).toBe(204);
      await settle();
      const late = {
        action: 'created',
        issue,
        comment: { ...comment, body: `/speckit full: ${REQUEST}` },
        repository: await wendy.get<object>(repo),
        installation: { id: installation },
        sender: await wendy.get<object>('/users/wendy'),
      };
      expect((await deliver(url, late)).status).toBe(202);
      await settle();
      expect(lines.some((line) => line.includes('gives no access any more'))).toBe(true);
      expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
      expect(await stateOf(world, issue.number)).toBeNull();
    });
  });

  it('asks for what was delivered while no server took it', async () => {
    await withApp(
      async (world) => {
        const { repo, wendy, settle, server, box } = world;
        const issue = await openIssue(world);
        await wendy.post(`${repo}/issues/${issue.number}/comments`, { body: '/speckit help' });
        await settle();
        expect(await botAnswers(world, issue.number)).toEqual([]);
        await server.stop();
        const spool = await mkdtemp(join(tmpdir(), 'speckit-later-'));
        const port = Number(new URL(world.url).port);
        const settings = readSettings(environment(box.apiUrl, port, spool));
        const next = await startServer(settings, {
          shippedWorkflow: async () => null,
          write: () => undefined,
        });
        await next.ready;
        const identity = await identify(createProbot(settings, next.log));
        // Two minutes from now: what has just failed may still be taken.
        const later = new Date(Date.now() + 120_000);
        let asked = 0;
        await redeliverFailed(identity.octokit, later, {
          redelivered() {
            asked += 1;
          },
        });
        await box.idle();
        await next.idle();
        expect(asked).toBeGreaterThan(0);
        expect(await botAnswers(world, issue.number)).toEqual([LOGIN]);
        await next.stop();
        await rm(spool, { recursive: true, force: true });
      },
      { env: { SPECKIT_QUEUE_LIMIT: '0' } },
    );
  }, 90_000);

  it('lets the Actions workflow answer again when its time is over', async () => {
    await withApp(async (world) => {
      const { repo, ada, wendy, box, settle } = world;
      await asApp(world, 'DELETE', `/app/installations/${box.installations[0]}`);
      const file = await ada.get<{ sha: string }>(`${repo}/${PRESENCE}`);
      const over = { login: LOGIN, serves_until: '2020-01-01T00:00:00.000Z' };
      await ada.put(`${repo}/contents/.specify/workflow-state/app.json`, {
        message: 'The time of the App is over',
        branch: 'speckit-state',
        sha: file.sha,
        content: Buffer.from(JSON.stringify(over)).toString('base64'),
      });
      const issue = await openIssue(world);
      await wendy.post(`${repo}/issues/${issue.number}/comments`, { body: '/speckit help' });
      await settle();
      expect(await botAnswers(world, issue.number)).toEqual(['github-actions[bot]']);
    });
  });
});
