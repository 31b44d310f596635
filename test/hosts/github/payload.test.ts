import { describe, expect, it } from '@jest/globals';
import { PayloadError, readEvent } from '../../../src/hosts/github/payload.js';

const repository = { full_name: 'octo/shop', default_branch: 'main', private: false };
const sender = { login: 'alice', type: 'User' };
const comment = {
  id: 5,
  body: '/speckit full: Payments',
  user: sender,
  created_at: '2026-01-02T03:04:05Z',
  updated_at: '2026-01-02T03:04:05Z',
};
const issue = {
  number: 7,
  title: 'Payments',
  body: null,
  state: 'open',
  user: { login: 'bob', type: 'User' },
  updated_at: '2026-01-01T00:00:00Z',
};
const commentEvent = (extra = {}) => ({ action: 'created', repository, sender, issue, comment, ...extra });
const pull = { number: 12, body: 'b', merged: true, head: { ref: '003-payments', sha: 'abc' } };
const pullEvent = (action: string) => ({ action, repository, sender, pull_request: pull });
const WORKFLOW = '3f2b8c1e-5d1f-4a7b-9c3e-2f6a1b0c9d8e';
const checkRun = (action: string, external_id: string) => ({
  action,
  repository,
  sender,
  check_run: { id: 31, external_id },
});
const rerun = { kind: 'check_rerun', check_run: 31, workflow_id: WORKFLOW, sender: 'alice' };
const run = (display_title: string) => ({ repository, workflow_run: { display_title } });
const dispatch = (inputs: unknown) => ({ repository, sender, inputs });

describe('events', () => {
  it('of comments carry what a command needs', () => {
    expect(readEvent('issue_comment', commentEvent())).toEqual({
      kind: 'comment',
      repository: { full_name: 'octo/shop', default_branch: 'main' },
      issue: {
        number: 7,
        title: 'Payments',
        body: '',
        is_pull_request: false,
        state: 'open',
        author: 'bob',
        updated_at: '2026-01-01T00:00:00Z',
      },
      comment: {
        id: 5,
        body: '/speckit full: Payments',
        author: 'alice',
        author_is_bot: false,
        created_at: '2026-01-02T03:04:05Z',
        updated_at: '2026-01-02T03:04:05Z',
      },
      sender: 'alice',
    });
  });

  it('tell comments on pull requests and by bots', () => {
    const event = readEvent(
      'issue_comment',
      commentEvent({
        issue: { ...issue, pull_request: { url: 'x' } },
        comment: { ...comment, user: { login: 'x[bot]', type: 'Bot' } },
      }),
    );
    expect(event).toMatchObject({ issue: { is_pull_request: true }, comment: { author_is_bot: true } });
  });

  it.each(['edited', 'deleted'])('tell comments that were %s', (action) => {
    expect(readEvent('issue_comment', commentEvent({ action }))).toMatchObject({
      kind: 'comment_changed',
      change: action,
    });
  });

  it.each([
    [
      'pull_request_target',
      pullEvent('synchronize'),
      { kind: 'branch_moved', pull_request: 12, head: pull.head },
    ],
    ['pull_request_target', pullEvent('closed'), { kind: 'pull_request_closed', merged: true }],
    ['pull_request', pullEvent('closed'), { kind: 'pull_request_closed' }],
    ['pull_request_target', pullEvent('labeled'), { kind: 'ignored' }],
    [
      'pull_request_review',
      { repository, pull_request: { number: 12 } },
      { kind: 'review_wake', pull_request: 12 },
    ],
    [
      'schedule',
      { schedule: '7 * * * *', repository },
      { kind: 'sweep', repository: { default_branch: 'main' } },
    ],
    ['schedule', { schedule: '7 * * * *' }, { kind: 'sweep', repository: null }],
    ['workflow_dispatch', dispatch(null), { kind: 'sweep' }],
    ['workflow_dispatch', dispatch({ assignment: '', pull_request: '' }), { kind: 'sweep' }],
    [
      'workflow_dispatch',
      dispatch({ assignment: '', pull_request: '12' }),
      { kind: 'review_wake', pull_request: 12 },
    ],
    [
      'workflow_dispatch',
      dispatch({ assignment: 'a-1', workflow_id: 'w', base: 'c', pull_request: '' }),
      { kind: 'assignment', assignment_id: 'a-1', workflow_id: 'w', base: 'c' },
    ],
    ['push', {}, { kind: 'ignored' }],
    ['check_run', checkRun('rerequested', `${WORKFLOW}/12/0123456789abcdef`), rerun],
    ['check_run', checkRun('rerequested', 'of another App'), { kind: 'ignored' }],
    ['check_run', checkRun('created', `${WORKFLOW}/12/0123456789abcdef`), { kind: 'ignored' }],
    [
      'check_run',
      { ...checkRun('rerequested', `${WORKFLOW}/12/a`), sender: { login: 'x[bot]', type: 'Bot' } },
      { kind: 'ignored' },
    ],
    [
      'workflow_run',
      run('speckit 3f2b8c1e-4-T001-1'),
      { kind: 'landed', assignment_id: '3f2b8c1e-4-T001-1' },
    ],
    ['workflow_run', run('speckit issue_comment'), { kind: 'ignored' }],
  ])('of %s are understood', (name, payload, expected) => {
    expect(readEvent(name, payload)).toMatchObject(expected);
  });

  it.each([
    ['issue_comment', commentEvent({ comment: { ...comment, created_at: undefined } }), 'comment.created_at'],
    ['issue_comment', commentEvent({ issue: undefined }), 'issue'],
    ['issue_comment', commentEvent({ comment: { ...comment, user: null } }), 'comment.user'],
    ['pull_request_target', { action: 'closed' }, 'repository'],
    ['workflow_dispatch', dispatch({ pull_request: '12; rm' }), 'inputs.pull_request'],
    ['schedule', 'text', 'a payload'],
  ])('of %s with a fault are refused by name', (name, payload, named) => {
    expect(() => readEvent(name, payload)).toThrow(PayloadError);
    expect(() => readEvent(name, payload)).toThrow(named);
  });
});
