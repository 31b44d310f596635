import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openPull, startWorld } from './sandbox.js';

const repo = '/repos/octo/greeter';

describe('a second start on the same data', () => {
  it('goes on with the same users, issues, pull requests, refs and numbers', async () => {
    const first = await startWorld({ files: { 'seeded.txt': 'seed\n' } });
    let world = first;
    try {
      const issue = (await first.call('reed', 'POST', `${repo}/issues`, { title: 'Kept' })).body;
      const pull = (await openPull(first, 'kept')).body;
      await first.call('ada', 'POST', `${repo}/pulls/${pull.number}/reviews`, { event: 'APPROVE' });
      world = await first.restart();
      expect(world.sandbox.users).toEqual(first.sandbox.users);
      expect((await world.call('reed', 'GET', `${repo}/issues/${issue.number}`)).body.title).toBe('Kept');
      const again = (await world.call('reed', 'GET', `${repo}/pulls/${pull.number}`)).body;
      expect(again).toMatchObject({ head: { sha: pull.head.sha }, merge_commit_sha: pull.merge_commit_sha });
      expect((await world.call('', 'GET', `${repo}/pulls/${pull.number}/reviews`)).body).toHaveLength(1);
      const commits = await world.call('', 'GET', `${repo}/commits`);
      expect(commits.body).toHaveLength(1);
      const next = (await world.call('reed', 'POST', `${repo}/issues`, { title: 'Next' })).body;
      expect(next.number).toBe(pull.number + 1);
      expect(next.id).toBeGreaterThan(pull.id);
    } finally {
      await world.stop();
    }
  });

  it('refuses data of another version', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-version-'));
    await writeFile(join(dataDir, 'github.json'), '{"version": 2}');
    await expect(startWorld({ dataDir })).rejects.toThrow(/expected "version": 1, found 2/);
  });
});
