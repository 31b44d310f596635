import { describe, expect, it } from '@jest/globals';
import type { Assignment } from '../../src/domain/state.js';
import type { Bot } from '../../src/handlers/bot.js';
import { sweepWorkflow } from '../../src/handlers/sweep-workflow.js';
import { anAssignment, implementingState } from '../support/state-builder.js';
import { runtimeWith } from './support/one-state.js';

const LATE = '2026-01-20T10:00:00Z';

interface Run {
  readonly status: string;
  readonly conclusion?: string;
  readonly attempt?: number;
}

/** What the sweep makes of an assignment that is bound to an environment, long after its deadline. */
async function swept(run: Run | null, change: Partial<Assignment> = {}, refusedBy: string | null = null) {
  const assignment = anAssignment({
    status: 'dispatched',
    run_id: 77,
    environment: 'implementation',
    dispatched_at: '2026-01-12T10:00:00Z',
    deadline_at: '2026-01-12T11:00:00Z',
    ...change,
  });
  const first = { ...implementingState(), assignments: [assignment], outbox: [], timers: [] };
  const { runtime, state } = runtimeWith(first, LATE);
  const seen =
    run === null
      ? null
      : { id: 77, attempt: 1, conclusion: null, finished: run.status === 'completed', ...run };
  const bot = {
    host: {
      store: { findForgery: async () => null },
      facts: { comment: async () => null, runStatus: async () => seen, refusedBy: async () => refusedBy },
      rerunFailedJobs: async () => undefined,
    },
    runtime,
    repository: { owner: 'octo', repo: 'shop' },
  } as unknown as Bot;
  await sweepWorkflow(bot, first.workflow_id);
  return { state: state(), assignment: state().assignments.find((one) => one.id === assignment.id) };
}

describe('the sweep, about a job whose environment has reviewers', () => {
  it.each(['waiting', 'queued', 'pending', 'requested'])(
    'leaves it alone while its run is %s',
    async (status) => {
      const { assignment } = await swept({ status });
      expect(assignment).toMatchObject({ status: 'dispatched', deadline_at: '2026-01-12T11:00:00Z' });
    },
  );

  it('gives it its time once its run goes on', async () => {
    const { assignment } = await swept({ status: 'in_progress' });
    expect(assignment).toMatchObject({ status: 'dispatched', let_in_at: LATE });
    expect(Date.parse(assignment?.deadline_at ?? '')).toBeGreaterThan(Date.parse(LATE));
  });

  it('gives it up when that time is over, and when its run is gone', async () => {
    const started = { let_in_at: '2026-01-12T10:30:00Z' };
    expect((await swept({ status: 'in_progress' }, started)).assignment?.status).toBe('lost');
    expect((await swept(null)).assignment?.status).toBe('lost');
  });

  it('asks a person where a reviewer has refused, and does not run it again', async () => {
    const { state } = await swept({ status: 'completed', conclusion: 'failure' }, {}, 'erin');
    expect(state).toMatchObject({ status: 'paused', status_reason: expect.stringContaining('erin refused') });
    expect(state.audit?.at(-1)).toMatchObject({ action: 'environment_refused' });
  });
});
