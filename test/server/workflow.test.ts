import { describe, expect, it } from '@jest/globals';
import type { PullRequest } from '../../sandbox/demo/people.js';
import { commentsOf, openIssue, REQUEST, stateOf } from '../e2e/support.js';
import { LOGIN } from './support/app.js';
import { type AppWorld, withApp } from './support/world.js';

interface Reaction {
  readonly content: string;
  readonly user: { readonly login: string };
}

describe('the App and the Actions workflow on one repository', () => {
  it('take a workflow from a comment to its end, the App handling every event', async () => {
    await withApp(async (world) => {
      const { repo, wendy, ada, settle } = world;
      const issue = await openIssue(world);
      const command = await wendy.post<{ id: number }>(`${repo}/issues/${issue.number}/comments`, {
        body: `/speckit simple: ${REQUEST}`,
      });
      await settle();
      expect((await stateOf(world, issue.number))?.status).toBe('awaiting_implementation_approval');
      expect(await reactionsTo(world, command.id)).toEqual([`eyes by ${LOGIN}`]);

      // The schedule of Actions and the timer of the server at the same time: there is nothing for either to do.
      const quiet = [await stateOf(world, issue.number), await commentsOf(world, issue.number)];
      world.box.runSchedules();
      await world.server.sweep();
      await settle();
      expect([await stateOf(world, issue.number), await commentsOf(world, issue.number)]).toEqual(quiet);

      const [pull] = await ada.get<PullRequest[]>(`${repo}/pulls?state=open`);
      await ada.post(`${repo}/pulls/${pull?.number}/reviews`, { event: 'APPROVE' });
      await settle();
      const state = await stateOf(world, issue.number);
      expect(state?.status).toBe('completed');
      expect(state?.approvals.map((one) => one.via)).toEqual(['pull_request_review']);

      // One workflow, one dashboard, one of each comment: nothing was done by both.
      const markers = (await commentsOf(world, issue.number))
        .filter((one) => one.user.login !== 'wendy')
        .map((one) => /<!-- speckit:\w+ [^ ]+ -->\s*$/.exec(one.body)?.[0]);
      expect(new Set(markers).size).toBe(markers.length);
      const ids = state?.assignments.map((one) => one.id);
      expect(new Set(ids).size).toBe(ids?.length);
      expect(await ada.get<unknown[]>(`${repo}/pulls?state=all`)).toHaveLength(1);
    });
  }, 240_000);

  it('answer help, refusals and strangers once, and react once', async () => {
    await withApp(async (world) => {
      const { repo, wendy, reed, settle } = world;
      const issue = await openIssue(world);
      const path = `${repo}/issues/${issue.number}/comments`;
      const help = await wendy.post<{ id: number }>(path, { body: '/speckit help' });
      await wendy.post(path, { body: '/speckit frobnicate: everything' });
      await reed.post(path, { body: `/speckit full: ${REQUEST}` });
      await wendy.post(path, { body: 'Just talking.' });
      await settle();

      const answers = (await commentsOf(world, issue.number)).filter((one) =>
        one.user.login.endsWith('[bot]'),
      );
      expect(answers.map((one) => one.user.login)).toEqual([LOGIN, LOGIN, LOGIN]);
      expect(new Set(answers.map((one) => one.body)).size).toBe(3);
      expect(await reactionsTo(world, help.id)).toEqual([`eyes by ${LOGIN}`]);
      expect(await stateOf(world, issue.number)).toBeNull();
    });
  }, 120_000);
});

async function reactionsTo({ repo, wendy }: AppWorld, comment: number): Promise<string[]> {
  const reactions = await wendy.get<Reaction[]>(`${repo}/issues/comments/${comment}/reactions`);
  return reactions.map((one) => `${one.content} by ${one.user.login}`);
}
