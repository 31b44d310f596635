import { describe, expect, it } from '@jest/globals';
import type { Exchange } from '../../sandbox/contract.js';
import {
  commentsOf,
  dispatchedAssignments,
  inBox,
  openIssue,
  REQUEST,
  say,
  stateOf,
  type World,
} from './support.js';

describe('S2: nothing is lost with a runner', () => {
  it('a cancelled run is landed without a result, and its assignment given out again', async () => {
    await inBoxWithout('cancel', async (world, number) => {
      await expectSecondAttempt(world, number);
    });
  }, 120_000);

  it('a run that vanishes is found by the schedule, and its assignment given out again', async () => {
    await inBoxWithout('force-cancel', async (world, number) => {
      expect((await stateOf(world, number))?.status).toBe('running');
      world.box.runSchedules();
      await world.box.idle();
      await expectSecondAttempt(world, number);
    });
  }, 120_000);

  it('a run that is killed between decision and effects is finished by the schedule, with nothing twice', async () => {
    const lost: { world: World | null; ended: Promise<unknown> } = { world: null, ended: Promise.resolve() };
    await inBox(
      async (world) => {
        lost.world = world;
        const { number } = await openIssue(world);
        await say(world, world.wendy, number, `/speckit simple: ${REQUEST}`);
        await lost.ended;
        await world.box.idle();
        expect((await stateOf(world, number))?.outbox).not.toEqual([]);

        world.box.runSchedules();
        await world.box.idle();
        const state = await stateOf(world, number);
        expect(state?.status).toBe('awaiting_implementation_approval');
        expect(state?.outbox).toEqual([]);
        const dashboards = (await commentsOf(world, number)).filter((one) =>
          one.body.includes('speckit:state'),
        );
        expect(dashboards.map((one) => one.id)).toEqual([state?.dashboard?.comment_id]);
        const branches = await world.ada.get<{ name: string }[]>(`${world.repo}/branches`);
        expect(branches.filter((one) => /^\d{3}-/.test(one.name))).toHaveLength(1);
        expect(dispatchedAssignments(world)).toHaveLength(1);
      },
      {
        onExchange: (exchange) => {
          const wrote =
            exchange.method === 'PUT' && /workflow-state%2F[0-9a-f-]{36}\.json$/.test(exchange.url);
          if (!wrote || lost.world === null) return;
          const { world } = lost;
          lost.world = null;
          lost.ended = killRuns(world, 'issue_comment');
        },
      },
    );
  }, 120_000);

  it('a dashboard that somebody deletes is made anew from the state', async () => {
    await inBox(async (world) => {
      const { number } = await openIssue(world);
      await say(world, world.wendy, number, `/speckit simple: ${REQUEST}`);
      const isDashboard = (one: { body: string }) => one.body.includes('<!-- speckit:state');
      const first = (await commentsOf(world, number)).find(isDashboard);
      await world.ada.delete(`${world.repo}/issues/comments/${first?.id}`);
      await world.box.idle();
      const second = (await commentsOf(world, number)).filter(isDashboard);
      expect(second).toHaveLength(1);
      expect(second[0]?.id).not.toBe(first?.id);
      expect(second[0]?.body).toBe(first?.body);
    });
  }, 120_000);
});

describe('two commands on one issue at once', () => {
  it('one wins and the other is told', async () => {
    await inBox(async (world) => {
      const { number } = await openIssue(world);
      const post = (body: string) => world.wendy.post(`${world.repo}/issues/${number}/comments`, { body });
      await Promise.all([post('/speckit simple: One thing'), post('/speckit simple: Another thing')]);
      await world.box.idle();
      const comments = await commentsOf(world, number);
      expect(comments.filter((one) => one.body.includes('<!-- speckit:state'))).toHaveLength(1);
      expect(comments.filter((one) => /already|busy|runs here/i.test(one.body))).toHaveLength(1);
      expect(dispatchedAssignments(world)).toHaveLength(1);
    });
  }, 120_000);
});

/** Tells a story in which the run of the first assignment is ended from outside as soon as it is dispatched. */
async function inBoxWithout(
  how: 'cancel' | 'force-cancel',
  story: (world: World, issue: number) => Promise<void>,
): Promise<void> {
  const lost: { world: World | null; ended: Promise<unknown> } = { world: null, ended: Promise.resolve() };
  await inBox(
    async (world) => {
      lost.world = world;
      const { number } = await openIssue(world);
      await say(world, world.wendy, number, `/speckit simple: ${REQUEST}`);
      await lost.ended;
      await world.box.idle();
      await story(world, number);
    },
    {
      onExchange: (exchange) => {
        const run = startedRun(exchange);
        if (run === null || lost.world === null) return;
        const { ada, repo } = lost.world;
        lost.world = null;
        lost.ended = ada.post(`${repo}/actions/runs/${run}/${how}`, {});
      },
    },
  );
}

async function expectSecondAttempt(world: World, issue: number): Promise<void> {
  const state = await stateOf(world, issue);
  expect(state?.status).toBe('awaiting_implementation_approval');
  expect(state?.assignments.map((one) => [one.agents, one.attempt, one.status])).toEqual([
    [['specify'], 1, 'lost'],
    [['specify'], 2, 'finished'],
  ]);
  expect(dispatchedAssignments(world)).toEqual(state?.assignments.map((one) => one.id));
}

/** Ends the runs of this event that are in progress, as a lost runner does. */
async function killRuns({ ada, repo }: World, event: string): Promise<void> {
  const { workflow_runs } = await ada.get<{ workflow_runs: { id: number; status: string }[] }>(
    `${repo}/actions/runs?event=${event}`,
  );
  for (const run of workflow_runs.filter((one) => one.status !== 'completed')) {
    await ada.post(`${repo}/actions/runs/${run.id}/force-cancel`, {});
  }
}

/** The run that a dispatch of an assignment started. */
function startedRun({ method, url, responseBody }: Exchange): number | null {
  if (method !== 'POST' || !url.endsWith('/speckit.yml/dispatches')) return null;
  return (responseBody as { workflow_run_id?: number }).workflow_run_id ?? null;
}
