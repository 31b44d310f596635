import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { BARE_WORDS } from '../../src/commands/answer-word.js';
import { defaultConfig } from '../../src/config/schema.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { readFeatureBranch } from '../../src/handlers/branch.js';
import { onComment } from '../../src/handlers/comment.js';
import { aState, checkpointState, planningState } from '../support/state-builder.js';
import { World } from './support/a-world.js';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => nock.cleanAll());

const ISSUE = 12;
const now = (state: WorkflowState) => world.state(state.workflow_id);
const say = (body: string, login = 'wendy') => world.say(body, { issue: ISSUE, login });

/** A workflow that waits for the answer to its analysis. */
function selecting(): WorkflowState {
  const recommended = { recommended_workflow: 'standard', final_workflow: null } as const;
  return world.has(
    aState({
      status: 'awaiting_workflow_selection',
      workflow_selection: { complexity_analysis: { total_score: 5 }, ...recommended },
    }),
  );
}

function choosing(...features: string[]): WorkflowState {
  for (const feature of features) world.files.put(feature, `specs/${feature}/spec.md`, 'x');
  const existing = features.map((feature) => ({ feature_id: feature, branch: feature }));
  return world.has(
    aState({ status: 'awaiting_branch_choice', slug: 'payments', branch_choice: { existing } }),
  );
}

/** A workflow at its checkpoint, whose branch is what the state says it is. */
async function atCheckpoint(): Promise<WorkflowState> {
  const state = checkpointState();
  const name = state.branch?.name ?? '';
  const folder = state.feature_dir ?? '';
  world.files.put(name, `${folder}spec.md`, '# The spec');
  world.files.put(name, `${folder}plan.md`, '# The plan');
  world.files.put(name, `${folder}data-model.md`, '# The model');
  const head = world.files.put(name, `${folder}tasks.md`, '- [ ] T001 First\n');
  const placed = { ...state, branch: { name, base: 'main', base_sha: head, head } };
  const content = await readFeatureBranch(world.bot(), placed);
  const presented = { content_digest: content?.digest ?? '', artifacts_ready: { ...content?.artifacts } };
  return world.has({ ...placed, ...presented, presented_at: '2026-01-12T09:50:00Z' });
}

describe('/confirm', () => {
  it.each([
    ['/confirm', 'standard'],
    ['/confirm yes', 'standard'],
    ['/confirm full', 'full'],
    ['yes', 'standard'],
    ['Y', 'standard'],
    ['simple', 'simple'],
    ['Full-Research', 'full-research'],
  ])('%s begins the workflow %s', async (body, type) => {
    const state = selecting();
    const id = await say(body);
    expect(now(state)).toMatchObject({ workflow_type: type, status: 'running' });
    expect(now(state)?.workflow_selection.final_workflow).toBe(type);
    expect(world.reactions).toEqual([id]);
  });

  it.each(['/confirm no', 'n', 'no'])('%s has the person asked which it is to be', async (body) => {
    const state = selecting();
    await say(body);
    expect(now(state)?.status).toBe('awaiting_workflow_selection');
    expect(world.said(ISSUE)).toEqual([expect.stringContaining('comment on choose_workflow')]);
    await say('simple');
    expect(now(state)?.workflow_type).toBe('simple');
  });

  it('that answers another question is told what to type', async () => {
    const state = selecting();
    await say('/confirm reuse 003-payments');
    expect(now(state)?.status).toBe('awaiting_workflow_selection');
    expect(world.said(ISSUE)).toEqual([expect.stringContaining('`/confirm simple`')]);
  });

  it.each(['/confirm reuse', 'reuse', '/confirm reuse 003', '/confirm reuse 003-payments'])(
    '%s goes on with the feature of the name',
    async (body) => {
      const state = choosing('003-payments');
      await say(body);
      expect(now(state)).toMatchObject({
        status: 'running',
        feature_id: '003-payments',
        branch_choice: null,
      });
    },
  );

  it.each(['/confirm new', 'new'])('%s makes another feature', async (body) => {
    const state = choosing('003-payments');
    await say(body);
    expect(now(state)?.feature_id).toBe('004-payments');
  });

  it.each(['/confirm reuse', '/confirm', '/confirm reuse 009'])(
    '%s asks again where it is not clear',
    async (body) => {
      const state = choosing('003-payments', '004-payments');
      await say(body);
      expect(now(state)?.status).toBe('awaiting_branch_choice');
      expect(world.said(ISSUE)[0]).toMatch(
        /`\/confirm reuse 003-payments`, `\/confirm reuse 004-payments`, `\/confirm new`/,
      );
    },
  );

  it('says so when the feature is gone', async () => {
    const state = choosing('003-payments');
    world.files.refs.delete('003-payments');
    await say('/confirm reuse');
    expect(now(state)?.status).toBe('awaiting_branch_choice');
    expect(world.said(ISSUE)[0]).toContain('003-payments is gone');
  });

  it.each(['/confirm', '/confirm yes', 'confirm', 'yes', 'y', 'Proceed', '/proceed'])(
    '%s approves at the checkpoint',
    async (body) => {
      const state = await atCheckpoint();
      await say(body);
      expect(now(state)?.approvals).toMatchObject([{ by: 'wendy', via: 'proceed_comment' }]);
    },
  );

  it('with a workflow is no answer to the checkpoint', async () => {
    const state = await atCheckpoint();
    await say('/confirm full');
    expect(now(state)?.approvals).toEqual([]);
    expect(world.said(ISSUE)[0]).toContain('`/proceed`');
  });

  it('says where nothing waits that nothing does', async () => {
    const state = world.has(planningState());
    world.files.put(state.branch?.name ?? '', 'README.md', 'x');
    await say('/confirm full');
    expect(world.said(ISSUE)[0]).toContain('No choice is open');
    await say('/confirm');
    expect(world.said(ISSUE)[1]).toContain('Nothing waits for an approval');
    expect(now(state)).toEqual(state);
  });
});

