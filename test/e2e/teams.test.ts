/** `approver_teams`: members of a team approve, as GitHub tells of it when their approval counts. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  answersTo,
  approve,
  commentsOf,
  dashboardOf,
  dispatchedAssignments,
  inBox,
  openIssue,
  planned,
  say,
  type World,
  workflowOf,
} from './support.js';

const TEAM = 'octo/architects';
const MEMBERS = '/orgs/octo/teams/architects/memberships';
const WAITS = 'awaiting_implementation_approval';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speckit-teams-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The sample repository, in which the team approves. */
async function seedWith(more = ''): Promise<string> {
  const seed = await mkdtemp(join(folder, 'seed-'));
  await cp('sandbox/sample', seed, { recursive: true });
  await mkdir(join(seed, '.github'), { recursive: true });
  const config = `permissions:\n  approver_teams: [${TEAM}]\n${more}`;
  await writeFile(join(seed, '.github/speckit.yml'), config);
  return seed;
}

/** A box with the team, of which ada is a member; `token` is whose the secret is. */
async function withTeam(
  story: (world: World) => Promise<void>,
  { config = '', token = 'ada' as 'ada' | null } = {},
): Promise<void> {
  const secrets: Record<string, string> = {};
  const seedRepo = await seedWith(config);
  await inBox(
    async (world) => {
      await world.ada.post('/orgs/octo/teams', { name: 'Architects' });
      if (token !== null) secrets.SPECKIT_TEAMS_TOKEN = world.box.users[token]?.token ?? '';
      await story(world);
    },
    { seedRepo, secrets },
  );
}

const preflightOf = async (world: World, issue: number) =>
  (await workflowOf(world, issue)).preflight.find((one) => one.check === 'approver teams');

describe('a team that approves', () => {
  it('lets a member approve, and nobody else who may write', async () => {
    await withTeam(async (world) => {
      const { issue, pull } = await planned(world);
      expect(await preflightOf(world, issue)).toMatchObject({
        level: 'PASS',
        message: `members of ${TEAM} approve`,
      });
      expect(await dashboardOf(world, issue)).toContain(TEAM);
      const before = dispatchedAssignments(world);

      const [refused = ''] = await answersTo(world, issue, '/proceed', world.wendy);
      expect(refused).toContain('wendy is in none of the teams whose approval counts here');
      await world.wendy.post(`${world.repo}/pulls/${pull.number}/reviews`, { event: 'APPROVE' });
      await world.box.idle();
      const waiting = await workflowOf(world, issue);
      expect([waiting.status, waiting.approvals]).toEqual([WAITS, []]);
      expect(dispatchedAssignments(world)).toEqual(before);

      await approve(world, pull.number);
      const done = await workflowOf(world, issue);
      expect(done.status).toBe('completed');
      expect(done.audit?.find((one) => one.action === 'approved')?.detail).toContain(`of ${TEAM}`);
    });
  }, 180_000);

  it('counts members who have left no more, at the next approval and by the schedule', async () => {
    await withTeam(
      async (world) => {
        const { ada, wendy, reed, repo, box } = world;
        await ada.put(`${MEMBERS}/wendy`, {});
        const { issue } = await planned(world);
        const approvers = async () => (await workflowOf(world, issue)).approvals.map((one) => one.by);
        await say(world, wendy, issue, '/proceed');
        expect(await approvers()).toEqual(['wendy']);

        await ada.delete(`${MEMBERS}/wendy`);
        await say(world, ada, issue, '/proceed');
        expect(await approvers()).toEqual(['ada']);
        expect((await workflowOf(world, issue)).status).toBe(WAITS);
        expect(await dashboardOf(world, issue)).toContain(`its author is no longer in ${TEAM}`);

        await ada.delete(`${MEMBERS}/ada`);
        box.runSchedules();
        await box.idle();
        expect(await approvers()).toEqual([]);

        // Somebody new in the team may read only; their write permission comes later.
        await ada.put(`${MEMBERS}/reed`, {});
        await say(world, reed, issue, '/proceed');
        expect(await approvers()).toEqual([]);
        await ada.put(`${repo}/collaborators/reed`, { permission: 'push' });
        await ada.put(`${MEMBERS}/wendy`, {});
        await say(world, reed, issue, '/proceed');
        await say(world, wendy, issue, '/proceed');
        expect((await workflowOf(world, issue)).status).toBe('completed');
      },
      { config: '  required_approvals: 2\n' },
    );
  }, 240_000);

  it('cannot be read without a token for it: pre-flight, doctor and the gate say so, and a token mends it', async () => {
    const secrets: Record<string, string> = {};
    await inBox(
      async (world) => {
        await world.ada.post('/orgs/octo/teams', { name: 'Architects' });
        const { number } = await openIssue(world, 'How are we?');
        const [diagnosis = ''] = await answersTo(world, number, '/speckit doctor');
        const row = diagnosis.split('\n').find((line) => line.startsWith('| approver teams |'));
        expect(row).toContain(`who is in ${TEAM} cannot be read`);
        expect(row).toContain('set the secret SPECKIT_TEAMS_TOKEN');

        const { issue } = await planned(world);
        expect(await preflightOf(world, issue)).toMatchObject({
          level: 'WARN',
          message: expect.stringContaining('set the secret SPECKIT_TEAMS_TOKEN'),
        });
        const [refused = ''] = await answersTo(world, issue, '/proceed', world.ada);
        expect(refused).toContain(`Who is in ${TEAM} cannot be read, so nobody's approval counts`);
        expect((await workflowOf(world, issue)).status).toBe(WAITS);

        // Anybody's token reads a team that they see; a stranger's sees none.
        secrets.SPECKIT_TEAMS_TOKEN = world.box.users.nora?.token ?? '';
        await say(world, world.ada, issue, '/proceed');
        expect((await commentsOf(world, issue)).at(-1)?.body).toContain('cannot be read');
        secrets.SPECKIT_TEAMS_TOKEN = world.box.users.ada?.token ?? '';
        await say(world, world.ada, issue, '/proceed');
        expect((await workflowOf(world, issue)).status).toBe('completed');
      },
      { seedRepo: await seedWith(), secrets },
    );
  }, 240_000);
});
