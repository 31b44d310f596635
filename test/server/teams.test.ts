/** `approver_teams` where an App handles events: its own token reads teams, where it holds the permission Members. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person } from '../../sandbox/demo/people.js';
import { commentsOf, openIssue, REQUEST, workflowOf } from '../e2e/support.js';
import { type AppWorld, withApp } from './support/world.js';

let seedRepo: string;
beforeAll(async () => {
  seedRepo = await mkdtemp(join(tmpdir(), 'speckit-app-teams-'));
  await cp('sandbox/sample', seedRepo, { recursive: true });
  await mkdir(join(seedRepo, '.github'), { recursive: true });
  await writeFile(
    join(seedRepo, '.github/speckit.yml'),
    'permissions:\n  approver_teams: [octo/architects]\n',
  );
});
afterAll(() => rm(seedRepo, { recursive: true, force: true }));

async function say({ repo, settle }: AppWorld, who: Person, issue: number, body: string): Promise<void> {
  await who.post(`${repo}/issues/${issue}/comments`, { body });
  await settle();
}

/** An issue whose plan waits, in an organization with the team, of which ada is. */
async function waiting(world: AppWorld): Promise<number> {
  await world.ada.post('/orgs/octo/teams', { name: 'Architects' });
  const { number } = await openIssue(world);
  await say(world, world.wendy, number, `/speckit simple: ${REQUEST}`);
  return number;
}

describe('the App and teams that approve', () => {
  it('go on with a member’s approval alone, where the App may read members', async () => {
    await withApp(
      async (world) => {
        const issue = await waiting(world);
        await say(world, world.wendy, issue, '/proceed');
        expect((await workflowOf(world, issue)).status).toBe('awaiting_implementation_approval');
        expect((await commentsOf(world, issue)).at(-1)?.body).toContain('wendy is in none of the teams');
        await say(world, world.ada, issue, '/proceed');
        expect((await workflowOf(world, issue)).status).toBe('completed');
      },
      { seedRepo, permissions: { members: 'read' } },
    );
  }, 240_000);

  it('wait where it may not, and say which permission it lacks', async () => {
    await withApp(
      async (world) => {
        const issue = await waiting(world);
        const { preflight } = await workflowOf(world, issue);
        expect(preflight.find((one) => one.check === 'approver teams')?.message).toContain('Members (read)');
        await say(world, world.ada, issue, '/proceed');
        expect((await workflowOf(world, issue)).status).toBe('awaiting_implementation_approval');
        expect((await commentsOf(world, issue)).at(-1)?.body).toContain('cannot be read');
      },
      { seedRepo },
    );
  }, 240_000);
});
