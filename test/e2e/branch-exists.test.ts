import { describe, expect, it } from '@jest/globals';
import { answersTo, commanded, dispatchedAssignments, fileAt, inBox, say, workflowOf } from './support.js';

describe('a feature of the same name', () => {
  it('is asked about: `new` makes another one, `reuse` goes on with what is there', async () => {
    await inBox(async (world) => {
      const first = await workflowOf(world, await commanded(world, '/speckit spec: Birthday greetings'));
      const jobs = dispatchedAssignments(world).length;
      const second = await commanded(world, '/speckit simple: Birthday greetings');
      const asking = await workflowOf(world, second);
      expect(asking.status).toBe('awaiting_branch_choice');
      expect(asking.branch_choice?.existing.map((one) => one.feature_id)).toEqual([first.feature_id]);
      expect(dispatchedAssignments(world)).toHaveLength(jobs);

      await say(world, world.wendy, second, 'new');
      const made = await workflowOf(world, second);
      expect(made.status).toBe('awaiting_implementation_approval');
      expect([first.feature_id, made.feature_id]).toEqual([
        '001-birthday-greetings',
        '002-birthday-greetings',
      ]);

      const third = await commanded(world, '/speckit simple: Birthday greetings');
      const [unclear] = await answersTo(world, third, 'reuse');
      for (const id of ['001', '002'])
        expect(unclear).toContain(`\`/confirm reuse ${id}-birthday-greetings\``);
      await say(world, world.wendy, third, '/confirm reuse 001');
      const reused = await workflowOf(world, third);
      expect(reused.status).toBe('awaiting_implementation_approval');
      expect(reused.feature_id).toBe(first.feature_id);
      expect(reused.pull_request).toEqual(first.pull_request);
      const spec = await fileAt(world, `${reused.feature_dir}spec.md`, reused.branch?.name ?? '');
      expect(spec).toBe(await fileAt(world, `${first.feature_dir}spec.md`, first.branch?.head ?? ''));

      // The pull request was opened by the first issue's workflow; what is said there now is for the third's.
      await say(world, world.wendy, reused.pull_request?.number ?? 0, '/proceed');
      expect((await workflowOf(world, third)).status).toBe('completed');
      expect((await workflowOf(world, second)).status).toBe('awaiting_implementation_approval');
    });
  }, 180_000);
});
