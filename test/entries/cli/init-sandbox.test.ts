import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Comment, type Issue, type PullRequest, person } from '../../../sandbox/demo/people.js';
import { startSandbox } from '../../../sandbox/server.js';
import { KINDS, makeRepository } from './init-support/repositories.js';
import { run } from './run.js';

const WORKFLOW = '.github/workflows/speckit.yml';

describe('a repository after init', () => {
  // Documents alone have no tests to run, which must not stop a specification.
  it.each(['a Python package', 'documents only'])('%s: a comment starts the bot', async (name) => {
    const kind = KINDS[name];
    if (kind === undefined) throw new Error(`expected a kind of repository, received "${name}"`);
    const repository = makeRepository({ ...kind, branch: 'main' });
    await run(['init', '--yes', '--backend', 'recorded'], { cwd: repository.root });
    const written = readFileSync(join(repository.root, WORKFLOW), 'utf8');
    const dataDir = await mkdtemp(join(tmpdir(), 'speckit-init-box-'));
    rmSync(join(repository.root, '.git'), { recursive: true });
    const box = await startSandbox({
      dataDir,
      seedRepo: repository.root,
      actions: {
        actions: { 'speckit-orchestrator/speckit-orchestrator': process.cwd() },
        env: { SPECKIT_WRITE_SPACING_MS: '0' },
      },
    });
    try {
      const wendy = person(box.apiUrl, 'wendy', box.users.wendy?.token ?? '');
      const repo = `/repos/${box.repo}`;
      const installed = await wendy.get<{ content: string }>(`${repo}/contents/${WORKFLOW}`);
      expect(Buffer.from(installed.content, 'base64').toString('utf8')).toBe(written);

      const issue = await wendy.post<Issue>(`${repo}/issues`, { title: 'Greeting', body: 'Say hello.' });
      await wendy.post(`${repo}/issues/${issue.number}/comments`, { body: '/speckit spec: Greeting' });
      await box.idle();

      const pulls = await wendy.get<PullRequest[]>(`${repo}/pulls?state=open`);
      const comments = await wendy.get<Comment[]>(`${repo}/issues/${issue.number}/comments`);
      expect(comments.map(({ body }) => body).join('\n')).toContain('Workflow Complete');
      expect(pulls).toHaveLength(1);
    } finally {
      await box.stop();
      await rm(dataDir, { recursive: true, force: true });
      repository.close();
    }
  });
});
