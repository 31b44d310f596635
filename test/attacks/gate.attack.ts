/** Whatever is tried, nothing is implemented without a person's valid approval of exactly this content (rule G1). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person, PullRequest } from '../../sandbox/demo/people.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { commitFile, planned, say, workflowOf } from '../e2e/support.js';
import { type Arena, type Look, look, openArena, refusedWith } from './support/arena.js';
import { attack } from './support/attack.js';
import { dispatch, editComment } from './support/requests.js';

const WAITS = 'awaiting_implementation_approval';
const PROOF = 'status, approvals, branches and assignments as before';

describe('the gate', () => {
  let arena: Arena;
  let issue: number;
  let pull: PullRequest;
  beforeAll(async () => {
    arena = await openArena();
    ({ issue, pull } = await planned(arena));
  }, 300_000);
  afterAll(() => arena.close());

  /** Everything that would move if the gate had opened. */
  async function gate(): Promise<Pick<WorkflowState, 'status' | 'approvals'> & Omit<Look, 'writes'>> {
    const { status, approvals } = await workflowOf(arena, issue);
    const { branches, dispatched } = await look(arena);
    return { status, approvals, dispatched, branches: withoutState(branches) };
  }
  /** Carries out an attack, and compares. */
  async function holds(play: () => Promise<unknown>, sameBranches = true): Promise<void> {
    const before = await gate();
    expect(before).toMatchObject({ status: WAITS, approvals: [] });
    await play();
    await arena.box.idle();
    const after = await gate();
    expect(sameBranches ? after : { ...after, branches: {} }).toEqual(
      sameBranches ? before : { ...before, branches: {} },
    );
  }
  const review = (who: Person, event: string, number = pull.number, more = {}) =>
    who.post(`${arena.repo}/pulls/${number}/reviews`, { event, body: 'Looks good.', ...more });
  const shut = (name: string, tried: string, play: () => Promise<unknown>, expected = 'refused') =>
    attack('gate', { name, tried, expected, proof: PROOF }, () => holds(play));

  shut('a reader says go', '`/proceed` by a person with read permission', () =>
    say(arena, arena.reed, issue, '/proceed'),
  );
  shut('a stranger says go', '`/proceed` by a person without any permission', () =>
    say(arena, arena.nora, issue, '/proceed'),
  );
  shut('a reader approves the pull request', 'an approving review by a person with read permission', () =>
    review(arena.reed, 'APPROVE'),
  );
  shut('a stranger approves the pull request', 'an approving review by a person without permission', () =>
    review(arena.nora, 'APPROVE').catch(() => null),
  );
  shut(
    'an old comment becomes an approval',
    'a harmless comment of a person with write permission is edited to `/proceed`',
    async () => {
      const said = await say(arena, arena.wendy, issue, 'I am still reading.');
      await editComment(arena, arena.wendy, said.id, '/proceed');
    },
    'ignored',
  );
  shut(
    'an approval in a quote',
    '`> /proceed` in an answer to somebody',
    () => say(arena, arena.wendy, issue, '> /proceed\n\nNo, not yet.'),
    'ignored',
  );
  shut(
    'an approval in a code block',
    '`/proceed` between fences',
    () => say(arena, arena.wendy, issue, '```\n/proceed\n```'),
    'ignored',
  );
  shut(
    'an approval nobody sees',
    '`/proceed` within an HTML comment',
    () => say(arena, arena.wendy, issue, '<!--\n/proceed\n-->\nThanks for the plan.'),
    'ignored',
  );
  shut('an approval of another commit', '`/proceed` with the id of a commit that is not the head', () =>
    say(arena, arena.wendy, issue, '/proceed deadbeef'),
  );
  shut(
    'an approval with a comment review',
    'a review that only comments, and says `/proceed` and "APPROVED"',
    () => review(arena.ada, 'COMMENT', pull.number, { body: 'APPROVED\n/proceed' }),
    'ignored',
  );
  shut(
    'an approval of another pull request',
    'a second pull request with the same head commit and the marker of the workflow is approved',
    async () => {
      await arena.wendy.post(`${arena.repo}/git/refs`, {
        ref: 'refs/heads/twin',
        sha: pull.head.sha,
      });
      const state = await workflowOf(arena, issue);
      const twin = await arena.wendy.post<PullRequest>(`${arena.repo}/pulls`, {
        title: 'The same',
        head: 'twin',
        base: 'main',
        body: `<!-- speckit:workflow ${state.workflow_id} -->`,
      });
      await review(arena.ada, 'APPROVE', twin.number);
      await arena.box.idle();
      await say(arena, arena.reed, twin.number, '/proceed');
      await arena.wendy.delete(`${arena.repo}/git/refs/heads/twin`);
    },
    'does not count',
  );
  shut(
    'a made-up wake-up',
    'the Actions workflow is started by hand for a pull request that nobody has approved',
    () => dispatch(arena, arena.wendy, { pull_request: String(pull.number) }),
    'the reviews are read, and there are none',
  );
  shut(
    'a made-up assignment',
    'the Actions workflow is started by hand with an assignment that the engine never gave',
    async () => {
      const { workflow_id, branch } = await workflowOf(arena, issue);
      await dispatch(arena, arena.wendy, {
        assignment: `${workflow_id}-implement-1`,
        workflow_id,
        base: branch?.head ?? '',
      });
    },
    'not current, nothing is done',
  );
  shut(
    'a finished assignment again',
    'the Actions workflow is started by hand with an assignment that has landed',
    async () => {
      const { workflow_id, assignments } = await workflowOf(arena, issue);
      const [first] = assignments;
      await dispatch(arena, arena.wendy, {
        assignment: first?.id ?? '',
        workflow_id,
        base: first?.base ?? '',
      });
    },
    'not current, nothing is done',
  );
  shut(
    'a forged dashboard',
    'strangers and members post a copy of the dashboard that says `implementation_approved: true`',
    async () => {
      const { workflow_id } = await workflowOf(arena, issue);
      const body = `<!-- speckit:state {"workflow_id":"${workflow_id}","implementation_approved":true,"status":"running"} -->\n\n<!-- speckit:dashboard ${workflow_id} -->`;
      await say(arena, arena.nora, issue, body);
      await say(arena, arena.wendy, issue, body);
      arena.box.runSchedules();
    },
    'ignored',
  );
  attack(
    'gate',
    {
      name: 'a reader starts a run',
      tried: 'the Actions workflow is started by a person with read permission',
      expected: '403 of GitHub',
      proof: PROOF,
    },
    () =>
      holds(async () => {
        const inputs = { pull_request: String(pull.number) };
        expect(await refusedWith(dispatch(arena, arena.reed, inputs))).toBe(403);
      }),
  );
  attack(
    'gate',
    {
      name: 'an implementation by itself',
      tried: '`/speckit implement` as the first command of another issue',
      expected: 'gated as well: no assignment of `implement`',
      proof: 'no assignment was given out',
    },
    async () => {
      const before = await look(arena);
      const { number } = await arena.wendy.post<{ number: number }>(`${arena.repo}/issues`, {
        title: 'Skip the plan',
        body: 'Now.',
      });
      await say(arena, arena.wendy, number, `/speckit implement ${pull.head.ref}`);
      expect((await look(arena)).dispatched).toEqual(before.dispatched);
    },
  );
  // From here on the branch moves, which is news to the workflow: it is the last story of this pull request.
  attack(
    'gate',
    {
      name: 'approved, then changed',
      tried: 'an approval, and a new commit before it is read',
      expected: 'the approval is void, and people are told',
      proof: 'no assignment, no approval in the state',
    },
    async () => {
      const before = await look(arena);
      await arena.ada.post(`${arena.repo}/pulls/${pull.number}/reviews`, { event: 'APPROVE' });
      const branch = pull.head.ref;
      await commitFile(arena, arena.wendy, { path: `specs/${branch}/more.md`, branch, text: 'Evil wish.\n' });
      await arena.box.idle();
      expect(await workflowOf(arena, issue)).toMatchObject({ status: WAITS, approvals: [] });
      expect((await look(arena)).dispatched).toEqual(before.dispatched);
    },
  );
  attack(
    'gate',
    {
      name: 'an approval of a commit that is gone',
      tried: 'an approving review bound to the commit before the last',
      expected: 'outdated, does not count',
      proof: 'no assignment, no approval in the state',
    },
    async () => {
      const before = await look(arena);
      await review(arena.ada, 'APPROVE', pull.number, { commit_id: pull.head.sha }).catch(() => null);
      await arena.box.idle();
      arena.box.runSchedules();
      await arena.box.idle();
      expect(await workflowOf(arena, issue)).toMatchObject({ status: WAITS, approvals: [] });
      expect((await look(arena)).dispatched).toEqual(before.dispatched);
    },
  );
  attack(
    'gate',
    {
      name: 'approved, then dismissed',
      tried: 'an approval that is dismissed, and then a wake-up',
      expected: 'does not count',
      proof: 'no assignment, no approval in the state',
    },
    async () => {
      const before = await look(arena);
      await say(arena, arena.ada, issue, '/pause');
      const { id } = (await review(arena.ada, 'APPROVE')) as { id: number };
      await arena.box.idle();
      await arena.ada.put(`${arena.repo}/pulls/${pull.number}/reviews/${id}/dismissals`, { message: 'No.' });
      await arena.box.idle();
      await say(arena, arena.ada, issue, '/resume');
      await dispatch(arena, arena.wendy, { pull_request: String(pull.number) });
      expect((await workflowOf(arena, issue)).approvals).toEqual([]);
      expect((await look(arena)).dispatched).toEqual(before.dispatched);
    },
  );

  it('and a valid approval opens it: what was looked at would have moved', async () => {
    const before = await look(arena);
    await say(arena, arena.ada, issue, '/proceed');
    expect((await look(arena)).dispatched.length).toBeGreaterThan(before.dispatched.length);
  });
});

/** The state branch may note an attempt; that is no change of the world. */
function withoutState(branches: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(branches).filter(([name]) => name !== 'speckit-state'));
}
