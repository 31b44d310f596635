import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startSandbox } from '../../../sandbox/server.js';
import { put } from './sandbox.js';

const workflow = `
name: Echo
on:
  issue_comment:
    types: [created]
  schedule:
    - cron: '0 0 * * *'
permissions:
  issues: write
jobs:
  echo:
    runs-on: ubuntu-latest
    steps:
      - env:
          GITHUB_TOKEN: \${{ github.token }}
          NUMBER: \${{ github.event.issue.number || 1 }}
          EVENT: \${{ github.event_name }}
        run: |
          node -e '
            const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, NUMBER, EVENT } = process.env;
            const url = GITHUB_API_URL + "/repos/" + GITHUB_REPOSITORY + "/issues/" + NUMBER + "/comments";
            const headers = { authorization: "Bearer " + GITHUB_TOKEN, "content-type": "application/json" };
            fetch(url, { method: "POST", headers, body: JSON.stringify({ body: "Heard " + EVENT }) })
              .then((response) => process.exit(response.status === 201 ? 0 : 1));
          '
`;

describe('both halves together', () => {
  it('runs the workflows that an event starts, and is idle when they are done', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'sandbox-joint-'));
    await put(join(parent, 'seed', '.github/workflows/echo.yml'), workflow);
    const sandbox = await startSandbox({ dataDir: join(parent, 'data'), seedRepo: join(parent, 'seed') });
    try {
      const repo = `${sandbox.apiUrl}/repos/${sandbox.repo}`;
      const headers = {
        authorization: `Bearer ${sandbox.users.reed?.token}`,
        'content-type': 'application/json',
      };
      const post = (path: string, body: object) =>
        fetch(`${repo}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      await post('/issues', { title: 'Talk' });
      await post('/issues/1/comments', { body: 'Hello' });
      await fetch(`${sandbox.apiUrl}/_sandbox/idle`);
      const comments = async () => {
        const list = (await (await fetch(`${repo}/issues/1/comments`)).json()) as {
          body: string;
          user: { login: string };
        }[];
        return list.map((it) => `${it.user.login}: ${it.body}`);
      };
      // The run's own comment starts no run: it was made with the run's token.
      expect(await comments()).toEqual(['reed: Hello', 'github-actions[bot]: Heard issue_comment']);
      expect((await fetch(`${sandbox.apiUrl}/_sandbox/schedule`, { method: 'POST' })).status).toBe(202);
      await sandbox.idle();
      expect((await comments()).at(-1)).toBe('github-actions[bot]: Heard schedule');
      const runs = (await (await fetch(`${repo}/actions/runs`, { headers })).json()) as {
        total_count: number;
      };
      expect(runs.total_count).toBe(2);
    } finally {
      await sandbox.stop();
      await rm(parent, { recursive: true, force: true });
    }
  });
});

describe('starting', () => {
  it('fails with a reason, and leaves the port free', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-start-'));
    try {
      await expect(startSandbox({ dataDir, repository: 'nameless' })).rejects.toThrow(
        /expected "owner\/name"/,
      );
      const missing = join(dataDir, 'nothing');
      await expect(startSandbox({ dataDir, seedRepo: missing })).rejects.toThrow(/expected a directory/);
      const first = await startSandbox({ dataDir });
      const port = Number(new URL(first.apiUrl).port);
      await expect(startSandbox({ dataDir: join(dataDir, 'other'), port })).rejects.toThrow(/EADDRINUSE/);
      await first.stop();
      const second = await startSandbox({ dataDir, port });
      expect(second.apiUrl).toBe(first.apiUrl);
      expect(second.users).toEqual(first.users);
      await second.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
