import { describe, expect, it } from '@jest/globals';
import { answersTo, dispatchedAssignments, inBox, openIssue, workflowOf } from './support.js';

describe('a request without a workflow', () => {
  it('is answered with the Workflow Analysis; `yes` runs what it recommends, `no` then `standard` another', async () => {
    await inBox(async (world) => {
      const first = (await openIssue(world)).number;
      const [analysis, ...more] = await answersTo(world, first, '/speckit Greeting in another language');
      expect(more).toEqual([]);
      expect(analysis).toContain('## 📋 Workflow Analysis');
      for (const factor of ['Scope', 'Integration', 'Risk', 'Novelty'])
        expect(analysis).toMatch(new RegExp(`\\| ${factor} \\| [0-3]/3 \\| \\S`));
      expect(analysis).toMatch(/\| \*\*Total\*\* \| \*\*\d+\/12\*\* \|/);
      expect(analysis).toContain('### 🎯 Recommended: **Simple**');
      expect(analysis).toContain('**Proceed?** [Y/n/simple/standard/full]');
      expect((await workflowOf(world, first)).status).toBe('awaiting_workflow_selection');
      expect(dispatchedAssignments(world)).toEqual([]);

      await answersTo(world, first, 'yes');
      const chosen = await workflowOf(world, first);
      expect(chosen.status).toBe('awaiting_implementation_approval');
      expect(chosen.workflow_type).toBe('simple');
      expect(chosen.workflow_selection.final_workflow).toBe('simple');

      const second = (await openIssue(world, 'Farewell')).number;
      await answersTo(world, second, '/speckit Farewell for everybody');
      const dispatched = dispatchedAssignments(world);
      const [choice] = await answersTo(world, second, 'no');
      for (const type of ['simple', 'standard', 'standard-e2e', 'full', 'full-research'])
        expect(choice).toContain(`\`/confirm ${type}\``);
      expect((await workflowOf(world, second)).status).toBe('awaiting_workflow_selection');
      expect(dispatchedAssignments(world)).toEqual(dispatched);

      await answersTo(world, second, 'standard');
      const other = await workflowOf(world, second);
      expect(other.status).toBe('awaiting_implementation_approval');
      expect(other.workflow_selection).toMatchObject({
        recommended_workflow: 'simple',
        final_workflow: 'standard',
      });
      expect(other.completed_agents).toEqual(['specify', 'clarify', 'plan', 'tasks']);
    });
  }, 120_000);
});
