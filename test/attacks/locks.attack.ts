/** What a repository may demand beyond one approval (rule G1), and that none of it can be passed by. */
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { PullRequest } from '../../sandbox/demo/people.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { commentsOf, planned, say, workflowOf } from '../e2e/support.js';
import { type Arena, look, openArena, refusedWith } from './support/arena.js';
import { attack } from './support/attack.js';
import { dispatch, editComment, request } from './support/requests.js';

const WAITS = 'awaiting_implementation_approval';
const PROOF = 'status and assignments as before, no approval more than the valid ones';

interface Story {
  readonly arena: Arena;
  readonly issue: number;
  readonly pull: PullRequest;
}

/** A workflow at its checkpoint in a repository with these permissions. */
async function atCheckpoint(
  permissions: string,
  prepare?: (arena: Arena) => Promise<unknown>,
): Promise<Story> {
  const text = `backends:\n  default: recorded\npermissions:\n${permissions}`;
  const arena = await openArena({ files: { '.github/speckit.yml': text } });
  await prepare?.(arena);
  return { arena, ...(await planned(arena)) };
}

const people = ({ approvals }: WorkflowState) => approvals.map((one) => one.by);

async function review({ arena, pull }: Story, who: 'ada' | 'wendy', event: string): Promise<void> {
  await arena[who].post(`${arena.repo}/pulls/${pull.number}/reviews`, { event, body: 'My decision.' });
  await arena.box.idle();
}

describe('two approvals', () => {
  let story: Story;
  beforeAll(async () => {
    story = await atCheckpoint('  required_approvals: 2\n');
  }, 300_000);
  afterAll(() => story.arena.close());

  /** Afterwards these have approved, and nothing has begun. */
  async function leaves(
    approvers: readonly string[],
    play: (story: Story) => Promise<unknown>,
  ): Promise<void> {
    const before = await look(story.arena);
    await play(story);
    const state = await workflowOf(story.arena, story.issue);
    expect([state.status, people(state)]).toEqual([WAITS, approvers]);
    expect((await look(story.arena)).dispatched).toEqual(before.dispatched);
  }

  attack(
    'gate',
    {
      name: 'one person is two',
      tried: 'one person comments `/proceed` twice and approves the pull request as well',
      expected: 'counts once',
      proof: PROOF,
    },
    () =>
      leaves(['ada'], async ({ arena, issue }) => {
        await say(arena, arena.ada, issue, '/proceed');
        await say(arena, arena.ada, issue, '/proceed');
        await review(story, 'ada', 'APPROVE');
      }),
  );
  attack(
    'gate',
    {
      name: 'an approving comment that is gone',
      tried: 'an approval by comment is deleted before the second person approves',
      expected: 'void, only the second one counts',
      proof: PROOF,
    },
    () =>
      leaves(['wendy'], async ({ arena, issue }) => {
        await review(story, 'ada', 'COMMENT');
        const [latest] = (
          await arena.ada.get<{ id: number; state: string }[]>(
            `${arena.repo}/pulls/${story.pull.number}/reviews`,
          )
        ).filter((one) => one.state === 'APPROVED');
        await arena.ada.put(`${arena.repo}/pulls/${story.pull.number}/reviews/${latest?.id}/dismissals`, {
          message: 'I was too fast.',
        });
        for (const comment of await commentsOf(arena, issue)) {
          if (comment.body !== '/proceed') continue;
          await request(arena, arena.ada, 'DELETE', `${arena.repo}/issues/comments/${comment.id}`);
        }
        await say(arena, arena.wendy, issue, '/proceed');
      }),
  );
  attack(
    'gate',
    {
      name: 'an approving comment that says something else now',
      tried: 'an approval by comment is edited before the second person approves',
      expected: 'void, only the second one counts',
      proof: PROOF,
    },
    () =>
      leaves(['ada'], async ({ arena, issue }) => {
        const mine = (await commentsOf(arena, issue)).find((one) => one.body === '/proceed');
        await editComment(arena, arena.wendy, mine?.id ?? 0, 'Not yet.');
        await say(arena, arena.ada, issue, '/proceed');
      }),
  );
  attack(
    'gate',
    {
      name: 'over somebody’s objection',
      tried: 'the second approval is given while the first person asks for changes on the pull request',
      expected: 'refused, and the person is told',
      proof: PROOF,
    },
    () =>
      leaves(['ada'], async ({ arena, issue }) => {
        await review(story, 'ada', 'REQUEST_CHANGES');
        await say(arena, arena.wendy, issue, '/proceed');
        expect((await commentsOf(arena, issue)).at(-1)?.body).toContain('ada asked for changes');
      }),
  );
});

