import type { FileChange } from '../../agents/path-policy.js';
import { type Git, splitNul } from './git.js';

/** A changed file with the id of its new content (all zeros when it is gone). */
export interface TreeChange extends FileChange {
  readonly newId: string;
  /** Of its content before (all zeros when it is new). */
  readonly oldId: string;
}

/** Every file that differs between two trees: git's own answer, whatever a patch says of itself. */
export async function changesBetween(
  git: Git,
  before: string,
  after: string,
): Promise<readonly TreeChange[]> {
  const { stdout } = await git([
    'diff-tree',
    '-r',
    '-z',
    '--no-renames',
    '--no-commit-id',
    '--raw',
    '--full-index',
    before,
    after,
  ]);
  const fields = splitNul(stdout);
  const changes: TreeChange[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = (fields[index] ?? '').slice(1).split(' ');
    changes.push({ oldMode, newMode, oldId, newId, path: fields[index + 1] ?? '' });
  }
  return changes;
}
