import { describe, expect, it } from '@jest/globals';
import type { PullRequest } from '../../sandbox/demo/people.js';
import { openIssue, REQUEST, stateOf } from '../e2e/support.js';
import { SLUG } from './support/app.js';
import { type AppWorld, withApp } from './support/world.js';

interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly app: { readonly slug: string };
}

describe('check runs where an App serves', () => {
  it('are made by the App alone, at each head, and "Re-run" resumes', async () => {
    await withApp(async (world) => {
      const { repo, wendy, ada, reed, settle } = world;
      const issue = await openIssue(world);
      const path = `${repo}/issues/${issue.number}/comments`;
      await wendy.post(path, { body: `/speckit simple: ${REQUEST}` });
      await settle();
      const [pull] = await ada.get<PullRequest[]>(`${repo}/pulls?state=open`);
      expect(await checksAt(world, pull?.head.sha)).toEqual([
        `speckit by ${SLUG}: action_required`,
        `speckit/gate by ${SLUG}: action_required`,
      ]);

      await wendy.post(path, { body: '/pause' });
      await settle();
      const run = (await runsAt(world, pull?.head.sha)).find((one) => one.name === 'speckit');
      await expect(reed.post(`${repo}/check-runs/${run?.id}/rerequest`, {})).rejects.toThrow(/403/);
      expect((await stateOf(world, issue.number))?.status).toBe('paused');
      await ada.post(`${repo}/check-runs/${run?.id}/rerequest`, {});
      await settle();
      const resumed = await stateOf(world, issue.number);
      expect(resumed?.status).toBe('awaiting_implementation_approval');
      expect(resumed?.timeline).toContainEqual(
        expect.objectContaining({ actor: 'ada', what: 'resumed the workflow' }),
      );

      await ada.post(`${repo}/pulls/${pull?.number}/reviews`, { event: 'APPROVE' });
      await settle();
      const state = await stateOf(world, issue.number);
      expect(state?.status).toBe('completed');
      expect(await checksAt(world, state?.branch?.head)).toEqual([
        `speckit by ${SLUG}: success`,
        `speckit/gate by ${SLUG}: success`,
      ]);
    });
  }, 300_000);
});

async function runsAt({ repo, ada }: AppWorld, sha = ''): Promise<CheckRun[]> {
  return (await ada.get<{ check_runs: CheckRun[] }>(`${repo}/commits/${sha}/check-runs`)).check_runs;
}

async function checksAt(world: AppWorld, sha?: string): Promise<string[]> {
  const runs = await runsAt(world, sha);
  return runs.map((run) => `${run.name} by ${run.app.slug}: ${run.conclusion ?? run.status}`).toSorted();
}
