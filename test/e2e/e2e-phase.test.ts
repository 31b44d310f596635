import { describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import {
  answersTo,
  approved,
  changeFile,
  commentsOf,
  dashboardOf,
  fileAt,
  inBox,
  type World,
  workflowOf,
} from './support.js';

describe('E2E tests that find something', () => {
  it('a missing feature goes to implement, a wrong test and a wrong promise are mended; a person is shown the promise', async () => {
    await inBox(async (world) => {
      const issue = await approved(world, '/speckit standard-e2e: Whisper with end-to-end trouble');
      const state = await workflowOf(world, issue);
      expect(state.status).toBe('completed');
      expect(jobsAfter(state, 'review')).toEqual([
        'e2e-test-builder',
        'implement',
        'test',
        'review',
        'e2e-test-builder',
        'e2e-test-fixer',
      ]);
      const again = state.assignments.find((one) => one.agents[0] === 'implement' && one.attempt === 2);
      expect(again?.feedback).toMatchObject({
        feedback_from: 'speckit-e2e-test-builder',
        issues_to_fix: [
          expect.objectContaining({ message: expect.stringContaining('the progress as text') }),
        ],
      });
      expect(state.e2e_workflow).toMatchObject({
        test_file: `test/e2e/${state.feature_id}.test.js`,
        fixer_iteration: 2,
        max_fixer_iterations: 3,
        implementation_gaps_detected: 1,
        spec_updates: [
          { file: `${state.feature_dir}spec.md`, change: expect.stringContaining('SC-001'), approved: false },
        ],
      });
      const branch = state.branch?.name ?? '';
      expect(await fileAt(world, `${state.feature_dir}spec.md`, branch)).toContain('without a full stop');
      const summary = (await commentsOf(world, issue)).at(-1)?.body;
      for (const shown of [summary, await dashboardOf(world, issue)])
        expect(shown).toMatch(/Spec update \(not approved yet\): `specs\/.*spec\.md` SC-001/);
      expect(summary).toContain('Check 1 spec update that nobody has approved yet');
    });
  }, 180_000);

  it('a bug that is too large for the fixer goes back to implement, with its score', async () => {
    await inBox(async (world) => {
      const issue = await approved(world, '/speckit standard-e2e: Murmur with a large bug');
      const state = await workflowOf(world, issue);
      expect(state.status).toBe('completed');
      expect(jobsAfter(state, 'e2e-test-builder')).toEqual([
        'e2e-test-fixer',
        'implement',
        'test',
        'review',
        'e2e-test-fixer',
      ]);
      expect(state.timeline.map((one) => one.what)).toContainEqual(
        expect.stringMatching(/^sent the work back to implement \(1 of 3\): .*7 points, above 3/),
      );
    });
  }, 180_000);

  it('at its limit the fixer asks a person; mended by hand, the workflow is resumed and completes', async () => {
    await inBox(async (world) => {
      const issue = await approved(world, '/speckit standard-e2e: Murmur without an end');
      const paused = await workflowOf(world, issue);
      expect(paused.status).toBe('paused');
      expect(paused.e2e_workflow).toMatchObject({ fixer_iteration: 3, max_fixer_iterations: 3 });
      const asked = (await commentsOf(world, issue)).at(-1)?.body;
      expect(asked).toContain('## 🚨 A person is needed');
      expect(asked).toContain('ids in lower case cover as well');
      expect(asked).toContain('`/resume`');

      await mendTest(world, paused);
      await answersTo(world, issue, '/resume');
      const state = await workflowOf(world, issue);
      expect(state.status).toBe('completed');
      expect(jobsAfter(state, 'e2e-test-builder')).toEqual(['e2e-test-fixer', 'e2e-test-fixer']);
    });
  }, 180_000);

  it('a service that does not answer is to be tried again after 30 s, until somebody aborts', async () => {
    await inBox(async (world) => {
      const issue = await approved(world, '/speckit standard-e2e: Murmur without a service');
      const state = await workflowOf(world, issue);
      expect(state.status).toBe('running');
      expect(state.retries).toEqual({ 'e2e-test-fixer:ServiceUnhealthy': 1 });
      const finished = state.assignments.at(-1)?.finished_at ?? '';
      const [timer] = state.timers;
      expect(Date.parse(timer?.due_at ?? '') - Date.parse(finished)).toBe(30_000);
      expect(await dashboardOf(world, issue)).toMatch(/⏳ \*\*Waiting\*\*: e2e-test-fixer is tried again at/);

      await answersTo(world, issue, '/pause');
      await answersTo(world, issue, '/abort');
      expect((await workflowOf(world, issue)).timers).toEqual([]);
      expect((await workflowOf(world, issue)).status).toBe('aborted');
    });
  }, 180_000);
});

/** The agents of the jobs after the first job of one. */
function jobsAfter(state: WorkflowState, agent: string): string[] {
  const jobs = state.assignments.map((one) => one.agents[0] as string);
  return jobs.slice(jobs.indexOf(agent) + 1);
}

/** What the report of the limit asks for: the test expects what the specification says. */
async function mendTest(world: World, { branch, e2e_workflow }: WorkflowState): Promise<void> {
  const file = { path: e2e_workflow?.test_file ?? '', branch: branch?.name ?? '' };
  await changeFile(world, world.wendy, file, "['fr-001', 'fr-002']", "['FR-001', 'FR-002']");
  await world.box.idle();
}
