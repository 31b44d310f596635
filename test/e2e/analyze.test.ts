import { describe, expect, it } from '@jest/globals';
import { answersTo, changeFile, commanded, commentsOf, fileAt, inBox, workflowOf } from './support.js';

const GAP = 'The edge case of an unknown id has no task';

describe('findings of analyze', () => {
  it('go back to tasks, and planning is presented once they are mended', async () => {
    await inBox(async (world) => {
      const issue = await commanded(world, '/speckit full: Holiday greetings with a coverage gap');
      const state = await workflowOf(world, issue);
      expect(state.status).toBe('awaiting_implementation_approval');
      expect(state.feedback_loops).toEqual({ analyze_to_tasks: { iteration: 1, max_iterations: 2 } });
      expect(state.assignments.map((one) => one.agents.join(' '))).toEqual([
        'specify clarify plan checklist tasks analyze',
        'tasks analyze',
      ]);
      expect(state.assignments[1]?.feedback).toMatchObject({
        feedback_from: 'speckit-analyze',
        issues_to_fix: [{ severity: 'CRITICAL', type: 'Coverage Gap', message: GAP, location: 'spec.md:27' }],
      });
      const tasks = await fileAt(world, `${state.feature_dir}tasks.md`, state.branch?.name ?? '');
      expect(tasks).toContain('also where an id is unknown');
      const asked = (await commentsOf(world, issue)).filter((one) => one.body.includes('🛑 Pre-Impl'));
      expect(asked).toHaveLength(1);
    });
  }, 120_000);

  it('that never end ask a person; `/resume` counts afresh and keeps what the person has mended', async () => {
    await inBox(async (world) => {
      const issue = await commanded(world, '/speckit full: Weekday greetings never covered');
      const paused = await workflowOf(world, issue);
      expect(paused.status).toBe('paused');
      expect(paused.feedback_loops).toEqual({ analyze_to_tasks: { iteration: 2, max_iterations: 2 } });
      const asked = (await commentsOf(world, issue)).at(-1)?.body;
      expect(asked).toContain('## 🚨 A person is needed');
      expect(asked).toContain('analyze → tasks used 2 of 2 iterations');
      expect(asked).toContain(`| CRITICAL | Coverage Gap | ${GAP} | spec.md:27 |`);
      expect(asked).toContain('- `/resume` - Go on, after you have mended it');

      const branch = paused.branch?.name ?? '';
      const path = `${paused.feature_dir}tasks.md`;
      await changeFile(world, world.wendy, { path, branch }, 'Find open', 'Ignore unknown ids, find open');
      const again = await answersTo(world, issue, '/resume');

      expect(again).toEqual([expect.stringContaining('## 🚨 A person is needed')]);
      const resumed = await workflowOf(world, issue);
      expect(resumed.assignments.map((one) => one.agents[0])).toEqual([
        ...paused.assignments.map((one) => one.agents[0]),
        'analyze',
        'tasks',
        'tasks',
      ]);
      expect(await fileAt(world, path, branch)).toContain('Ignore unknown ids');
    });
  }, 120_000);
});
