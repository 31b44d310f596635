/** Rule G1 at the border: every fact about an approval is read at the moment of the decision. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { type Config, configSchema } from '../../src/config/schema.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { readFeatureBranch } from '../../src/handlers/branch.js';
import { onComment } from '../../src/handlers/comment.js';
import { readReviews } from '../../src/handlers/read-reviews.js';
import { ok, refusal } from '../hosts/github/support/fake-github.js';
import { checkpointState } from '../support/state-builder.js';
import { World } from './support/a-world.js';

const ISSUE = 12;
const TEAM = 'acme/architects';

let world: World;
beforeEach(() => {
  world = new World();
  world.permissions.set('erin', 'write').set('reed', 'read');
});
afterEach(() => nock.cleanAll());

/** A workflow at its checkpoint, whose branch is what the state says it is. */
async function waiting(settings: Partial<WorkflowState['settings']> = {}): Promise<WorkflowState> {
  const state = checkpointState();
  const name = state.branch?.name ?? '';
  const folder = state.feature_dir ?? '';
  for (const file of ['spec.md', 'plan.md', 'data-model.md']) world.files.put(name, `${folder}${file}`, 'x');
  const head = world.files.put(name, `${folder}tasks.md`, '- [ ] T001 First\n');
  const placed = { ...state, branch: { name, base: 'main', base_sha: head, head } };
  const content = await readFeatureBranch(world.bot(), placed);
  return world.has({
    ...placed,
    content_digest: content?.digest ?? '',
    artifacts_ready: { ...content?.artifacts },
    presented_at: '2026-01-12T09:50:00Z',
    settings: { ...state.settings, ...settings },
  });
}

const now = (state: WorkflowState) => world.state(state.workflow_id);
const people = (state: WorkflowState) => now(state)?.approvals.map((one) => one.by);
const proceed = (login = 'wendy', bot = world.bot()) => world.say('/proceed', { issue: ISSUE, login, bot });
const told = () => world.said(ISSUE).at(-1);

let reviews = 0;
function review(state: WorkflowState, login: string, verdict: string, more: object = {}): void {
  reviews += 1;
  world.reviews.push({
    id: reviews,
    user: { id: login.length * 100, login, type: 'User' },
    state: verdict,
    commit_id: state.branch?.head,
    submitted_at: '2026-01-12T09:55:00Z',
    ...more,
  });
}
async function read(state: WorkflowState): Promise<void> {
  const present = now(state);
  if (present !== null) await readReviews(world.bot(), present);
}

describe('G1: an approval by comment', () => {
  it.each([
    ['was edited before it was read', { updated_at: '2026-01-12T10:00:01Z' }, 'was edited'],
    ['was edited within the same second', { body: 'Not yet.' }, 'was edited'],
    ['is by somebody else', { user: { login: 'reed', type: 'User' } }, 'is not by the person'],
  ])('that %s approves nothing', async (_name, change, message) => {
    const state = await waiting();
    const { bot, event } = { bot: world.bot(), event: world.comment(900, '/proceed', { issue: ISSUE }) };
    world.heard.push({ ...shape(900), ...change });
    await onComment(bot, event);
    expect(people(state)).toEqual([]);
    expect(told()).toContain(message);
  });

  it('that is gone before it was read approves nothing', async () => {
    const state = await waiting();
    await onComment(world.bot(), world.comment(901, '/proceed', { issue: ISSUE }));
    expect(people(state)).toEqual([]);
    expect(told()).toContain('was deleted');
  });

  it.each<[string, (id: number) => void]>([
    [
      'deleted',
      (id) =>
        world.heard.splice(
          world.heard.findIndex((one) => one.id === id),
          1,
        ),
    ],
    [
      'edited',
      (id) => {
        const index = world.heard.findIndex((one) => one.id === id);
        const [found] = world.heard.splice(index, 1);
        if (found !== undefined) world.heard.push({ ...found, updated_at: '2026-01-12T10:05:00Z' });
      },
    ],
  ])('that is %s counts no longer where two are needed', async (word, spoil) => {
    const state = await waiting({ required_approvals: 2 });
    spoil(await proceed('wendy'));
    await proceed('erin');
    expect(people(state)).toEqual(['erin']);
    expect(now(state)?.voided_approvals).toMatchObject([{ by: 'wendy', reason: `the comment was ${word}` }]);
    expect(now(state)?.status).toBe('awaiting_implementation_approval');
  });

  it('of somebody who lost the permission counts no longer where two are needed', async () => {
    const state = await waiting({ required_approvals: 2 });
    await proceed('wendy');
    world.permissions.set('wendy', 'read');
    await proceed('erin');
    expect(people(state)).toEqual(['erin']);
  });

  it('of somebody who may write still, but has to be more, counts no longer where two are needed', async () => {
    const state = await waiting({ required_approvals: 2, minimum_permission: 'maintain' });
    world.permissions.set('wendy', 'maintain').set('erin', 'maintain');
    await proceed('wendy');
    world.permissions.set('wendy', 'write');
    await proceed('erin');
    expect(people(state)).toEqual(['erin']);
    expect(now(state)?.voided_approvals).toMatchObject([
      { by: 'wendy', reason: 'its author has write permission now' },
    ]);
  });

  it('of two people opens the gate where two are needed, of one person twice does not', async () => {
    const state = await waiting({ required_approvals: 2 });
    await proceed('wendy');
    await proceed('wendy');
    expect(people(state)).toEqual(['wendy']);
    await proceed('erin');
    expect(now(state)?.implementation_approved).toBe(true);
  });
});

