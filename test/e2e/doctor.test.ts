import { describe, expect, it } from '@jest/globals';
import type { Issue, PullRequest } from '../../sandbox/demo/people.js';
import { answersTo, botWrites, commitFile, inBox, openIssue, say, stateOf, workflowOf } from './support.js';

describe('/speckit doctor', () => {
  it('looks at the repository, on an issue and on a pull request, and starts nothing', async () => {
    await inBox(async (world) => {
      const { repo, ada, wendy } = world;
      const { number } = await openIssue(world);
      const [found = '', ...more] = await answersTo(world, number, '/speckit doctor');
      expect(more).toEqual([]);
      expect(found).toContain('Healthy: workflows can run here');
      expect(found).toContain(
        '| actions workflow | ✅ .github/workflows/speckit.yml is installed and current',
      );
      expect(await stateOf(world, number)).toBeNull();

      const main = await ada.get<{ object: { sha: string } }>(`${repo}/git/ref/heads/main`);
      await ada.post(`${repo}/git/refs`, { ref: 'refs/heads/topic', sha: main.object.sha });
      await commitFile(world, ada, { path: 'a.txt', branch: 'topic', text: 'a' });
      const pull = await ada.post<PullRequest>(`${repo}/pulls`, {
        title: 'Topic',
        head: 'topic',
        base: 'main',
      });
      // What is broken meanwhile is named, with what to do.
      const config = await ada.get<{ sha: string }>(`${repo}/contents/.github/speckit.yml`);
      await commitFile(world, ada, {
        path: '.github/speckit.yml',
        sha: config.sha,
        branch: 'main',
        text: 'backends:\n  default: gpt\n',
      });
      const [broken = ''] = await answersTo(world, pull.number, '/speckit doctor', wendy);
      expect(broken).toContain('Not healthy: workflows cannot run here yet (1 error');
      expect(broken).toContain('Correct line 2 of .github/speckit.yml on the default branch.');

      const issues = await ada.get<Issue[]>(`${repo}/issues?state=all`);
      expect(issues).toHaveLength(2);
      expect(botWrites(world).some((one) => one.url.endsWith('/dispatches'))).toBe(false);
    });
  }, 120_000);

  it('says how far GitHub keeps others from the state branch, and the bot works with its history kept', async () => {
    await inBox(async (world) => {
      const { repo, ada } = world;
      const { number } = await openIssue(world);
      const row = async () => {
        const [found = ''] = await answersTo(world, number, '/speckit doctor');
        return found.split('\n').find((line) => line.startsWith('| state branch |'));
      };
      expect(await row()).toContain('⚠️ speckit-state is not protected');
      const rules = (...types: string[]) => ({
        name: 'The state of workflows',
        target: 'branch',
        enforcement: 'active',
        conditions: { ref_name: { include: ['refs/heads/speckit-state'], exclude: [] } },
        rules: types.map((type) => ({ type })),
      });
      const { id } = await ada.post<{ id: number }>(
        `${repo}/rulesets`,
        rules('deletion', 'non_fast_forward'),
      );
      expect(await row()).toContain('✅ the history of speckit-state is protected');
      await say(world, world.wendy, number, '/speckit simple: Greeting in another language');
      expect((await workflowOf(world, number)).status).toBe('awaiting_implementation_approval');

      await ada.put(`${repo}/rulesets/${id}`, rules('deletion', 'non_fast_forward', 'update'));
      expect(await row()).toContain('❌ rules on speckit-state (update) refuse the bot itself');
    });
  }, 120_000);
});
