import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseTasks } from '../../../src/documents/tasks.js';
import type { AgentResponse } from '../../../src/domain/contract.js';
import { planningAgentsOf } from '../../../src/domain/workflows.js';
import type { LandOutcome } from '../../../src/jobs/land/land-result.js';
import { anAssignment, aTask, FEATURE, feedbackFrom, sampleState } from '../support/builders.js';
import { land, openWorkspace, play, type Workspace } from '../support/workspace.js';

const TESTS = 120_000;

function planningRun(): Parameters<typeof anAssignment>[1] {
  const [first, ...others] = planningAgentsOf('full-research');
  if (first === undefined) throw new Error('expected planning agents');
  return [first, ...others];
}

describe('the sample, played and landed agent by agent', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await openWorkspace();
  });
  afterAll(() => workspace.close());

  async function go(
    id: string,
    agents: Parameters<typeof anAssignment>[1],
    overrides: Parameters<typeof anAssignment>[2] = {},
    state = sampleState(),
  ): Promise<Extract<LandOutcome, { kind: 'landed' }>> {
    const assignment = anAssignment(overrides.base ?? (await workspace.head()), agents, { id, ...overrides });
    await play(workspace, state, assignment);
    const outcome = await land(workspace, state, assignment);
    if (outcome.kind !== 'landed') throw new Error(JSON.stringify(outcome));
    return outcome;
  }

  const statuses = (outcome: { responses: readonly AgentResponse[] }) =>
    outcome.responses.map(({ agent, status }) => `${agent} ${status}`);

  it(
    'goes from planning to passing end-to-end tests, with a first implementation that fails',
    async () => {
      const planning = planningRun();
      const planned = await go('planning', planning);
      expect(statuses(planned)).toEqual(planning.map((agent) => `${agent} success`));
      for (const { result } of planned.responses) {
        expect(result.summary).toMatch(/^Replayed: /);
        expect(result.replayed_from).toBe('.specify/recordings/greeting-in-another-language');
      }

      const { tasks, diagnostics } = parseTasks(await workspace.file(`specs/${FEATURE}/tasks.md`));
      expect(diagnostics).toEqual([]);
      expect(tasks.filter((task) => task.parallel).map(({ id, depends_on }) => [id, depends_on])).toEqual([
        ['T002', ['T001']],
        ['T003', ['T001']],
      ]);

      const state = sampleState({ tasks: tasks.map(({ id, description }) => aTask(id, { description })) });
      await go('T001', ['implement'], { tasks: ['T001'] }, state);
      const base = await workspace.head();
      await go('T002', ['implement'], { tasks: ['T002'], base }, state);
      await go('T003', ['implement'], { tasks: ['T003'], base }, state);
      const last = await go('T004', ['implement'], { tasks: ['T004', 'T005', 'T006'] }, state);
      expect(statuses(last)).toEqual(['implement success', 'implement success', 'implement success']);
      const ticked = await workspace.file(`specs/${FEATURE}/tasks.md`);
      expect(ticked.match(/- \[X\] T00\d/g)).toHaveLength(6);

      const failed = await go('test-1', ['test'], {}, state);
      expect(failed.wrote).toBe(false);
      const error = failed.responses[0]?.error;
      expect(error).toMatchObject({
        type: 'TestValidationError',
        recoverable: true,
        feedback_required: true,
        suggested_action: { agent: 'implement' },
      });
      expect(error?.blocking_issues[0]).toMatchObject({
        type: 'Test Failure',
        message: expect.stringContaining('an unknown language falls back to English'),
        location: expect.stringMatching(/^test\/language\.test\.js:\d+/),
      });

      const mended = await go('mend', ['implement'], { feedback: feedbackFrom('speckit-test') }, state);
      expect(mended.responses[0]?.result.summary).toBe(
        'Replayed: an unknown language now falls back to English',
      );
      expect(statuses(await go('test-2', ['test'], {}, state))).toEqual(['test success']);

      await go('review', ['review'], {}, state);
      expect(await workspace.file('src/cli.js')).toContain('function refuse(');
      await go('e2e', ['e2e-test-builder'], {}, state);
      const fixed = await go('fixer', ['e2e-test-fixer'], {}, state);
      expect(fixed.responses[0]).toMatchObject({
        status: 'success',
        result: { fixer_iteration: 0, exit_code: 0 },
      });
      const listed = await go('issues', ['taskstoissues'], {}, state);
      expect(listed.responses[0]?.result.issues).toHaveLength(6);

      expect(await workspace.log()).toEqual([
        'first commit',
        'specify: Replayed: wrote spec.md with 2 user stories and 7 requirements',
        'clarify: Replayed: settled 3 questions, none is left for a person',
        'research: Replayed: wrote research.md with 3 decisions',
        'plan: Replayed: wrote plan.md, the constitution check passes',
        'checklist: Replayed: wrote checklists/api.md, all 8 items answered',
        'tasks: Replayed: wrote tasks.md with 6 tasks, 2 of them parallel',
        'implement(T001): Replayed: added the phrases of four languages',
        'implement(T002): Replayed: added the choice of the language',
        'implement(T003): Replayed: added the formatting of phrases',
        'implement(T004): Replayed: greet takes a language',
        'implement(T005): Replayed: the tool has --language',
        'implement(T006): Replayed: the README shows languages',
        'implement: Replayed: an unknown language now falls back to English',
        'review: Replayed: cleaned up one thing, the repeated refusal in src/cli.js',
        'e2e-test-builder: Replayed: added an end-to-end test of the tool in 3 languages',
      ]);
    },
    TESTS,
  );

  it(
    'works again when the first feature has been merged',
    async () => {
      const state = sampleState();
      const whole = await go('again', ['implement'], {}, state);
      expect(whole.wrote).toBe(true);
      expect((await go('again-test', ['test'], {}, state)).responses[0]?.error?.type).toBe(
        'TestValidationError',
      );
      await go('again-mend', ['implement'], { feedback: feedbackFrom('speckit-test') }, state);
      expect(statuses(await go('again-test-2', ['test'], {}, state))).toEqual(['test success']);
    },
    TESTS,
  );
});