describe('G1: requests for changes', () => {
  it('block the approval of everybody else, by comment and by review, and both are told', async () => {
    const state = await waiting();
    review(state, 'erin', 'CHANGES_REQUESTED');
    await proceed('wendy');
    expect(people(state)).toEqual([]);
    expect(told()).toContain('erin asked for changes on pull request');
    review(state, 'wendy', 'APPROVED');
    await read(state);
    await read(state);
    expect(people(state)).toEqual([]);
    expect(now(state)?.voided_approvals).toMatchObject([
      { by: 'wendy', reason: expect.stringContaining('erin asked for changes') },
    ]);
    world.reviews.shift();
    await read(state);
    expect(now(state)?.implementation_approved).toBe(true);
  });

  it.each<[string, string, object]>([
    ['of readers', 'reed', {}],
    ['of bots', 'scanner[bot]', { user: { id: 9, login: 'scanner[bot]', type: 'Bot' } }],
    ['that were made before one approved oneself', 'wendy', {}],
  ])('%s block nobody', async (_name, login, more) => {
    const state = await waiting();
    review(state, login, 'CHANGES_REQUESTED', more);
    await proceed('wendy');
    expect(now(state)?.implementation_approved).toBe(true);
  });

  it('that were dismissed block nobody', async () => {
    const state = await waiting();
    review(state, 'erin', 'CHANGES_REQUESTED');
    review(state, 'erin', 'DISMISSED', { submitted_at: '2026-01-12T09:56:00Z' });
    await proceed('wendy');
    expect(now(state)?.implementation_approved).toBe(true);
  });
});

