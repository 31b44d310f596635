import type { LandedCommit } from '../../reports/trace.js';
import { AGENT_TRAILER, TASK_TRAILER } from './commit-message.js';
import type { Git } from './git.js';

/** Signs that no path and no trailer holds. */
const RECORD = '\x1e';
const FIELD = '\x1f';

/** The commits of a feature branch that agents made, by their trailers, the oldest first. */
export async function landedCommits(git: Git, base: string, head: string): Promise<readonly LandedCommit[]> {
  const trailer = (key: string) => `%(trailers:key=${key},valueonly,separator=%x2C)`;
  const fields = ['%H', trailer(AGENT_TRAILER), trailer(TASK_TRAILER), ''].join('%x1f');
  const { stdout } = await git([
    'log',
    '--reverse',
    '--no-merges',
    '--name-only',
    '-z',
    `--format=%x1e${fields}`,
    `${base}..${head}`,
  ]);
  return stdout
    .toString('utf8')
    .split(RECORD)
    .slice(1)
    .flatMap((record) => {
      const [sha = '', agent = '', task = '', names = ''] = record.split(FIELD);
      if (agent === '') return [];
      const files = names.split('\0').map((name) => name.replace(/^\n/, ''));
      return [{ sha, agent, task: task === '' ? null : task, files: files.filter((name) => name !== '') }];
    });
}
