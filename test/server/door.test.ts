import { describe, expect, it } from '@jest/globals';
import { commentsOf, openIssue, REQUEST } from '../e2e/support.js';
import { deliver } from './support/app.js';
import { type AppWorld, withApp } from './support/world.js';

/** A delivery that would start a workflow, had it come from GitHub. */
async function forged({ repo, box, wendy }: AppWorld, issue: number): Promise<object> {
  const comments = await wendy.get<object[]>(`${repo}/issues/${issue}/comments`);
  const about = await wendy.get<object>(`${repo}/issues/${issue}`);
  const repository = await wendy.get<object>(repo);
  const sender = await wendy.get<object>('/users/wendy');
  const installation = { id: box.installations[0] };
  return { action: 'created', comment: comments[0], issue: about, repository, installation, sender };
}

describe('the door of the server', () => {
  it('answers 401 to wrong signatures and nothing else: no work, no request, no word about why', async () => {
    await withApp(async (world) => {
      const { repo, wendy, box, url, settle } = world;
      const issue = await openIssue(world);
      // Before the comment there is no command that the Actions workflow could follow instead.
      await wendy.post(`${repo}/issues/${issue.number}/comments`, { body: 'Hello.' });
      await settle();
      const honest = JSON.stringify(await forged(world, issue.number));
      const payload = honest.replaceAll('"Hello."', JSON.stringify(`/speckit full: ${REQUEST}`));
      const before = box.exchanges().length;
      const tries = [
        await deliver(url, payload, { secret: 'another secret' }),
        await deliver(url, payload, { signature: null }),
        await deliver(url, payload, { signature: '' }),
        await deliver(url, payload, { signature: 'sha256=' }),
        await deliver(url, payload, { signature: `sha256=${'0'.repeat(64)}` }),
        await deliver(url, payload, { signature: `sha1=${'0'.repeat(40)}` }),
        await deliver(url, '{ not json', { secret: 'another secret' }),
        await deliver(url, payload, { secret: 'another secret', name: 'no event' }),
      ];
      expect(tries.map((one) => one.status)).toEqual(tries.map(() => 401));
      expect(new Set(tries.map((one) => one.text)).size).toBe(1);
      await settle();
      expect(box.exchanges()).toHaveLength(before);
    });
  });

  it('takes what is signed, and says what is wrong with the rest', async () => {
    await withApp(async (world) => {
      const { url, box, settle } = world;
      const before = box.exchanges().length;
      const status = async (payload: unknown, sending = {}) => (await deliver(url, payload, sending)).status;
      expect(await status({ zen: 'Design for failure.' }, { name: 'ping' })).toBe(202);
      expect(await status({ action: 'created' }, { name: 'star' })).toBe(202);
      expect(await status('{ not json')).toBe(400);
      expect(await status({ action: 'created' })).toBe(400);
      expect(await status({ action: 'created' }, { id: '' })).toBe(400);
      expect((await fetch(url)).status).toBe(405);
      expect((await fetch(new URL('/elsewhere', url), { method: 'POST' })).status).toBe(404);
      expect((await deliver(url, 'x'.repeat(26 * 1024 * 1024)).catch(() => ({ status: 413 }))).status).toBe(
        413,
      );
      await settle();
      expect(box.exchanges()).toHaveLength(before);
    });
  });

  it('asks to come back later when the queue is full, and does what it has accepted', async () => {
    await withApp(
      async (world) => {
        const { repo, wendy, url, settle, server } = world;
        const issue = await openIssue(world);
        const path = `${repo}/issues/${issue.number}/comments`;
        await wendy.post(path, { body: '/speckit help' });
        await settle();
        const payload = await forged(world, issue.number);
        const answers = await Promise.all(Array.from({ length: 30 }, () => deliver(url, payload)));
        const full = answers.filter((one) => one.status === 503);
        expect(full.length).toBeGreaterThan(0);
        expect(full.map((one) => one.headers.get('retry-after'))).toEqual(full.map(() => '30'));
        expect(answers.filter((one) => one.status === 202).length + full.length).toBe(30);
        await server.idle();
        expect(await commentsOf(world, issue.number)).toHaveLength(2);
      },
      { env: { SPECKIT_QUEUE_LIMIT: '3' } },
    );
  });

  it('tells those who run it how it is, without a secret', async () => {
    await withApp(async (world) => {
      const { repo, wendy, url, settle, lines, box } = world;
      const issue = await openIssue(world);
      await wendy.post(`${repo}/issues/${issue.number}/comments`, { body: '/speckit help' });
      await deliver(url, {}, { secret: 'another secret' });
      await settle();
      const page = async (path: string) => {
        const answer = await fetch(new URL(path, url));
        return `${answer.status} ${await answer.text()}`;
      };
      expect(await page('/healthz')).toBe('200 ok\n');
      expect(await page('/readyz')).toBe('200 ready\n');
      const metrics = await page('/metrics');
      expect(metrics).toContain('speckit_deliveries_total{event="issue_comment",reception="accepted"} 1');
      expect(metrics).toContain('speckit_deliveries_total{event="issue_comment",reception="unsigned"} 1');
      expect(metrics).toMatch(/speckit_work_seconds_count\{event="issue_comment",outcome="done"\} 1/);
      expect(metrics).toContain('speckit_queue_depth{state="waiting"} 0');
      const told = `${lines.join('')}${metrics}`;
      for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
      expect(told).not.toMatch(/ghs_\w+|BEGIN|the webhook secret|eyJ\w+\.\w+/);
      expect(told).toContain(box.repo);
    });
  });
});