describe('G1: approver teams', () => {
  const teams = { approver_teams: [TEAM] };
  /** What GitHub says of each person's membership; the team itself can be read. */
  function members(states: Readonly<Record<string, string>>): void {
    world.github
      .on('GET', /\/api\/v3\/orgs\/acme\/teams\/architects/, () => ok({ slug: 'architects' }))
      .on('GET', /\/api\/v3\/orgs\/acme\/teams\/architects\/memberships\/(.+)/, (_call, [, login = '']) => {
        const state = states[login];
        return state === undefined ? undefined : ok({ state, role: 'member' });
      });
  }

  it('let their members approve, and nobody else, not even who is only invited', async () => {
    members({ erin: 'active', wendy: 'pending' });
    const state = await waiting(teams);
    await proceed('wendy');
    expect(people(state)).toEqual([]);
    expect(told()).toContain(`an approval by a member of ${TEAM}`);
    await proceed('erin');
    expect(now(state)?.approvals).toMatchObject([{ by: 'erin', teams: [TEAM] }]);
    expect(now(state)?.implementation_approved).toBe(true);
  });

  it('keep the gate shut while they cannot be read, and say so by comment and for reviews', async () => {
    world.github.on('GET', /\/api\/v3\/orgs\/.*/, () =>
      refusal(403, 'Resource not accessible by integration'),
    );
    const state = await waiting(teams);
    await proceed('erin');
    expect(people(state)).toEqual([]);
    expect(told()).toContain(`Who is in ${TEAM} cannot be read, so nobody's approval counts`);
    review(state, 'erin', 'APPROVED');
    await read(state);
    expect(now(state)?.voided_approvals).toMatchObject([
      { by: 'erin', reason: expect.stringContaining('cannot be read') },
    ]);
    members({ erin: 'active' });
    await read(state);
    expect(now(state)?.implementation_approved).toBe(true);
  });

  it('count those who are in them at the decision: who left since counts no longer', async () => {
    const states: Record<string, string> = { erin: 'active', wendy: 'active' };
    members(states);
    const state = await waiting({ ...teams, required_approvals: 2 });
    await proceed('wendy');
    expect(people(state)).toEqual(['wendy']);
    delete states.wendy;
    await proceed('erin');
    expect(people(state)).toEqual(['erin']);
    expect(now(state)?.voided_approvals).toMatchObject([
      { by: 'wendy', reason: expect.stringContaining('no longer in') },
    ]);
  });

  it('do not make a review count that was refused before its author joined; a new one does', async () => {
    const states: Record<string, string> = { wendy: 'active' };
    members(states);
    const state = await waiting(teams);
    review(state, 'erin', 'APPROVED');
    await read(state);
    expect(now(state)?.voided_approvals).toMatchObject([
      { by: 'erin', reason: expect.stringContaining('in none of the teams') },
    ]);
    states.erin = 'active';
    await read(state);
    expect(people(state)).toEqual([]);
    expect(now(state)?.voided_approvals).toHaveLength(1);
    review(state, 'erin', 'APPROVED');
    await read(state);
    expect(now(state)?.implementation_approved).toBe(true);
  });

  it('are looked at before a workflow begins', async () => {
    const config: Config = configSchema.parse({ permissions: { approver_teams: [TEAM] } });
    const id = await world.say('/speckit simple: Pay', { issue: 30, bot: world.bot(config) });
    const found = world.startedBy(id)?.preflight.find((one) => one.check === 'approver teams');
    expect(found).toMatchObject({ level: 'WARN', message: expect.stringContaining('cannot be read') });
  });
});

describe('G1: an approval by review', () => {
  it.each<[string, string, object]>([
    ['that was dismissed', 'DISMISSED', {}],
    ['that only comments', 'COMMENTED', {}],
    ['of a commit before', 'APPROVED', { commit_id: 'f'.repeat(40) }],
    ['by a bot', 'APPROVED', { user: { id: 9, login: 'scanner[bot]', type: 'Bot' } }],
    ['by a reader', 'APPROVED', { user: { id: 8, login: 'reed', type: 'User' } }],
    ['without a commit', 'APPROVED', { commit_id: null }],
  ])('%s counts for nothing', async (_name, verdict, more) => {
    const state = await waiting();
    review(state, 'erin', verdict, more);
    await read(state);
    expect(people(state)).toEqual([]);
    expect(now(state)?.status).toBe('awaiting_implementation_approval');
  });

  it('of the requester is told where somebody else has to approve', async () => {
    world.permissions.set('alice', 'write');
    const state = await waiting({ exclude_requester: true });
    review(state, 'alice', 'APPROVED');
    await read(state);
    expect(people(state)).toEqual([]);
    expect(now(state)?.voided_approvals).toMatchObject([
      { by: 'alice', reason: expect.stringContaining('asked for') },
    ]);
  });
});

function shape(id: number) {
  const at = world.now;
  const user = { login: 'wendy', type: 'User' };
  return { id, issue: ISSUE, body: '/proceed', user, created_at: at, updated_at: at };
}
