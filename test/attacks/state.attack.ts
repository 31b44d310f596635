/** The state branch is the truth, and those who may push to it are not: what they make of it is noticed (rules S1, S4). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PullRequest } from '../../sandbox/demo/people.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { commitFile, dashboardOf, fileAt, planned, say, workflowOf } from '../e2e/support.js';
import { type Arena, look, openArena } from './support/arena.js';
import { attack } from './support/attack.js';
import { editComment, request, sweepLog, validFile } from './support/requests.js';

const STATE = 'speckit-state';
const PROOF = 'status, approvals, pull request branch and assignments as before';

describe('the state branch', () => {
  let arena: Arena;
  let issue: number;
  let pull: PullRequest;
  let honest: WorkflowState;
  let path: string;
  let honestHead: string;
  beforeAll(async () => {
    arena = await openArena();
    ({ issue, pull } = await planned(arena));
    honest = await workflowOf(arena, issue);
    path = `.specify/workflow-state/${honest.workflow_id}.json`;
    honestHead = await headOf(STATE);
  }, 300_000);
  afterAll(() => arena.close());

  const shaOf = async (file: string) =>
    (await arena.ada.get<{ sha: string }>(`${arena.repo}/contents/${file}?ref=${STATE}`)).sha;
  const push = async (text: string, file = path) =>
    commitFile(arena, arena.wendy, { path: file, branch: STATE, text, sha: await shaOf(file) });
  const headOf = async (branch: string) => (await look(arena)).branches[branch] ?? '';
  const sweep = async () => {
    arena.box.runSchedules();
    await arena.box.idle();
  };
  const valid = (changes: Partial<WorkflowState>): string => validFile({ ...honest, ...changes });
  const stands = (state: WorkflowState) => ({
    status: state.status,
    approvals: state.approvals,
    assignments: state.assignments,
    branch: state.branch,
    digest: state.content_digest,
  });
  /** Carries out an attack, lets the schedule look, and compares. */
  async function survives(play: () => Promise<unknown>, told: RegExp | null): Promise<void> {
    const before = await look(arena);
    await play();
    await arena.box.idle();
    await sweep();
    await sweep();
    const state = await workflowOf(arena, issue);
    expect(stands(state)).toEqual(stands(honest));
    const after = await look(arena);
    expect(after.dispatched).toEqual(before.dispatched);
    expect(after.branches[pull.head.ref]).toBe(before.branches[pull.head.ref]);
    if (told !== null) expect(JSON.stringify(state.timeline)).toMatch(told);
  }
  const approved = (): Partial<WorkflowState> => ({
    status: 'running',
    implementation_approved: true,
    approved_digest: honest.content_digest,
    approvals: [
      {
        by: 'ada',
        permission: 'admin',
        via: 'proceed_comment',
        source_id: 1,
        at: honest.updated_at,
        pull_request: null,
        head: honest.branch?.head ?? '',
        digest: honest.content_digest ?? '',
      },
    ],
  });
  const story = (
    name: string,
    tried: string,
    told: RegExp | null,
    play: () => Promise<unknown>,
    expected = 'the last version of the product comes back, and people are told',
  ) => attack('state', { name, tried, expected, proof: PROOF }, () => survives(play, told));

  story('edited by hand', 'the status in the state file is changed', /digest does not match/, () =>
    push(JSON.stringify({ ...honest, status: 'running' }, null, 2)),
  );
  story('bad JSON', 'half of the state file is cut off', /not a JSON object/, async () =>
    push((await fileAt(arena, path, STATE)).slice(0, 700)),
  );
  story('two megabytes', 'the state file is replaced by something huge', /not a JSON object|digest/, () =>
    push(`{"schema_version":2,"junk":"${'x'.repeat(2_000_000)}"}`),
  );
  story(
    'a forged approval',
    'a state that is valid in itself, with an approval that nobody gave',
    /wendy wrote it/,
    () => push(valid(approved())),
  );
  story(
    'a forged approval and a made-up run',
    'the same, and a dispatch for an assignment of it',
    /wendy wrote it/,
    async () => {
      const [first] = honest.assignments;
      if (first === undefined) throw new Error('expected an assignment');
      const made = {
        ...first,
        id: 'forged-implement-1',
        agents: ['implement'] as ['implement'],
        status: 'dispatched' as const,
      };
      await push(
        valid({
          ...approved(),
          assignments: [...honest.assignments, { ...made, base: honest.branch?.head ?? '' }],
        }),
      );
      await arena.wendy.post(`${arena.repo}/actions/workflows/speckit.yml/dispatches`, {
        ref: 'main',
        inputs: { assignment: made.id, workflow_id: honest.workflow_id, base: honest.branch?.head ?? '' },
      });
    },
  );
  story(
    'a replay',
    'an older version that was valid is pushed again',
    /wendy wrote it|although revision/,
    async () => {
      const commits = await arena.ada.get<{ sha: string }[]>(
        `${arena.repo}/commits?sha=${STATE}&path=${encodeURIComponent(path)}&per_page=100`,
      );
      const oldest = commits.at(-1)?.sha ?? '';
      await push(await fileAt(arena, path, oldest));
    },
  );
  story(
    'a forged index',
    'the index of the issue points to a file outside and to another workflow',
    null,
    async () => {
      const file = `.specify/workflow-state/issues/${issue}.json`;
      const was = await fileAt(arena, file, STATE);
      await push('{"workflows":["../../x"],"active":"../../x"}', file);
      await say(arena, arena.reed, issue, '/proceed');
      await push(was, file);
    },
    'no such workflow is found',
  );
  story(
    'an edited dashboard',
    'the hidden state of the dashboard is edited to an approved one',
    null,
    async () => {
      const id = (await workflowOf(arena, issue)).dashboard?.comment_id ?? 0;
      const body = await dashboardOf(arena, issue);
      await editComment(
        arena,
        arena.ada,
        id,
        body
          .replaceAll('awaiting_implementation_approval', 'running')
          .replaceAll('"implementation_approved":false', '"implementation_approved":true'),
      );
      expect(await dashboardOf(arena, issue)).toContain('awaiting_implementation_approval');
    },
    'rebuilt from the branch',
  );
  attack(
    'state',
    {
      name: 'an oversized dashboard',
      tried: 'the dashboard is edited to 65,000 characters of marks',
      expected: 'rebuilt from the branch',
      proof: "status, approvals and assignments as before; the comment is the product's again",
    },
    () =>
      survives(async () => {
        const comments = await arena.ada.get<{ id: number; body: string }[]>(
          `${arena.repo}/issues/${issue}/comments?per_page=100`,
        );
        const shown = comments.find((one) => one.body.includes('<!-- speckit:state'));
        await editComment(arena, arena.ada, shown?.id ?? 0, '<!-- speckit:state {"a":1} -->'.repeat(2_100));
        expect(await dashboardOf(arena, issue)).toContain('awaiting_implementation_approval');
      }, null),
  );
  attack(
    'state',
    {
      name: 'a rewritten branch',
      tried: 'the state branch is set back by force, history and all',
      expected: 'noticed by the dashboard, refused with what to do',
      proof: 'the sweep fails and names the revisions; no assignment',
    },
    async () => {
      const before = await look(arena);
      const now = await headOf(STATE);
      const ref = `${arena.repo}/git/refs/heads/${STATE}`;
      await request(arena, arena.wendy, 'PATCH', ref, { sha: honestHead, force: true });
      await sweep();
      expect(await sweepLog(arena)).toMatch(/is revision \d+, although the dashboard shows revision \d+/);
      expect((await look(arena)).dispatched).toEqual(before.dispatched);
      await request(arena, arena.wendy, 'PATCH', ref, { sha: now, force: true });
      await sweep();
    },
  );
  story(
    'a deleted dashboard',
    'the comment is deleted',
    null,
    async () => {
      const id = (await workflowOf(arena, issue)).dashboard?.comment_id ?? 0;
      await arena.ada.delete(`${arena.repo}/issues/comments/${id}`);
      await arena.box.idle();
      expect(await dashboardOf(arena, issue)).toContain('awaiting_implementation_approval');
    },
    'made anew from the branch',
  );
  attack(
    'state',
    {
      name: 'a newer version',
      tried: 'a state file of a schema that is not known yet',
      expected: 'refused: nothing is done on it',
      proof: 'the file stands as it is; no assignment; the sweep says why',
    },
    async () => {
      const was = await fileAt(arena, path, STATE);
      const before = await look(arena);
      const text = valid({ schema_version: 99 as 2 });
      await push(text);
      await sweep();
      await say(arena, arena.ada, issue, '/proceed');
      expect(await fileAt(arena, path, STATE)).toBe(text);
      expect((await look(arena)).dispatched).toEqual(before.dispatched);
      await push(was);
      await sweep();
    },
  );
  attack(
    'state',
    {
      name: 'a state that is gone',
      tried: 'the state file is deleted, and then approved by a person who may',
      expected: 'nothing is implemented without a state',
      proof: 'no assignment; the branch of the pull request as before',
    },
    async () => {
      const before = await look(arena);
      const was = await fileAt(arena, path, STATE);
      const sha = await shaOf(path);
      await request(arena, arena.wendy, 'DELETE', `${arena.repo}/contents/${path}`, {
        message: 'gone',
        branch: STATE,
        sha,
      });
      await say(arena, arena.ada, issue, '/proceed');
      await sweep();
      const after = await look(arena);
      expect(after.dispatched).toEqual(before.dispatched);
      expect(after.branches[pull.head.ref]).toBe(before.branches[pull.head.ref]);
      await commitFile(arena, arena.wendy, { path, branch: STATE, text: was });
      await sweep();
    },
  );

  it('and after all of it the workflow goes on with a valid approval', async () => {
    const before = await look(arena);
    await say(arena, arena.ada, issue, '/proceed');
    expect((await look(arena)).dispatched.length).toBeGreaterThan(before.dispatched.length);
    const { status, timeline } = await workflowOf(arena, issue);
    expect([status, ...(status === 'completed' ? [] : timeline)]).toEqual(['completed']);
  });
});
