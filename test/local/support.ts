/** Throw-away copies of the sample repository for tests of the local host. */
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drive } from '../../src/local/drive.js';
import { type LocalHost, type LocalOptions, openLocalHost } from '../../src/local/local-host.js';
import { startLocally } from '../../src/local/start.js';
import { simpleGitIn } from './git.js';

const SAMPLE = join(import.meta.dirname, '../../sandbox/sample');

/** A git repository with the sample project, committed on main by Ada. */
export async function sampleRepository(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'speckit-local-test-'));
  await cp(SAMPLE, folder, { recursive: true });
  const git = simpleGitIn(folder);
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Ada');
  await git('config', 'user.email', 'ada@example.test');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=sample');
  return folder;
}

export async function hostIn(folder: string, options: Partial<LocalOptions> = {}): Promise<LocalHost> {
  return openLocalHost({ folder, backend: 'recorded', ...options });
}

/** Starts a workflow and drives it until it waits or ends. */
export async function runIn(host: LocalHost, trigger: string) {
  const { workflow_id } = await startLocally(host, trigger);
  return drive(host, workflow_id);
}
