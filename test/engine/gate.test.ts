import { describe, expect, it } from '@jest/globals';
import { WORKFLOW_TYPES, WORKFLOWS } from '../../src/domain/workflows.js';
import { approvalOf, content, REQUESTER, sha, task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const TASKS = [task('A'), task('B', ['A'])];

function planned(overrides = {}): Simulation {
  return new Simulation(TASKS).plan('standard', overrides);
}

function isWaiting(world: Simulation): boolean {
  return world.state.status === 'awaiting_implementation_approval' && world.out.length === 0;
}

describe('G1 before an approval', () => {
  const gated = WORKFLOW_TYPES.filter((type) => WORKFLOWS[type].includes('checkpoint'));
  it.each(gated)('G1 %s starts nothing behind the gate', (type) => {
    const world = new Simulation(TASKS).plan(type);
    world.wait(86_400).push('other').settle();
    expect(isWaiting(world)).toBe(true);
    expect(world.state.assignments.some((one) => one.agents.includes('implement'))).toBe(false);
  });

  it('G1 an approval during planning counts for nothing', () => {
    const world = new Simulation(TASKS).request('standard').settle();
    expect(world.refused(approvalOf(world.state))).toBe('not_awaiting_approval');
    world.finish('specify').settle();
    expect(isWaiting(world)).toBe(true);
  });

  it.each([
    ['a bot', 'not_a_person', {}, { by_bot: true }],
    ['read permission', 'no_permission', { permission: 'read' }, {}],
    ['triage permission', 'no_permission', { permission: 'triage' }, {}],
    ['no permission', 'no_permission', { permission: 'none' }, {}],
    ['an unheard-of permission', 'no_permission', { permission: 'owner' }, {}],
    ['another commit', 'content_changed', { head: sha(99) }, {}],
    ['another digest', 'content_changed', { digest: 'other' }, {}],
    ['another pull request', 'content_changed', { pull_request: 41 }, {}],
    ['a review of no pull request', 'content_changed', { pull_request: null }, {}],
  ] as const)('G1 refuses an approval by or for %s', (_, reason, approval, more) => {
    const world = planned();
    expect(world.refused(approvalOf(world.state, approval, more))).toBe(reason);
    expect(isWaiting(world)).toBe(true);
  });

  it('G1 refuses an approval when the branch has moved, and nobody told the workflow yet', () => {
    const world = planned();
    const moved = content(sha(77), world.state.content_digest ?? '', TASKS);
    expect(world.refused(approvalOf(world.state, {}, { content: moved }))).toBe('content_changed');
    const edited = content(world.state.branch?.head ?? '', 'edited', TASKS);
    expect(world.refused(approvalOf(world.state, { digest: 'edited' }, { content: edited }))).toBe(
      'content_changed',
    );
  });

  it('G1 refuses the requester where the configuration wants somebody else', () => {
    const world = planned({ exclude_requester: true });
    expect(world.refused(approvalOf(world.state, { by: REQUESTER }))).toBe('requester_excluded');
    world.approve();
    expect(world.state.implementation_approved).toBe(true);
  });

  it('G1 counts members of the named teams only, and says so where nobody can be read', () => {
    const world = planned({ approver_teams: ['acme/architects', 'acme/security'] });
    expect(world.refused(approvalOf(world.state))).toBe('not_in_a_team');
    expect(world.refused(approvalOf(world.state, { teams: ['acme/design'] }))).toBe('not_in_a_team');
    expect(world.refused(approvalOf(world.state, {}, { teams_problem: 'forbidden' }))).toBe('not_in_a_team');
    expect(isWaiting(world)).toBe(true);
    world.approve({ teams: ['acme/security'] });
    expect(world.state.implementation_approved).toBe(true);
  });

  it('G1 is shut while somebody asks for changes', () => {
    const world = planned();
    expect(world.refused(approvalOf(world.state, {}, { objections: ['erin'] }))).toBe('changes_requested');
    expect(isWaiting(world)).toBe(true);
    expect(world.approve().state.implementation_approved).toBe(true);
  });

  it('G1 takes the requester’s approval otherwise', () => {
    expect(planned().approve({ by: REQUESTER }).state.implementation_approved).toBe(true);
  });
});

describe('G1 with an approval', () => {
  it.each([
    ['a review of the pull request', {}],
    ['/proceed', { via: 'proceed_comment', pull_request: null }],
  ] as const)('G1 %s starts implementation', (_, approval) => {
    const world = planned().approve(approval);
    expect(world.outFor('A').agents).toEqual(['implement']);
    expect(world.state.approvals).toMatchObject([{ by: 'bob', digest: world.state.content_digest }]);
  });

  it.each(['write', 'maintain', 'admin'])('G1 %s permission is enough', (permission) => {
    expect(planned().approve({ permission }).state.status).toBe('running');
  });

  it('G1 given twice by one person is still one', () => {
    const world = planned({ required_approvals: 2 }).approve();
    expect(world.state.status_reason).toBe('1 more approval(s) needed');
    expect(world.refused(approvalOf(world.state, { via: 'proceed_comment' }))).toBe('already_approved');
    expect(isWaiting(world)).toBe(true);
    world.approve({ by: 'dave' });
    expect(world.state.status).toBe('running');
  });

  it('G1 the second of two must be for the same content: a new commit voids the first', () => {
    const world = planned({ required_approvals: 2 }).approve().push('edited');
    expect(world.state).toMatchObject({ approvals: [], approved_digest: null, status_reason: null });
    expect(world.state.voided_approvals).toMatchObject([
      { by: 'bob', reason: expect.stringContaining('new commit') },
    ]);
    expect(world.last.effects).toMatchObject([{ kind: 'post_comment', topic: 'approval_voided' }]);
    world.approve({ by: 'dave' });
    expect(isWaiting(world)).toBe(true);
    world.approve();
    expect(world.state.status).toBe('running');
  });

  it('G1 a new commit voids it even where it changes no artifact', () => {
    const world = planned({ required_approvals: 2 }).approve();
    world.push(world.state.content_digest ?? '');
    expect(world.state.approvals).toEqual([]);
  });

  it('G1 a new commit voids it while the workflow is paused, too', () => {
    const world = planned({ required_approvals: 2 }).approve().command('pause').push('edited');
    expect(world.state).toMatchObject({ status: 'paused', approvals: [] });
    world.command('resume').approve({ by: 'dave' });
    expect(isWaiting(world)).toBe(true);
  });

  it('G1 a new commit before any approval is presented anew, and an older /proceed does not mean it', () => {
    const world = planned();
    const before = approvalOf(world.state, {
      via: 'proceed_comment',
      pull_request: null,
      at: '2026-01-01T00:00:00Z',
    });
    world.push('edited');
    expect(world.last.effects).toMatchObject([{ kind: 'post_comment', topic: 'checkpoint' }]);
    expect(world.state.content_digest).toBe('edited');
    const late = approvalOf(world.state, {
      ...before.approval,
      head: world.state.branch?.head ?? '',
      digest: 'edited',
    });
    expect(world.refused(late)).toBe('content_changed');
    world.approve();
    expect(world.state.approved_digest).toBe('edited');
  });

  it('G1 is refused where the branch does not hold what planning wrote', () => {
    const world = planned();
    const given = approvalOf(world.state);
    const content = { ...given.content, artifacts: {} };
    expect(world.refused({ ...given, content })).toBe('artifacts_missing');
  });

  it('G1 counts no longer when its review is taken back before enough others have approved', () => {
    const world = planned({ required_approvals: 2 }).approve({ by: 'bob', source_id: 11 });
    world.send({ type: 'approval_withdrawn', source_id: 11, reason: 'the review was dismissed or replaced' });
    expect(world.state).toMatchObject({ approvals: [], approved_digest: null });
    expect(world.state.voided_approvals).toMatchObject([{ by: 'bob' }]);
    world.approve({ by: 'dave', source_id: 12 });
    expect(isWaiting(world)).toBe(true);
    world.approve({ by: 'bob', source_id: 13 });
    expect(world.state.status).toBe('running');
  });

  it('G1 given again after implementation began changes nothing', () => {
    const world = planned().approve();
    expect(world.refused(approvalOf(world.state, { by: 'dave' }))).toBe('not_awaiting_approval');
  });
});

describe('G1 once implementation has begun', () => {
  it('G1 goes on when others push what is not an approved artifact', () => {
    const world = planned().approve().settle();
    world.push(world.state.content_digest ?? '');
    expect(world.outFor('A').status).toBe('dispatched');
    world.finish('A');
    expect(world.outFor('B').agents).toEqual(['implement']);
  });

  it('G1 stops and asks again when somebody changes the approved artifacts', () => {
    const world = planned().approve().settle();
    const { run_id } = world.outFor('A');
    world.push('edited');
    expect(isWaiting(world)).toBe(true);
    expect(world.last.effects).toMatchObject([
      { kind: 'cancel_run', run_id },
      { kind: 'post_comment', topic: 'approval_voided' },
    ]);
    world.approve();
    expect(world.outFor('A')).toMatchObject({ attempt: 2 });
  });

  it('G1 takes a dispatch back that has not run yet', () => {
    const world = planned().approve().push('edited');
    expect(world.state.outbox.filter((one) => one.kind === 'dispatch_assignment')).toEqual([]);
  });

  it('G1 notices a change of the artifacts that lies below a landing', () => {
    const world = planned().approve().settle();
    world.finish('A', { landed: content(world.newHead(), 'edited below', TASKS) });
    expect(isWaiting(world)).toBe(true);
    expect(world.state.voided_approvals).toHaveLength(1);
  });

  it('G1 notices a change of the artifacts that lies behind a conflict', () => {
    const world = planned().approve().settle();
    world.conflict('A', content(world.newHead(), 'edited', TASKS));
    expect(isWaiting(world)).toBe(true);
  });

  it('G1 notices it when the head was known before the content was', () => {
    const world = planned().approve().settle().conflict('A');
    world.send({ type: 'branch_moved', content: content(world.state.branch?.head ?? '', 'edited', TASKS) });
    expect(isWaiting(world)).toBe(true);
  });

  it('G1 a change while paused waits for approval when resumed', () => {
    const world = planned().approve().settle().command('pause').push('edited');
    expect(world.state.status).toBe('paused');
    world.command('resume');
    expect(isWaiting(world)).toBe(true);
  });

  it('G1 tests again what was built for the old content', () => {
    const world = new Simulation([task('A', [], true)]).plan('standard-e2e').approve().settle();
    world.finish('test').push('edited').approve();
    expect(world.outFor('test').attempt).toBe(2);
  });

  it('G1 accepts spec updates that the E2E agents list, unapproved', () => {
    const world = new Simulation([task('A', [], true)]).plan('standard-e2e').approve().settle();
    world.finish('test').finish('review').finish('e2e-test-builder');
    world.finish('e2e-test-fixer', {
      landed: content(world.newHead(), 'with SC-002 at 10s', TASKS),
      result: { spec_updates: [{ file: 'spec.md', change: 'SC-002 is 10s' }] },
    });
    expect(world.state.status).toBe('completed');
    expect(world.state.e2e_workflow?.spec_updates).toMatchObject([{ approved: false }]);
  });

  it('G1 does not accept them from anyone else', () => {
    const world = planned().approve().settle();
    world.finish('A', {
      landed: content(world.newHead(), 'changed', TASKS),
      result: { spec_updates: [{ file: 'spec.md', change: 'easier' }] },
    });
    expect(isWaiting(world)).toBe(true);
  });
});

describe('G1 a review of the plan is no review of the code', () => {
  const dismissed = (world: Simulation) => world.effects.filter((one) => one.kind === 'dismiss_approval');

  it('G1 is dismissed when the first code lands, once', () => {
    const world = planned().approve().settle().finish('A').finish('B');
    expect(dismissed(world)).toMatchObject([{ review_id: 900 }]);
  });

  it('G1 is not dismissed before code has landed', () => {
    const world = planned().approve().settle().finish('A', { landed: null });
    expect(dismissed(world)).toEqual([]);
    world.finish('B');
    expect(dismissed(world)).toHaveLength(1);
  });

  it('G1 is dismissed again after a second approval', () => {
    const world = planned().approve().settle().finish('A').push('edited');
    world.approve({ source_id: 901 }).finish('A');
    expect(dismissed(world)).toMatchObject([{ review_id: 900 }, { review_id: 901 }]);
  });

  it('G1 leaves a /proceed comment alone', () => {
    const world = planned().approve({ via: 'proceed_comment' }).settle().finish('A');
    expect(dismissed(world)).toEqual([]);
  });
});