describe('an order that is told again', () => {
  it.each(['/proceed', '/abort', '/pause', 'yes'])('%s is not followed by a later workflow', async (body) => {
    const state = await atCheckpoint();
    const older = state.origin.comment_id - 1;
    await onComment(world.bot(), world.comment(older, body, { issue: ISSUE }));
    expect(now(state)).toMatchObject({ status: state.status, approvals: [] });
    expect(world.said(ISSUE)[0]).toContain('older than the workflow');
  });

  it('is no answer to questions that were put later', async () => {
    const open = { number: 1, question: 'Which?', options: [], recommended: null };
    const questions = [{ ...open, answer: null, answered_by: null }];
    const clarification = { asked_at: '2099-01-01T00:00:00Z', questions };
    const state = world.has(planningState({ status: 'awaiting_clarification', clarification }));
    await say('/answer 1: this one');
    expect(now(state)).toEqual(state);
    expect(world.said(ISSUE)[0]).toContain('after this comment was written');
  });
});

describe('bare words', () => {
  it('are none of ours where no workflow is: two reads and nothing more', async () => {
    await say('yes');
    expect(world.github.log().every((line) => line.startsWith('GET'))).toBe(true);
    expect(world.github.log()).toHaveLength(2);
  });

  it.each(BARE_WORDS)('"%s" leads to complete silence while agents work', async (word) => {
    const state = world.has(planningState());
    await say(word);
    expect(now(state)).toEqual(state);
    expect(world.github.log().filter((line) => !line.startsWith('GET'))).toEqual([]);
    expect(world.github.log()).toHaveLength(2);
  });

  it.each(['new', 'reuse', 'simple', 'proceed with care', 'yes, but rename it', 'yes\n\nplease'])(
    '"%s" is no answer to the checkpoint',
    async (word) => {
      const state = await atCheckpoint();
      world.github.calls.length = 0;
      await say(word);
      expect(now(state)).toEqual(state);
      expect(world.github.log().filter((line) => !line.startsWith('GET'))).toEqual([]);
    },
  );

  it.each(['abort', 'cancel', 'no'])('"%s" aborts at the checkpoint', async (word) => {
    const state = await atCheckpoint();
    await say(word);
    expect(now(state)?.status).toBe('aborted');
  });

  it.each(['pause', 'stop'])('"%s" pauses at the checkpoint', async (word) => {
    const state = await atCheckpoint();
    await say(word);
    expect(now(state)?.status).toBe('paused');
  });

  it.each([
    ['review spec', '# The spec'],
    ['Review Plan', '# The plan'],
    ['review tasks', 'T001 First'],
  ])('"%s" shows it at the checkpoint', async (word, content) => {
    await atCheckpoint();
    await say(word);
    expect(world.said(ISSUE)[0]).toContain(content);
  });

  it('count on the pull request as well', async () => {
    const state = await atCheckpoint();
    world.has({ ...state, pull_request: { number: 40, url: 'https://github.test/octo/shop/pull/40' } });
    const body = `x\n\n<!-- speckit:workflow ${state.workflow_id} -->`;
    await world.say('abort', { pull: { number: 40, branch: state.branch?.name ?? '', body } });
    expect(now(state)?.status).toBe('aborted');
  });

  it('of somebody who may not are talk, and lead to complete silence', async () => {
    const state = await atCheckpoint();
    await say('yes', 'stranger');
    await say('abort', 'stranger');
    expect(now(state)).toEqual(state);
    expect(world.reactions).toEqual([]);
    expect(world.said(ISSUE)).toEqual([]);
  });

  it('are told from commands, which are answered unless the configuration wants silence', async () => {
    await atCheckpoint();
    await say('/abort', 'stranger');
    expect(world.said(ISSUE)).toEqual([expect.stringContaining('has `read` permission')]);
    const quiet = defaultConfig();
    const config = { ...quiet, permissions: { ...quiet.permissions, answer_strangers: false } };
    await world.say('/abort', { issue: ISSUE, login: 'stranger', bot: world.bot(config) });
    expect(world.said(ISSUE)).toHaveLength(1);
  });
});