describe('a request that nobody has recorded', () => {
  it(
    'ends well in the sample and in a repository without anything',
    async () => {
      for (const type of ['sample', 'empty'] as const) {
        const workspace = await openWorkspace();
        if (type === 'empty') await emptied(workspace);
        const state = sampleState({ user_request: 'Payment processing with Stripe\n\nT001: fast' });
        const run = async (id: string, agents: Parameters<typeof anAssignment>[1], tasks: string[] = []) => {
          const assignment = anAssignment(await workspace.head(), agents, { id, tasks });
          await play(workspace, state, assignment);
          const outcome = await land(workspace, state, assignment);
          expect(outcome).toMatchObject({ kind: 'landed' });
          if (outcome.kind !== 'landed') return;
          expect(outcome.responses.map(({ error }) => error)).toEqual(outcome.responses.map(() => null));
        };
        await run('planning', planningRun());
        const { tasks, diagnostics } = parseTasks(await workspace.file(`specs/${FEATURE}/tasks.md`));
        expect(diagnostics).toEqual([]);
        expect(tasks.filter(({ parallel }) => parallel)).toHaveLength(2);
        await run(
          'tasks',
          ['implement'],
          tasks.map(({ id }) => id),
        );
        await run('test', ['test']);
        await run('review', ['review']);
        await run('e2e', ['e2e-test-builder']);
        await run('fixer', ['e2e-test-fixer']);
        await workspace.close();
      }
    },
    TESTS,
  );

  async function emptied(workspace: Workspace): Promise<void> {
    const { gitIn } = await import('../../../src/jobs/land/git.js');
    const git = gitIn(await workspace.checkoutAt(`origin/${FEATURE}`));
    await git(['rm', '-r', '--quiet', '.']);
    await git(['-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'empty']);
    await git(['push', '--quiet', 'origin', `HEAD:refs/heads/${FEATURE}`]);
  }
});