describe('teams, and somebody other than the requester', () => {
  let story: Story;
  beforeAll(async () => {
    story = await atCheckpoint('  exclude_requester: true\n  approver_teams: [sandbox/architects]\n');
  }, 300_000);
  afterAll(() => story.arena.close());

  const shut = (name: string, tried: string, play: (story: Story) => Promise<unknown>, answer: string) =>
    attack('gate', { name, tried, expected: 'refused, with the reason', proof: PROOF }, async () => {
      const before = await look(story.arena);
      await play(story);
      const state = await workflowOf(story.arena, story.issue);
      expect([state.status, people(state)]).toEqual([WAITS, []]);
      expect((await look(story.arena)).dispatched).toEqual(before.dispatched);
      const told = (await commentsOf(story.arena, story.issue)).map((one) => one.body);
      expect(told.some((body) => body.includes(answer))).toBe(true);
    });

  shut(
    'the requester approves the own request',
    '`/proceed` by the person who asked, where somebody else has to',
    ({ arena, issue }) => say(arena, arena.wendy, issue, '/proceed'),
    'wants somebody else to approve it',
  );
  shut(
    'an approval outside of the teams',
    '`/proceed` by an administrator, while the token cannot read the team',
    ({ arena, issue }) => say(arena, arena.ada, issue, '/proceed'),
    'cannot be read, so nobody',
  );
  shut(
    'a review outside of the teams',
    'an approving review by an administrator, while the token cannot read the team',
    (one) => review(one, 'ada', 'APPROVE'),
    'cannot be read, so nobody',
  );
});

describe('an environment with reviewers', () => {
  let story: Story;
  beforeAll(async () => {
    story = await atCheckpoint(
      '  implementation_environment: implementation\n',
      async ({ ada, wendy, repo }) => {
        const { id } = await wendy.get<{ id: number }>('/user');
        await ada.put(`${repo}/environments/implementation`, { reviewers: [{ type: 'User', id }] });
      },
    );
    await say(story.arena, story.arena.wendy, story.issue, '/proceed');
  }, 300_000);
  afterAll(() => story.arena.close());

  /** The branch does not move: nothing was implemented. */
  async function nothingLands(
    play: (inputs: Readonly<Record<string, string>>) => Promise<unknown>,
  ): Promise<void> {
    const { arena, issue } = story;
    const before = await workflowOf(arena, issue);
    const kept = before.assignments.at(-1);
    expect(kept).toMatchObject({ status: 'dispatched', environment: 'implementation' });
    await play({ assignment: kept?.id ?? '', workflow_id: before.workflow_id, base: kept?.base ?? '' });
    await arena.box.idle();
    const after = await workflowOf(arena, issue);
    expect([after.branch, after.assignments, after.tasks]).toEqual([
      before.branch,
      before.assignments,
      before.tasks,
    ]);
  }
  const beaten = (name: string, tried: string, play: Parameters<typeof nothingLands>[0]) =>
    attack(
      'gate',
      { name, tried, expected: 'refused', proof: 'branch, tasks and assignments as before' },
      () => nothingLands(play),
    );

  beaten(
    'work outside of its environment',
    'the same assignment is started by hand without the environment',
    (inputs) => dispatch(story.arena, story.arena.wendy, inputs),
  );
  beaten(
    'work in another environment',
    'the same assignment is started by hand for an environment that nobody guards',
    (inputs) => dispatch(story.arena, story.arena.wendy, { ...inputs, environment: 'open-to-all' }),
  );
  beaten(
    'somebody who is no reviewer',
    'an administrator who is none of the reviewers lets the job run',
    async () => {
      const { arena } = story;
      const runs = await arena.ada.get<{ workflow_runs: { id: number; status: string }[] }>(
        `${arena.repo}/actions/runs`,
      );
      const waiting = runs.workflow_runs.find((run) => run.status === 'waiting');
      const path = `${arena.repo}/actions/runs/${waiting?.id}/pending_deployments`;
      const [pending] = await arena.ada.get<{ environment: { id: number } }[]>(path);
      const body = { environment_ids: [pending?.environment.id], state: 'approved', comment: '' };
      expect(await refusedWith(arena.ada.post(path, body))).toBe(403);
    },
  );
});
