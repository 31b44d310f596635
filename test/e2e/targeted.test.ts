import { describe, expect, it } from '@jest/globals';
import type { Issue } from '../../sandbox/demo/people.js';
import { answersTo, commanded, fileAt, inBox, openIssue, REQUEST, say, workflowOf } from './support.js';

describe('triggers for a part of the process, on one feature', () => {
  it('spec, implement without tasks, review and issues, on the issue and on the pull request', async () => {
    await inBox(async (world) => {
      const issue = (await openIssue(world)).number;
      const [none] = await answersTo(world, issue, '/speckit clarify');
      expect(none).toContain('no feature yet');
      expect(none).toContain('`/speckit spec: <request>`');

      await say(world, world.wendy, issue, `/speckit spec: ${REQUEST}`);
      const spec = await workflowOf(world, issue);
      expect(told(spec)).toEqual(['completed', 'spec', ['specify', 'clarify']]);
      const pull = spec.pull_request?.number ?? 0;

      await say(world, world.wendy, issue, '/speckit implement');
      const waiting = await workflowOf(world, issue);
      expect(waiting.status).toBe('awaiting_implementation_approval');
      expect(waiting.timeline.map((one) => one.what)).toContainEqual(
        expect.stringMatching(/^PrerequisiteError: .*plan/),
      );
      expect(waiting.steps).toEqual(['plan', 'tasks', 'checkpoint', 'implement', 'test', 'review']);
      expect(waiting.assignments.map((one) => one.agents)).toEqual([['plan', 'tasks']]);
      expect([waiting.feature_id, waiting.pull_request?.number]).toEqual([spec.feature_id, pull]);
      await say(world, world.wendy, pull, '/proceed');
      expect(told(await workflowOf(world, issue))).toEqual([
        'completed',
        'implement',
        ['plan', 'tasks', 'implement', 'test', 'review'],
      ]);

      await say(world, world.wendy, pull, '/speckit review');
      expect(told(await workflowOf(world, issue))).toEqual(['completed', 'review', ['review']]);
      await say(world, world.wendy, pull, '/speckit issues');
      const made = await workflowOf(world, issue);
      expect(told(made)).toEqual(['completed', 'issues', ['taskstoissues']]);
      expect(Object.keys(made.created_issues)).toHaveLength(6);
      const [summary] = (await answersTo(world, issue, '/speckit github')).slice(-1);
      expect(summary).not.toContain('/speckit implement');
      expect((await workflowOf(world, issue)).created_issues).toEqual(made.created_issues);
      const issues = await world.wendy.get<Issue[]>(`${world.repo}/issues?labels=speckit&state=all`);
      expect(issues).toHaveLength(6);
    });
  }, 180_000);

  it('e2e on a feature without code asks for approval before anything is implemented', async () => {
    await inBox(async (world) => {
      const issue = await commanded(world, '/speckit e2e: Add a kindness report');
      const waiting = await workflowOf(world, issue);
      expect(waiting.status).toBe('awaiting_implementation_approval');
      expect(waiting.assignments.map((one) => one.agents[0])).toEqual(['specify', 'e2e-test-builder']);
      expect(waiting.e2e_workflow?.implementation_gaps_detected).toBe(1);

      await say(world, world.wendy, issue, 'proceed');
      const done = await workflowOf(world, issue);
      expect(done.status).toBe('completed');
      const test = await fileAt(world, done.e2e_workflow?.test_file ?? '', done.branch?.name ?? '');
      expect(test).toContain("from 'node:test'");

      const [absent] = await answersTo(world, issue, '/speckit fix-e2e test/e2e/none.test.js');
      expect(absent).toContain(`There is no file test/e2e/none.test.js on branch ${done.feature_id}.`);
      await say(world, world.wendy, issue, `/speckit fix-e2e ${done.e2e_workflow?.test_file}`);
      const fixed = await workflowOf(world, issue);
      expect(told(fixed)).toEqual(['completed', 'fix-e2e', ['e2e-test-fixer']]);
      expect(fixed.target_file).toBe(done.e2e_workflow?.test_file);
      expect(fixed.feature_id).toBe(done.feature_id);
    });
  }, 180_000);
});

describe('which feature is meant', () => {
  it('is found from issue, pull request or argument, and asked about where several could be', async () => {
    await inBox(async (world) => {
      const first = await commanded(world, '/speckit plan: Notification of birthdays');
      const plan = await workflowOf(world, first);
      const planning = ['specify', 'clarify', 'plan', 'checklist', 'tasks', 'analyze'];
      expect(told(plan)).toEqual(['completed', 'plan', planning]);
      await say(world, world.wendy, plan.pull_request?.number ?? 0, '/speckit analyze');
      const analyzed = await workflowOf(world, first);
      expect(told(analyzed)).toEqual(['completed', 'analyze', ['analyze']]);
      expect(analyzed.feature_id).toBe(plan.feature_id);

      const second = await commanded(world, '/speckit spec: Farewell for everybody');
      const other = (await workflowOf(world, second)).feature_id;
      await say(world, world.wendy, second, '/speckit clarify 001');
      const named = await workflowOf(world, second);
      expect(told(named)).toEqual(['completed', 'clarify', ['clarify']]);
      expect(named.feature_id).toBe(plan.feature_id);

      const [which, ...more] = await answersTo(world, second, '/speckit analyze');
      expect(more).toEqual([]);
      expect(which).toContain('Several features could be meant.');
      for (const id of [plan.feature_id, other]) expect(which).toContain(`\`/speckit analyze ${id}\``);
      const [unknown] = await answersTo(world, second, '/speckit review 009');
      expect(unknown).toContain('There is no feature 009');
      expect((await workflowOf(world, second)).workflow_id).toBe(named.workflow_id);
    });
  }, 180_000);
});

function told(state: Awaited<ReturnType<typeof workflowOf>>): unknown[] {
  return [state.status, state.workflow_type, state.completed_agents];
}
