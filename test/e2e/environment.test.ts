/** The second lock: what an approval starts waits until a reviewer of its GitHub environment lets it run. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person } from '../../sandbox/demo/people.js';
import {
  approve,
  commentsOf,
  dashboardOf,
  inBox,
  openIssue,
  planned,
  say,
  type World,
  workflowOf,
} from './support.js';

const ENVIRONMENT = 'implementation';

interface Runs {
  readonly workflow_runs: readonly {
    readonly id: number;
    readonly status: string;
    readonly display_title: string;
  }[];
}

/** Runs that GitHub keeps back. */
async function waitingRuns({ ada, repo }: World): Promise<Runs['workflow_runs']> {
  const { workflow_runs } = await ada.get<Runs>(`${repo}/actions/runs?per_page=100`);
  return workflow_runs.filter((run) => run.status === 'waiting');
}

async function protect({ box, ada, wendy, repo }: World): Promise<void> {
  const { id } = await wendy.get<{ id: number }>('/user');
  await ada.put(`${repo}/environments/${ENVIRONMENT}`, { reviewers: [{ type: 'User', id }] });
  await box.idle();
}

/** Answers each run that waits. */
async function review(world: World, who: Person, state: 'approved' | 'rejected'): Promise<void> {
  for (const run of await waitingRuns(world)) {
    const path = `${world.repo}/actions/runs/${run.id}/pending_deployments`;
    const pending = await who.get<{ environment: { id: number } }[]>(path);
    const environment_ids = pending.map((one) => one.environment.id);
    await who.post(path, { environment_ids, state, comment: 'As discussed.' });
  }
  await world.box.idle();
}

describe('an environment with required reviewers', () => {
  let seedRepo: string;
  beforeAll(async () => {
    seedRepo = await mkdtemp(join(tmpdir(), 'speckit-environment-'));
    await cp('sandbox/sample', seedRepo, { recursive: true });
    await mkdir(join(seedRepo, '.github'), { recursive: true });
    const config = `permissions:\n  implementation_environment: ${ENVIRONMENT}\n`;
    await writeFile(join(seedRepo, '.github/speckit.yml'), config);
  });
  afterAll(() => rm(seedRepo, { recursive: true, force: true }));

  it('keeps each job behind the gate waiting, and nothing else; the dashboard and the schedule know', async () => {
    await inBox(
      async (world) => {
        await protect(world);
        const { issue, pull } = await planned(world);
        const planning = await workflowOf(world, issue);
        expect(planning.assignments.map((one) => one.environment)).toEqual([undefined]);
        await approve(world, pull.number);

        const [kept, ...more] = await waitingRuns(world);
        expect(more).toEqual([]);
        const state = await workflowOf(world, issue);
        expect(state.branch?.head).toBe(planning.branch?.head);
        expect(state.assignments.at(-1)).toMatchObject({
          status: 'dispatched',
          environment: ENVIRONMENT,
          run_id: kept?.id,
        });
        const dashboard = await dashboardOf(world, issue);
        expect(dashboard).toContain(`let it: *Review deployments* on Actions run [${kept?.id}](`);
        expect(dashboard).toContain(`/actions/runs/${kept?.id})`);

        world.box.runSchedules();
        await world.box.idle();
        const swept = await workflowOf(world, issue);
        expect(swept.assignments).toEqual(state.assignments);
        expect((await waitingRuns(world)).map((run) => run.id)).toEqual([kept?.id]);

        // Somebody who may write starts the same work outside of the environment.
        const { id: assignment, base } = state.assignments.at(-1) ?? { id: '', base: '' };
        const inputs = { assignment, workflow_id: state.workflow_id, base };
        const path = `${world.repo}/actions/workflows/speckit.yml/dispatches`;
        await world.wendy.post(path, { ref: 'main', inputs });
        await world.box.idle();
        expect((await workflowOf(world, issue)).branch?.head).toBe(planning.branch?.head);
        expect((await workflowOf(world, issue)).assignments).toEqual(state.assignments);

        for (let round = 0; (await waitingRuns(world)).length > 0 && round < 20; round += 1)
          await review(world, world.wendy, 'approved');
        const done = await workflowOf(world, issue);
        expect(done.status).toBe('completed');
        const gated = done.assignments.slice(1);
        expect(gated.length).toBeGreaterThan(0);
        expect(gated.every((one) => one.environment === ENVIRONMENT)).toBe(true);
      },
      { seedRepo },
    );
  }, 240_000);

  it('that refuses pauses the workflow, and a person is asked; it is asked anew after /resume', async () => {
    await inBox(
      async (world) => {
        await protect(world);
        const { issue } = await planned(world);
        await say(world, world.wendy, issue, '/proceed');
        await review(world, world.wendy, 'rejected');
        const state = await workflowOf(world, issue);
        expect(state.status).toBe('paused');
        expect(state.status_reason).toContain(`wendy refused to let implement`);
        const bodies = (await commentsOf(world, issue)).map((one) => one.body);
        expect(
          bodies.filter((body) => body.includes('wendy refused to let implement')).length,
        ).toBeGreaterThan(0);
        expect(await waitingRuns(world)).toEqual([]);
        await say(world, world.wendy, issue, '/resume');
        expect(await waitingRuns(world)).toHaveLength(1);
        expect((await workflowOf(world, issue)).status).toBe('running');
      },
      { seedRepo },
    );
  }, 240_000);

  it('that does not exist stops a workflow before it begins: GitHub would make one without reviewers', async () => {
    await inBox(
      async (world) => {
        const { number } = await openIssue(world);
        await say(world, world.wendy, number, '/speckit simple: Greeting in another language');
        const state = await workflowOf(world, number);
        expect(state.status).toBe('failed');
        expect(state.preflight.find((one) => one.check === 'environment')).toMatchObject({
          level: 'ERROR',
          message: expect.stringContaining(`there is no environment "${ENVIRONMENT}"`),
        });
        expect(state.assignments).toEqual([]);
      },
      { seedRepo },
    );
  }, 120_000);
});
