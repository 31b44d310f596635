/** Everything that a box shows to anybody or keeps: what must not hold a secret. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readZip } from '../../../sandbox/actions/standins/zip.js';
import type { Arena } from './arena.js';

const run = promisify(execFile);
const MOST = 500_000_000;

/** Text by where it was found: comments, logs, artifacts, commits with their patches, state files, requests of the bot. */
export async function everythingIn(arena: Arena): Promise<ReadonlyMap<string, string>> {
  const { box, ada, repo } = arena;
  const found = new Map<string, string>();
  for (const path of ['issues?state=all', 'issues/comments', 'pulls?state=all', 'pulls/comments']) {
    const pages = await ada.get(`${repo}/${path}${path.includes('?') ? '&' : '?'}per_page=100`);
    found.set(path, JSON.stringify(pages));
  }
  const writes = box.exchanges().filter((one) => one.callerKind === 'run' && one.method !== 'GET');
  found.set('requests of the bot', JSON.stringify(writes.map((one) => [one.url, one.requestBody])));
  await addRuns(arena, found);
  await addCommits(arena, found);
  return found;
}

async function addRuns({ box, ada, repo }: Arena, found: Map<string, string>): Promise<void> {
  const headers = { authorization: `Bearer ${box.users.ada?.token ?? ''}` };
  const download = async (url: string) =>
    Buffer.from(await (await fetch(`${box.apiUrl}${url}`, { headers })).arrayBuffer());
  for (let page = 1; ; page++) {
    const { workflow_runs } = await ada.get<{ workflow_runs: { id: number }[] }>(
      `${repo}/actions/runs?per_page=100&page=${page}`,
    );
    for (const { id } of workflow_runs) {
      for (const entry of readZip(await download(`${repo}/actions/runs/${id}/logs`)))
        found.set(`log ${id} ${entry.name}`, entry.data.toString('latin1'));
      const { artifacts } = await ada.get<{ artifacts: { id: number }[] }>(
        `${repo}/actions/runs/${id}/artifacts`,
      );
      for (const artifact of artifacts) {
        for (const entry of readZip(await download(`${repo}/actions/artifacts/${artifact.id}/zip`)))
          found.set(`artifact ${artifact.id} ${entry.name}`, entry.data.toString('latin1'));
      }
    }
    if (workflow_runs.length < 100) return;
  }
}

async function addCommits({ box, dataDir }: Arena, found: Map<string, string>): Promise<void> {
  const folder = await mkdtemp(join(dataDir, 'clone-'));
  const url = `${box.gitUrl.replace('://', `://x:${box.users.ada?.token}@`)}/${box.repo}.git`;
  await run('git', ['clone', '--quiet', '--mirror', url, folder]);
  const { stdout } = await run('git', ['-C', folder, 'log', '-p', '--text', '--all', '--format=fuller'], {
    maxBuffer: MOST,
    encoding: 'latin1',
  });
  found.set('commits', stdout);
  found.set('refs', (await run('git', ['-C', folder, 'for-each-ref'])).stdout);
  await rm(folder, { recursive: true, force: true });
}
