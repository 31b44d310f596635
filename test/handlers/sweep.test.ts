import { describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import type { Bot } from '../../src/handlers/bot.js';
import { sweep } from '../../src/handlers/sweep.js';
import { anAssignment, implementingState } from '../support/state-builder.js';

const RUN = 77;

interface Run {
  readonly finished: boolean;
  readonly conclusion: string | null;
  readonly attempt: number;
}

/** What the sweep does about one dispatched assignment whose run is in this condition. */
async function sweepWith(run: Run | null, now = '2026-01-12T10:00:00Z') {
  const assignment = anAssignment({ status: 'dispatched', run_id: RUN, deadline_at: '2026-01-12T11:00:00Z' });
  let state: WorkflowState = { ...implementingState(), assignments: [assignment], outbox: [], timers: [] };
  const reran: number[] = [];
  const bot = {
    host: {
      store: { listOpen: async () => [state.workflow_id], findForgery: async () => null },
      facts: {
        comment: async () => null,
        commentsSince: async () => [],
        runStatus: async () => (run === null ? null : { id: RUN, status: 'x', ...run }),
      },
      rerunFailedJobs: async (id: number) => void reran.push(id),
    },
    runtime: {
      store: {
        load: async () => ({ state, version: String(state.revision) }),
        save: async (next: WorkflowState) => {
          state = next;
          return { kind: 'saved', version: String(next.revision) };
        },
      },
      effects: {
        run: async (effect: { id: string }) => ({ id: effect.id, kind: 'failed', message: 'no world here' }),
      },
      dashboard: { show: async () => undefined },
      clock: { now: () => now },
      runner: 'run/1/1',
      log: () => undefined,
    },
    repository: { owner: 'octo', repo: 'shop' },
  } as unknown as Bot;
  await sweep(bot);
  const found = state.assignments.find((one) => one.id === assignment.id);
  return { status: found?.status, reran };
}

describe('S2: the sweep, about an assignment that is out', () => {
  it('leaves it alone while its run goes on', async () => {
    const goingOn = { finished: false, conclusion: null, attempt: 1 };
    expect(await sweepWith(goingOn)).toEqual({ status: 'dispatched', reran: [] });
  });

  it('has a failed landing done again once, since the agent’s work is there still', async () => {
    const failed = { finished: true, conclusion: 'failure', attempt: 1 };
    expect(await sweepWith(failed)).toEqual({ status: 'dispatched', reran: [RUN] });
    expect(await sweepWith({ ...failed, attempt: 2 })).toEqual({ status: 'lost', reran: [] });
  });

  it('gives it up when its run was cancelled or is gone', async () => {
    const cancelled = { finished: true, conclusion: 'cancelled', attempt: 1 };
    expect(await sweepWith(cancelled)).toEqual({ status: 'lost', reran: [] });
    expect(await sweepWith(null)).toEqual({ status: 'lost', reran: [] });
  });

  it('gives it up when its time is over, whatever its run does', async () => {
    const goingOn = { finished: false, conclusion: null, attempt: 1 };
    expect(await sweepWith(goingOn, '2026-01-12T11:00:00Z')).toEqual({ status: 'lost', reran: [] });
  });
});
