import { describe, expect, it } from '@jest/globals';
import { answersTo, commitFile, inBox, openIssue, say, stateOf } from './support.js';

describe('C2: bad input gets one clear answer and loses nothing', () => {
  it('unknown command, empty request, huge request, configuration with a mistake', async () => {
    await inBox(async (world) => {
      const { number } = await openIssue(world);
      expect(await answersTo(world, number, '/speckit ful: Greeting')).toEqual([
        expect.stringMatching(/full/),
      ]);
      expect(await answersTo(world, number, '/speckit full:')).toEqual([expect.stringMatching(/request/i)]);
      const huge = `/speckit full: ${'long '.repeat(13_000)}`;
      expect(huge.length).toBeLessThan(65_536);
      expect(await answersTo(world, number, huge)).toEqual([expect.stringMatching(/20,?000/)]);
      expect(await stateOf(world, number)).toBeNull();

      await expect(say(world, world.wendy, number, `/speckit full: ${'x'.repeat(70_000)}`)).rejects.toThrow(
        /too long/,
      );
      expect(await stateOf(world, number)).toBeNull();
    });
  }, 120_000);

  it('a malformed configuration is answered with file, line and key; mended, the same command works', async () => {
    await inBox(async (world) => {
      const { number } = await openIssue(world);
      const path = '.github/speckit.yml';
      const file = await world.ada.get<{ sha: string; content: string }>(`${world.repo}/contents/${path}`);
      await commitFile(world, world.ada, {
        path,
        branch: 'main',
        text: 'execution:\n  max_paralel_tasks: many\n',
        sha: file.sha,
      });
      await world.box.idle();
      const answers = await answersTo(world, number, '/speckit simple: Greeting in another language');
      expect(answers).toEqual([expect.stringContaining('max_paralel_tasks')]);
      expect(answers[0]).toContain('max_parallel_tasks');
      expect(await stateOf(world, number)).toBeNull();

      const broken = await world.ada.get<{ sha: string }>(`${world.repo}/contents/${path}`);
      const text = Buffer.from(file.content, 'base64').toString('utf8');
      await commitFile(world, world.ada, { path, branch: 'main', text, sha: broken.sha });
      await say(world, world.wendy, number, '/speckit simple: Greeting in another language');
      expect((await stateOf(world, number))?.status).toBe('awaiting_implementation_approval');
    });
  }, 180_000);

  it('a second command on an issue whose workflow runs is told so', async () => {
    await inBox(async (world) => {
      const { number } = await openIssue(world);
      await say(world, world.wendy, number, '/speckit simple: Greeting in another language');
      const before = await stateOf(world, number);
      const answers = await answersTo(world, number, '/speckit full: Something else');
      expect(answers).toHaveLength(1);
      expect(await stateOf(world, number)).toEqual(before);
    });
  }, 120_000);
});
