import { describe, expect, it } from '@jest/globals';
import {
  answersTo,
  commanded,
  commentsOf,
  dispatchedAssignments,
  fileAt,
  inBox,
  workflowOf,
} from './support.js';

describe('clarify with questions for people', () => {
  it('posts them once, keeps a part of the answers, and records all of them in spec.md', async () => {
    await inBox(async (world) => {
      const issue = await commanded(world, '/speckit standard: Farewell with open questions');
      const asking = await workflowOf(world, issue);
      expect(asking.status).toBe('awaiting_clarification');
      const asked = (await commentsOf(world, issue)).filter((one) => one.body.includes('## ❓ Questions'));
      expect(asked).toHaveLength(1);
      expect(asked[0]?.body).toContain('- **B**: A formal one ⭐ recommended');
      expect(asked[0]?.body).toContain('`/answer 1:B 2: your own words`');
      expect(await specOf(world, issue)).toContain('[NEEDS CLARIFICATION: What happens');

      expect(await answersTo(world, issue, 'yes')).toEqual([]);
      const jobs = dispatchedAssignments(world).length;
      expect(await answersTo(world, issue, '/proceed')).toEqual([
        expect.stringContaining('Expected: `/answer` to the open questions.'),
      ]);
      expect(await answersTo(world, issue, '/answer 3:A')).toEqual([
        expect.stringContaining('no question 3'),
      ]);
      const [rest, ...more] = await answersTo(world, issue, '/answer 2:B');
      expect(more).toEqual([]);
      expect(rest).toContain('- ✅ 2. What happens when there is no name? → It is an error (wendy)');
      expect(rest).toContain('**1. Which farewells are there besides the usual one?**');
      expect((await workflowOf(world, issue)).status).toBe('awaiting_clarification');
      expect(dispatchedAssignments(world)).toHaveLength(jobs);

      await answersTo(world, issue, '/answer 1: Only a short "Bye"');
      const done = await workflowOf(world, issue);
      expect(done.status).toBe('awaiting_implementation_approval');
      expect(done.completed_agents).toEqual(['specify', 'clarify', 'plan', 'tasks']);
      expect(done.clarification?.questions.map((one) => one.answer)).toEqual([
        'Only a short "Bye"',
        'It is an error',
      ]);
      const spec = await specOf(world, issue);
      expect(spec).toMatch(/Which farewells are there besides the usual one\?.*Only a short "Bye"/);
      expect(spec).toMatch(/What happens when there is no name\?.*It is an error/);
      expect(spec).not.toContain('NEEDS CLARIFICATION');
      expect(await answersTo(world, issue, '/answer 1:A')).toEqual([
        expect.stringContaining('No question waits for an answer now'),
      ]);
    });
  }, 120_000);
});

async function specOf(world: Parameters<typeof workflowOf>[0], issue: number): Promise<string> {
  const { branch, feature_dir } = await workflowOf(world, issue);
  return fileAt(world, `${feature_dir}spec.md`, branch?.name ?? '');
}
