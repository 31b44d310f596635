import { describe, expect, it } from '@jest/globals';
import {
  approved,
  commentsOf,
  dispatchedAssignments,
  fileAt,
  inBox,
  type World,
  workflowOf,
} from './support.js';

describe('quality gates', () => {
  it('tests that fail three times stop the workflow with a report, and what was made is kept', async () => {
    await inBox(async (world) => {
      const issue = await approved(world, '/speckit simple: Broken echo of names');
      const state = await workflowOf(world, issue);
      expect(state.status).toBe('failed');
      expect(jobsOf(state)).toEqual([
        'specify',
        'implement',
        'test',
        'implement',
        'test',
        'implement',
        'test',
      ]);
      expect(state.feedback_loops).toEqual({ test_to_implement: { iteration: 2, max_iterations: 2 } });
      expect(state.assignments.find((one) => one.attempt === 2)?.feedback?.issues_to_fix[0]).toMatchObject({
        type: 'Test Failure',
        location: expect.stringMatching(/-describe\.test\.js/),
      });

      const report = await lastComment(world, issue);
      expect(report).toContain('❌ Failed');
      expect(report).toContain('test → implement used 2 of 2 iterations');
      expect(report).toMatch(/\| HIGH \| Test Failure \| an outline is shown line by line/);
      expect(report).toContain('@wendy, the next step is yours.');
      await expectKept(world, issue);
      const dispatched = dispatchedAssignments(world);
      world.box.runSchedules();
      await world.box.idle();
      expect(dispatchedAssignments(world)).toEqual(dispatched);
    });
  }, 120_000);

  it('a breach of the constitution goes back to implement once', async () => {
    await inBox(async (world) => {
      const issue = await approved(world, '/speckit standard-e2e: Goodbye against the constitution');
      const state = await workflowOf(world, issue);
      expect(state.status).toBe('completed');
      expect(jobsOf(state).slice(-7)).toEqual([
        'test',
        'review',
        'implement',
        'test',
        'review',
        'e2e-test-builder',
        'e2e-test-fixer',
      ]);
      expect(state.feedback_loops).toEqual({ review_to_implement: { iteration: 1, max_iterations: 1 } });
      const code = await fileAt(world, `src/features/${state.feature_id}/index.js`, state.branch?.name ?? '');
      expect(code).not.toContain('console.log');
    });
  }, 120_000);

  it('a breach that comes back stops the workflow with a report', async () => {
    await inBox(async (world) => {
      const issue = await approved(world, '/speckit standard-e2e: Shouting against the constitution');
      const state = await workflowOf(world, issue);
      expect(state.status).toBe('failed');
      expect(jobsOf(state).slice(-4)).toEqual(['review', 'implement', 'test', 'review']);
      const report = await lastComment(world, issue);
      expect(report).toContain('review → implement used 1 of 1 iteration.');
      expect(report).toMatch(/\| CRITICAL \| Constitution Violation \| Principle III/);
      expect(report).toContain(`\`/speckit implement ${state.feature_id}\``);
      await expectKept(world, issue);
    });
  }, 120_000);
});

function jobsOf(state: Awaited<ReturnType<typeof workflowOf>>): string[] {
  return state.assignments.map((one) => one.agents[0]);
}

async function lastComment(world: World, issue: number): Promise<string> {
  return (await commentsOf(world, issue)).at(-1)?.body ?? '';
}

/** Documents and code stand on the branch, and the pull request is open. */
async function expectKept(world: World, issue: number): Promise<void> {
  const { feature_dir, feature_id, branch, pull_request } = await workflowOf(world, issue);
  expect(await fileAt(world, `${feature_dir}spec.md`, branch?.name ?? '')).toContain('FR-001');
  expect(await fileAt(world, `src/features/${feature_id}/describe.js`, branch?.name ?? '')).toContain(
    'export',
  );
  const pull = await world.ada.get<{ state: string; head: { sha: string } }>(
    `${world.repo}/pulls/${pull_request?.number}`,
  );
  expect(pull.state).toBe('open');
  expect(pull.head.sha).toBe(branch?.head);
}
