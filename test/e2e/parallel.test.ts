import { describe, expect, it } from '@jest/globals';
import type { Comment } from '../../sandbox/demo/people.js';
import { commentsOf, inBox, openIssue, stateOf, type World, workflowOf } from './support.js';

describe('at once', () => {
  it('two workflows on two issues do not touch each other', async () => {
    await inBox(async (world) => {
      const requests = ['Greeting in another language', 'Murmur with a small bug'];
      const issues = await Promise.all(requests.map((title) => openIssue(world, title)));
      await Promise.all(
        issues.map(({ number, title }) => post(world, number, `/speckit standard-e2e: ${title}`)),
      );
      await world.box.idle();
      await Promise.all(issues.map(({ number }) => post(world, number, '/proceed')));
      await world.box.idle();

      const states = await Promise.all(issues.map(({ number }) => workflowOf(world, number)));
      expect(states.map((one) => one.status)).toEqual(['completed', 'completed']);
      expect(states.map((one) => one.user_request)).toEqual(requests);
      expect(new Set(states.map((one) => one.feature_id?.slice(0, 3)))).toEqual(new Set(['001', '002']));
      expect(new Set(states.map((one) => one.pull_request?.number)).size).toBe(2);
      for (const { branch, feature_dir } of states) {
        const folders = await world.ada.get<{ path: string }[]>(
          `${world.repo}/contents/specs?ref=${branch?.name}`,
        );
        expect(folders.map((one) => `${one.path}/`)).toEqual([feature_dir]);
      }
      expect(states.map((one) => one.e2e_workflow?.spec_updates.length)).toEqual([0, 1]);
      for (const { number } of issues) expect(await count(world, number, '## Workflow Complete')).toBe(1);
    });
  }, 240_000);

  it('two people on one issue: one wins, the other is told what runs', async () => {
    await inBox(async (world) => {
      const { number } = await openIssue(world);
      const said = await Promise.all([
        post(world, number, '/speckit standard: Farewell for everybody'),
        world.ada.post<Comment>(`${world.repo}/issues/${number}/comments`, {
          body: '/speckit simple: Birthday wishes',
        }),
      ]);
      await world.box.idle();
      const state = await workflowOf(world, number);
      expect(state.status).toBe('awaiting_implementation_approval');
      const won = said.find((one) => one.id === state.origin.comment_id);
      const lost = said.find((one) => one !== won);
      expect(won?.body).toContain(state.user_request);
      const told = (await commentsOf(world, number)).filter((one) =>
        one.body.includes(`<!-- speckit:answer ${lost?.id} -->`),
      );
      expect(told.map((one) => one.body)).toEqual([
        expect.stringContaining(`\`${state.workflow_id}\` is active here already`),
      ]);
      expect(told[0]?.body).not.toMatch(/^>\s*$/m);
      expect(await count(world, number, '<!-- speckit:state')).toBe(1);

      await Promise.all([post(world, number, '/proceed'), post(world, number, '/abort')]);
      await world.box.idle();
      const after = await stateOf(world, number);
      expect(['aborted', 'completed']).toContain(after?.status);
      expect(await count(world, number, '## Workflow Complete')).toBe(1);
    });
  }, 180_000);
});

function post({ wendy, repo }: World, issue: number, body: string): Promise<Comment> {
  return wendy.post<Comment>(`${repo}/issues/${issue}/comments`, { body });
}

async function count(world: World, issue: number, text: string): Promise<number> {
  return (await commentsOf(world, issue)).filter((one) => one.body.includes(text)).length;
}
