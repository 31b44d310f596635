import { describe, expect, it } from '@jest/globals';
import { approve, botWrites, commentsOf, inBox, planned, stateOf, type World } from './support.js';

interface Run {
  readonly id: number;
  readonly event: string;
  readonly display_title: string;
}

describe('S2: the same event handled twice', () => {
  it('changes nothing the second time: command, review and assignment are run again', async () => {
    await inBox(async (world) => {
      const { issue, pull } = await planned(world);
      await approve(world, pull.number);
      const before = await stateOf(world, issue);
      expect(before?.status).toBe('completed');
      const comments = await commentsOf(world, issue);
      const writes = lasting(world);

      const { workflow_runs } = await world.ada.get<{ workflow_runs: Run[] }>(
        `${world.repo}/actions/runs?per_page=100`,
      );
      expect(workflow_runs.map((run) => run.event)).toEqual(
        expect.arrayContaining(['issue_comment', 'pull_request_review', 'workflow_dispatch']),
      );
      for (const run of workflow_runs) {
        await world.ada.post(`${world.repo}/actions/runs/${run.id}/rerun`, {});
        await world.box.idle();
      }

      expect(await stateOf(world, issue)).toEqual(before);
      expect(await commentsOf(world, issue)).toEqual(comments);
      expect(lasting(world)).toEqual(writes);
    });
  }, 240_000);
});

/** What the bot left behind: a reaction that is there already and a wake-up leave nothing. */
function lasting(world: World): string[] {
  return botWrites(world)
    .filter((one) => !one.url.endsWith('/reactions'))
    .filter((one) => !('pull_request' in inputsOf(one.requestBody)))
    .map((one) => `${one.method} ${one.url}`);
}

function inputsOf(body: unknown): object {
  const { inputs } = (body ?? {}) as { inputs?: { pull_request?: string } };
  return inputs?.pull_request ? inputs : {};
}
