import { describe, expect, it } from '@jest/globals';
import {
  approve,
  botWrites,
  commentsOf,
  commitFile,
  dispatchedAssignments,
  inBox,
  planned,
  say,
  stateOf,
  type World,
} from './support.js';

describe('the gate in the sandbox', () => {
  it('G1: an approval followed by a new commit starts nothing and says why; the new content can be approved', async () => {
    await inBox(async (world) => {
      const { issue, pull } = await planned(world);
      const before = dispatchedAssignments(world);
      await world.ada.post(`${world.repo}/pulls/${pull.number}/reviews`, { event: 'APPROVE' });
      const branch = pull.head.ref;
      await commitFile(world, world.wendy, {
        path: `specs/${branch}/notes.md`,
        branch,
        text: 'One more wish.\n',
      });
      await world.box.idle();

      expect(dispatchedAssignments(world)).toEqual(before);
      const state = await stateOf(world, issue);
      expect(state?.status).toBe('awaiting_implementation_approval');
      expect(state?.approvals).toEqual([]);
      const told = (await commentsOf(world, issue)).filter((one) => one.body.includes('Approval voided'));
      expect(told).toHaveLength(1);
      expect(told[0]?.body).toMatch(/ada/);
      expect(told[0]?.body).toContain(pull.head.sha.slice(0, 7));
      expect(told[0]?.body).toContain(state?.branch?.head.slice(0, 7));

      await approve(world, pull.number);
      expect((await stateOf(world, issue))?.status).toBe('completed');
    });
  }, 180_000);

  it('G1: /proceed by somebody without write permission is refused, and by a person with it accepted', async () => {
    await inBox(async (world) => {
      const { issue } = await planned(world);
      await say(world, world.nora, issue, '/proceed');
      await say(world, world.reed, issue, '/proceed');
      const state = await stateOf(world, issue);
      expect(state?.status).toBe('awaiting_implementation_approval');
      expect(state?.assignments.map((one) => one.agents)).toEqual([['specify']]);
      expect(await answersTo(world, issue)).toHaveLength(2);

      await say(world, world.wendy, issue, '/proceed');
      expect((await stateOf(world, issue))?.status).toBe('completed');
    });
  }, 180_000);

  it('G1: an approval that its author takes back counts no longer, and a request for changes blocks', async () => {
    await inBox(async (world) => {
      const path = '.github/speckit.yml';
      const { ada, wendy, repo } = world;
      const file = await ada.get<{ sha: string }>(`${repo}/contents/${path}`);
      const text = 'backends:\n  default: recorded\npermissions:\n  required_approvals: 2\n';
      await commitFile(world, ada, { path, branch: 'main', text, sha: file.sha });
      const { issue, pull } = await planned(world);
      const review = async (event: string) => {
        await ada.post(`${repo}/pulls/${pull.number}/reviews`, { event, body: 'My decision.' });
        await world.box.idle();
      };
      await review('APPROVE');
      expect((await stateOf(world, issue))?.approvals.map((one) => one.by)).toEqual(['ada']);
      await review('REQUEST_CHANGES');
      await say(world, wendy, issue, '/proceed');
      // While somebody asks for changes nobody else's approval counts, and they are told.
      expect((await stateOf(world, issue))?.approvals).toEqual([]);
      expect((await commentsOf(world, issue)).at(-1)?.body).toContain('ada asked for changes');

      await review('APPROVE');
      const state = await stateOf(world, issue);
      expect(state?.approvals.map((one) => one.by)).toEqual(['ada']);
      expect(state?.status).toBe('awaiting_implementation_approval');
      await say(world, wendy, issue, '/proceed');
      expect((await stateOf(world, issue))?.status).toBe('completed');
    });
  }, 180_000);

  it('S1: a forged state comment changes nothing', async () => {
    await inBox(async (world) => {
      const { issue } = await planned(world);
      const before = await stateOf(world, issue);
      const writes = botWrites(world).length;
      const dashboard = (await commentsOf(world, issue)).find((one) => one.body.includes('speckit:state'));
      const forged = (dashboard?.body ?? '')
        .replaceAll('awaiting_implementation_approval', 'running')
        .replaceAll('"implementation_approved":false', '"implementation_approved":true');
      expect(forged).toContain('speckit:state');
      await say(world, world.wendy, issue, forged);
      await say(world, world.nora, issue, forged);
      world.box.runSchedules();
      await world.box.idle();
      expect(await stateOf(world, issue)).toEqual(before);
      expect(botWrites(world)).toHaveLength(writes);
    });
  }, 180_000);
});

async function answersTo(world: World, issue: number) {
  return (await commentsOf(world, issue)).filter((one) => one.body.includes('not enough for this command'));
}
