/** `approver_teams` (rule G1): who is in a team GitHub says, at the moment when an approval would count. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import type { PullRequest } from '../../sandbox/demo/people.js';
import { commentsOf, commitFile, planned, say, workflowOf } from '../e2e/support.js';
import { type Arena, type Look, look, openArena, refusedWith } from './support/arena.js';
import { attack } from './support/attack.js';
import { request } from './support/requests.js';

const MEMBERS = '/orgs/octo/teams/architects/memberships';
const WAITS = 'awaiting_implementation_approval';
const PROOF = 'status and assignments as before, no approval but those of members';

let arena: Arena;
let issue: number;
let pull: PullRequest;
let before: Look;

beforeAll(async () => {
  const secrets: Record<string, string> = {};
  const permissions = '  required_approvals: 2\n  approver_teams: [octo/architects]\n';
  arena = await openArena({
    files: { '.github/speckit.yml': `backends:\n  default: recorded\npermissions:\n${permissions}` },
    organizations: { other: { owners: ['wendy'] } },
    secrets,
  });
  secrets.SPECKIT_TEAMS_TOKEN = arena.box.users.ada?.token ?? '';
  await arena.ada.post('/orgs/octo/teams', { name: 'Architects', privacy: 'closed' });
  ({ issue, pull } = await planned(arena));
}, 300_000);
afterAll(() => arena.close());

beforeEach(async () => {
  before = await look(arena);
});
/** What one attack has left is no help to the next. */
afterEach(async () => {
  await arena.ada.put(`${MEMBERS}/ada`, { role: 'maintainer' });
  for (const login of ['wendy', 'nora']) await arena.ada.delete(`${MEMBERS}/${login}`).catch(() => undefined);
  await sweep();
});

async function sweep(): Promise<void> {
  arena.box.runSchedules();
  await arena.box.idle();
}

/** Nothing has begun, and these approvals count. */
async function counts(approvers: readonly string[]): Promise<void> {
  const state = await workflowOf(arena, issue);
  expect([state.status, state.approvals.map((one) => one.by)]).toEqual([WAITS, approvers]);
  expect((await look(arena)).dispatched).toEqual(before.dispatched);
}

/** The approval is refused by a comment and by a review alike, whenever they are looked at. */
async function isRefused(who: 'wendy' | 'nora'): Promise<void> {
  await say(arena, arena[who], issue, '/proceed');
  expect((await commentsOf(arena, issue)).at(-1)?.body).toContain(`${who} is in none of the teams`);
  const path = `${arena.repo}/pulls/${pull.number}/reviews`;
  const { id } = await arena[who].post<{ id: number }>(path, { event: 'APPROVE' });
  await arena.box.idle();
  await sweep();
  await counts([]);
  await arena.ada.put(`${path}/${id}/dismissals`, { message: 'Not of the team.' });
  await arena.box.idle();
}

const shut = (name: string, tried: string, expected: string, play: () => Promise<void>) =>
  attack('gate', { name, tried, expected, proof: PROOF }, play, 240_000);

describe('teams that approve', () => {
  shut(
    'an invitation that nobody has accepted',
    'somebody from outside with write permission is invited to the team and approves before accepting',
    'refused, by comment and by review',
    async () => {
      await arena.ada.put(`${arena.repo}/collaborators/nora`, { permission: 'push' });
      await arena.ada.put(`${MEMBERS}/nora`, {});
      const told = await arena.ada.get(`${MEMBERS}/nora`);
      expect(told).toMatchObject({ state: 'pending' });
      await isRefused('nora');
    },
  );

  shut(
    'a team of the same name',
    'somebody approves who owns a team of this name in another organisation, and one of nearly this name in this one',
    'refused, by comment and by review',
    async () => {
      await arena.wendy.post('/orgs/other/teams', { name: 'architects', privacy: 'closed' });
      await arena.wendy.post('/orgs/octo/teams', { name: 'architects_', privacy: 'closed' });
      const same = arena.wendy.post('/orgs/octo/teams', { name: 'ARCHITECTS' });
      expect(await refusedWith(same)).toBe(422);
      await isRefused('wendy');
    },
  );

  shut(
    'somebody who joins afterwards',
    'somebody approves, then adds themselves to the team (which GitHub refuses), and then is added by its maintainer',
    'what was said before does not count',
    async () => {
      await say(arena, arena.wendy, issue, '/proceed');
      await arena.wendy.post(`${arena.repo}/pulls/${pull.number}/reviews`, { event: 'APPROVE' });
      await arena.box.idle();
      expect(await refusedWith(arena.wendy.put(`${MEMBERS}/wendy`, {}))).toBe(403);
      await sweep();
      await counts([]);
      await arena.ada.put(`${MEMBERS}/wendy`, {});
      await sweep();
      await counts([]);
    },
  );

  shut(
    'one seat for two approvals',
    'a member approves, leaves the team to somebody else, and that one approves as well',
    'only the present member counts',
    async () => {
      await say(arena, arena.ada, issue, '/proceed');
      await counts(['ada']);
      await arena.ada.put(`${MEMBERS}/wendy`, { role: 'maintainer' });
      await arena.ada.delete(`${MEMBERS}/ada`);
      await say(arena, arena.wendy, issue, '/proceed');
      await counts(['wendy']);
    },
  );

  shut(
    'a plan that brings its own rules',
    'the branch of the plan gets a configuration without teams, and its author approves',
    'refused: the rules are those of the default branch when the workflow began',
    async () => {
      const path = '.github/speckit.yml';
      const branch = pull.head.ref;
      const { sha } = await arena.wendy.get<{ sha: string }>(`${arena.repo}/contents/${path}?ref=${branch}`);
      await commitFile(arena, arena.wendy, { path, branch, sha, text: 'backends:\n  default: recorded\n' });
      await arena.box.idle();
      await isRefused('wendy');
    },
  );

  shut(
    'a team that is gone',
    'the team is deleted after a member has approved, and somebody else who may write approves',
    'nobody counts: a team that cannot be read has no members',
    async () => {
      await say(arena, arena.ada, issue, '/proceed');
      await request(arena, arena.ada, 'DELETE', '/orgs/octo/teams/architects');
      await say(arena, arena.wendy, issue, '/proceed');
      expect((await commentsOf(arena, issue)).at(-1)?.body).toContain('cannot be read');
      await counts([]);
      await arena.ada.post('/orgs/octo/teams', { name: 'Architects', privacy: 'closed' });
    },
  );
});
