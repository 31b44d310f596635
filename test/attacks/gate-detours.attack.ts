/** Ways around the gate that do not touch it: links, what happened before, and people who have changed (rule G1). */
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { PullRequest } from '../../sandbox/demo/people.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { commentsOf, openIssue, planned, say, workflowOf } from '../e2e/support.js';
import { type Arena, look, openArena } from './support/arena.js';
import { attack } from './support/attack.js';
import { request } from './support/requests.js';

const WAITS = 'awaiting_implementation_approval';

describe('detours', () => {
  let arena: Arena;
  let issue: number;
  let pull: PullRequest;
  beforeAll(async () => {
    arena = await openArena();
    ({ issue, pull } = await planned(arena));
  }, 300_000);
  afterAll(() => arena.close());

  /** Commits a link to a branch, as git does it. */
  async function commitLink(branch: string, path: string, target: string): Promise<void> {
    const { repo, wendy } = arena;
    const { commit } = await wendy.get<{ commit: { sha: string } }>(`${repo}/branches/${branch}`);
    const tree = await wendy.post<{ sha: string }>(`${repo}/git/trees`, {
      base_tree: commit.sha,
      tree: [{ path, mode: '120000', type: 'blob', content: target }],
    });
    const made = await wendy.post<{ sha: string }>(`${repo}/git/commits`, {
      message: 'Share the spec',
      tree: tree.sha,
      parents: [commit.sha],
    });
    await request(arena, wendy, 'PATCH', `${repo}/git/refs/heads/${branch}`, { sha: made.sha });
    await arena.box.idle();
  }

  attack(
    'gate',
    {
      name: 'a spec that is elsewhere',
      tried:
        'the spec is replaced by a link to a file that is no part of what is approved, and can be changed afterwards',
      expected: 'no approval counts as long as there is a link, and people are told which',
      proof: 'no approval in the state, no assignment',
    },
    async () => {
      const before = await look(arena);
      const branch = pull.head.ref;
      await commitLink(branch, `specs/${branch}/spec.md`, '../../docs/elsewhere.md');
      await arena.ada.post(`${arena.repo}/pulls/${pull.number}/reviews`, { event: 'APPROVE' });
      await arena.box.idle();
      await say(arena, arena.ada, issue, '/proceed');
      expect(await workflowOf(arena, issue)).toMatchObject({ status: WAITS, approvals: [] });
      expect((await look(arena)).dispatched).toEqual(before.dispatched);
      const told = (await commentsOf(arena, issue)).map((one) => one.body).join('\n');
      expect(told).toMatch(/spec\.md leads elsewhere/);
    },
  );
  attack(
    'gate',
    {
      name: 'everything once more',
      tried:
        'every run that there ever was is started anew while another workflow is at its checkpoint on the same issue',
      expected: 'what was said then was meant for another workflow',
      proof: 'status, approvals and assignments as before, no other workflow',
    },
    async () => {
      await say(arena, arena.ada, issue, '/pause');
      await say(arena, arena.ada, issue, '/resume');
      await say(arena, arena.ada, issue, '/proceed');
      await say(arena, arena.ada, issue, '/abort');
      await say(arena, arena.wendy, issue, '/speckit simple: Farewell at the end');
      const honest = await workflowOf(arena, issue);
      expect(honest).toMatchObject({ status: WAITS, approvals: [] });
      const before = await look(arena);
      const { workflow_runs } = await arena.ada.get<{ workflow_runs: { id: number }[] }>(
        `${arena.repo}/actions/runs?per_page=100`,
      );
      for (const { id } of workflow_runs.toReversed())
        await arena.wendy.post(`${arena.repo}/actions/runs/${id}/rerun`, {}).catch(() => null);
      await arena.box.idle();
      const stands = ({ workflow_id, status, approvals, assignments }: WorkflowState) => ({
        workflow_id,
        status,
        approvals,
        assignments,
      });
      expect(stands(await workflowOf(arena, issue))).toEqual(stands(honest));
      expect((await look(arena)).dispatched).toEqual(before.dispatched);
    },
    300_000,
  );
});

describe('people who have changed', () => {
  let arena: Arena;
  let issue: number;
  beforeAll(async () => {
    const text =
      'backends:\n  default: recorded\npermissions:\n  minimum_permission: admin\n  required_approvals: 2\n';
    arena = await openArena({ files: { '.github/speckit.yml': text } });
    await become('admin');
    ({ issue } = await planned(arena));
  }, 300_000);
  afterAll(() => arena.close());
  const become = (permission: string) =>
    request(arena, arena.ada, 'PUT', `${arena.repo}/collaborators/wendy`, { permission });

  attack(
    'gate',
    {
      name: 'an administrator of yesterday',
      tried:
        'where two administrators have to approve, the first of them is one no longer when the second approves',
      expected: 'the first approval counts no longer',
      proof: 'one approval in the state, no assignment',
    },
    async () => {
      const before = await look(arena);
      await say(arena, arena.wendy, issue, '/proceed');
      expect((await workflowOf(arena, issue)).approvals).toHaveLength(1);
      await become('push');
      await say(arena, arena.ada, issue, '/proceed');
      const { status, approvals } = await workflowOf(arena, issue);
      expect([status, approvals.map((one) => one.by)]).toEqual([WAITS, ['ada']]);
      expect((await look(arena)).dispatched).toEqual(before.dispatched);
    },
  );
  attack(
    'gate',
    {
      name: 'a workflow for somebody who may not steer it',
      tried: 'the same person aborts, pauses and starts workflows',
      expected: 'refused: administrators only',
      proof: 'status as before, no other workflow',
    },
    async () => {
      const before = await workflowOf(arena, issue);
      const { number } = await openIssue(arena, 'Another');
      for (const body of ['/abort', '/pause', 'no', '/speckit simple: Another'])
        await say(arena, arena.wendy, body.startsWith('/speckit') ? number : issue, body);
      expect((await workflowOf(arena, issue)).revision).toBe(before.revision);
    },
  );
});
