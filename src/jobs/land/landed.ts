import type { Assignment } from '../../domain/state.js';
import { AGENT_TRAILER, ASSIGNMENT_TRAILER, TASK_TRAILER } from './commit-message.js';
import { partKey } from './commit-parts.js';
import type { Git } from './git.js';

/** Keys of the parts of an assignment that the branch holds already, found by the trailers of its commits. */
export async function landedKeys(
  git: Git,
  assignment: Assignment,
  head: string,
): Promise<ReadonlySet<string>> {
  const trailer = (key: string) => `%(trailers:key=${key},valueonly,separator=%x2C)`;
  const format = [ASSIGNMENT_TRAILER, AGENT_TRAILER, TASK_TRAILER].map(trailer).join('%x1f');
  const { stdout } = await git(['log', '-z', `--format=${format}`, `${assignment.base}..${head}`]);
  const commits = stdout.toString('utf8').split('\0');
  return new Set(
    commits.flatMap((commit) => {
      const [id = '', agent = '', task = ''] = commit.trim().split('\x1f');
      return id === assignment.id ? [partKey({ agent, task: task === '' ? null : task })] : [];
    }),
  );
}
