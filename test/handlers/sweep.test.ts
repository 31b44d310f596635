import { describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import type { Bot } from '../../src/handlers/bot.js';
import { sweep } from '../../src/handlers/sweep.js';
import { GithubError } from '../../src/hosts/github/github-error.js';
import { readBranchContent } from '../../src/runtime/branch-content.js';
import type { TreeReader } from '../../src/runtime/ports.js';
import { anAssignment, implementingState } from '../support/state-builder.js';
import { runtimeWith } from './support/one-state.js';

const RUN = 77;
const TASKS = '- [x] T001 One\n- [ ] T002 Two\n';

interface Run {
  readonly finished: boolean;
  readonly conclusion: string | null;
  readonly attempt: number;
}

const BRANCH = 'c'.repeat(40);

/** A branch on which tasks.md says so. */
function branchWith(tasksMd: string, folder: string): TreeReader {
  return {
    head: BRANCH,
    list: async () => [{ path: `${folder}tasks.md`, mode: '100644', id: 'd'.repeat(40) }],
    read: async () => tasksMd,
  };
}

/** What the sweep does about one dispatched task whose run is in this condition. */
async function sweepWith(run: Run | null, now = '2026-01-12T10:00:00Z', tasksMd: string | null = TASKS) {
  const deadline_at = '2026-01-12T11:00:00Z';
  const assignment = anAssignment({ agents: ['implement'], tasks: ['T002'], run_id: RUN, deadline_at });
  const folder = 'specs/003-payments/';
  const { digest } = await readBranchContent(branchWith(TASKS, folder), folder);
  const first = implementingState({ assignments: [assignment], feature_dir: folder, content_digest: digest });
  const { runtime, state } = runtimeWith(first, now);
  const reran: number[] = [];
  const bot = {
    host: {
      store: { listOpen: async () => [first.workflow_id], findForgery: async () => null },
      dashboard: { complete: async () => true },
      facts: {
        comment: async () => null,
        commentsSince: async () => [],
        branchTree: async () => {
          if (tasksMd === null) throw new Error('Not Found');
          return branchWith(tasksMd, folder);
        },
        runStatus: async () => (run === null ? null : { id: RUN, status: 'x', ...run }),
      },
      rerunFailedJobs: async (id: number) => void reran.push(id),
    },
    runtime,
    repository: { owner: 'octo', repo: 'shop' },
  } as unknown as Bot;
  await sweep(bot);
  const found = state().assignments.find((one) => one.id === assignment.id);
  return { status: found?.status, reran, state: state() };
}

/** Which versions the sweep notes as finished when this workflow has been shown like that. */
async function notedOf(first: WorkflowState, complete: () => Promise<boolean>) {
  const { runtime } = runtimeWith(first, '2026-01-12T10:00:00Z');
  let noted: ReadonlyMap<string, string> = new Map();
  const bot = {
    host: {
      store: {
        listOpen: async () => [first.workflow_id],
        findForgery: async () => null,
        noteFinished: async (finished: ReadonlyMap<string, string>) => {
          noted = finished;
        },
      },
      dashboard: { complete },
      facts: { comment: async () => null, commentsSince: async () => [], runStatus: async () => null },
    },
    runtime,
    repository: { owner: 'octo', repo: 'shop' },
  } as unknown as Bot;
  await sweep(bot);
  return [...noted];
}

describe('the sweep, about a workflow that has ended', () => {
  const ended = implementingState({ status: 'completed', revision: 12 });
  const declined = new GithubError('refused', 403, 'archived', 'Could not update the dashboard');
  const lost = new GithubError('unclear', null, 'no answer', 'Could not update the dashboard');

  it('shows how it ended, and then looks at it no more', async () => {
    expect(await notedOf(ended, async () => true)).toEqual([[ended.workflow_id, '12']]);
  });

  it('comes back to it while something is missing that can be shown', async () => {
    expect(await notedOf(ended, async () => false)).toEqual([]);
    expect(await notedOf(ended, () => Promise.reject(lost))).toEqual([]);
  });

  it('does not come back to what GitHub declines to show', async () => {
    expect(await notedOf(ended, () => Promise.reject(declined))).toEqual([[ended.workflow_id, '12']]);
  });

  it('comes back to it while an effect is to be done', async () => {
    const emitted_at = '2026-01-12T09:59:00Z';
    const effect = { id: 'x', kind: 'create_dashboard', emitted_at, leased_by: 'run/1/1' } as const;
    expect(await notedOf({ ...ended, outbox: [effect] }, async () => true)).toEqual([]);
  });
});

describe('S2: the sweep, about an assignment that is out', () => {
  it('leaves it alone while its run goes on', async () => {
    const goingOn = { finished: false, conclusion: null, attempt: 1 };
    expect(await sweepWith(goingOn)).toMatchObject({ status: 'dispatched', reran: [] });
  });

  it('has a failed landing done again once, since the agent’s work is there still', async () => {
    const failed = { finished: true, conclusion: 'failure', attempt: 1 };
    expect(await sweepWith(failed)).toMatchObject({ status: 'dispatched', reran: [RUN] });
    expect(await sweepWith({ ...failed, attempt: 2 })).toMatchObject({ status: 'lost', reran: [] });
  });

  it('gives it up when its run was cancelled or is gone', async () => {
    const cancelled = { finished: true, conclusion: 'cancelled', attempt: 1 };
    expect(await sweepWith(cancelled)).toMatchObject({ status: 'lost', reran: [] });
    expect(await sweepWith(null)).toMatchObject({ status: 'lost', reran: [] });
  });

  it('gives it up when its time is over, whatever its run does', async () => {
    const goingOn = { finished: false, conclusion: null, attempt: 1 };
    expect(await sweepWith(goingOn, '2026-01-12T11:00:00Z')).toMatchObject({ status: 'lost', reran: [] });
  });

  it('gives its task out again on the branch as it is, unless the task is ticked there: then it had landed', async () => {
    const gone = { finished: true, conclusion: 'cancelled', attempt: 1 };
    const task = ({ tasks }: WorkflowState) => tasks.find(({ id }) => id === 'T002')?.status;
    const open = (await sweepWith(gone)).state;
    expect([open.branch?.head, task(open), open.timers]).toMatchObject([
      BRANCH,
      'pending',
      [{ task: 'T002' }],
    ]);
    const landed = (await sweepWith(gone, undefined, TASKS.replace('[ ]', '[x]'))).state;
    expect([landed.branch?.head, task(landed), landed.timers]).toEqual([BRANCH, 'done', []]);
  });

  it('gives it up where the branch cannot be read', async () => {
    expect(await sweepWith(null, undefined, null)).toMatchObject({ status: 'lost' });
  });
});