describe('/answer', () => {
  const question = { options: ['One', 'Two'], recommended: 0, answer: null, answered_by: null };
  const asking = () =>
    world.has(
      planningState({
        status: 'awaiting_clarification',
        assignments: [],
        clarification: {
          asked_at: '2026-01-12T09:30:00Z',
          questions: [
            { ...question, number: 1, question: 'Which?' },
            { ...question, number: 2, question: 'What for?' },
          ],
        },
      }),
    );
  const answers = (state: WorkflowState) => now(state)?.clarification?.questions.map((one) => one.answer);

  it('gives all answers at once', async () => {
    const state = asking();
    await say('/answer 1:B 2: to be greeted');
    expect(answers(state)).toEqual(['Two', 'to be greeted']);
    expect(now(state)?.status).toBe('running');
  });

  it('keeps a part of them', async () => {
    const state = asking();
    await say('/answer 2:A');
    expect(answers(state)).toEqual([null, 'One']);
    expect(now(state)?.status).toBe('awaiting_clarification');
  });

  it('takes the recommended ones', async () => {
    const state = asking();
    await say('/answer 2:B rest: recommended');
    expect(answers(state)).toEqual(['One', 'Two']);
  });

  it('is refused where nothing is asked', async () => {
    const state = world.has(planningState());
    await say('/answer 1:A');
    expect(now(state)).toEqual(state);
    expect(world.said(ISSUE)).toHaveLength(1);
  });
});

describe('/resume', () => {
  it('puts the question again that the workflow waits for', async () => {
    const state = selecting();
    await say('/resume');
    expect(world.said(ISSUE)).toContainEqual(expect.stringContaining('comment on analysis'));
    expect(now(state)?.status).toBe('awaiting_workflow_selection');
  });

  it('goes on after a pause', async () => {
    const state = world.has(planningState({ status: 'paused', assignments: [], resume_from: 'specify' }));
    await say('/resume');
    expect(now(state)?.status).toBe('running');
  });

  it('names the workflow from anywhere', async () => {
    const state = world.has(planningState({ status: 'paused', assignments: [], resume_from: 'specify' }));
    await world.say(`/resume ${state.workflow_id}`, { issue: 99 });
    expect(now(state)?.status).toBe('running');
  });

  it('of an unknown workflow says so', async () => {
    await say('/resume 7a1c9e42-0b6d-4f3a-8e5b-1d2c3f4a5b6c');
    expect(world.said(ISSUE)[0]).toContain('no workflow 7a1c9e42');
  });

  it('of a running one looks for its lost runs at once, and says where it stands', async () => {
    const state = world.has(planningState());
    const lost = state.assignments.map((one) => ({ ...one, run_id: 66 }));
    world.has({ ...state, assignments: lost });
    world.github.on('GET', /\/actions\/runs\/66/, () => undefined);
    await say('/resume');
    expect(now(state)?.assignments.map((one) => one.status)).toContain('lost');
    expect(world.said(ISSUE).join('\n')).toContain(state.workflow_id);
  });

  it('of an ended one is refused', async () => {
    world.has(planningState({ status: 'completed', finished_at: '2026-01-12T09:59:00Z' }));
    await say('/resume');
    expect(world.said(ISSUE)).toEqual([expect.stringContaining('has ended')]);
  });
});

describe('showing', () => {
  it('/status names the workflow from anywhere', async () => {
    const state = world.has(planningState());
    await world.say(`/status ${state.workflow_id}`, { issue: 99 });
    expect(world.said(99)[0]).toContain(state.workflow_id);
  });

  it('/show shows what planning wrote besides', async () => {
    await atCheckpoint();
    await say('/show data-model');
    expect(world.said(ISSUE)[0]).toContain('# The model');
  });

  it('/show says what there is instead', async () => {
    await atCheckpoint();
    await say('/show research');
    expect(world.said(ISSUE)[0]).toMatch(
      /There is no research.*`\/show spec`, `\/show plan`, `\/show tasks`/s,
    );
  });

  it('/show finds it on the default branch once the feature is merged', async () => {
    const state = await atCheckpoint();
    world.files.refs.delete(state.branch?.name ?? '');
    world.files.put('main', `${state.feature_dir}spec.md`, '# Merged');
    await say('/show spec');
    expect(world.said(ISSUE)[0]).toContain('# Merged');
  });
});
