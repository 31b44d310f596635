import type { Caller } from '../../contract.js';
import { isIntegration } from '../access/permissions.js';
import { changedPaths } from '../git/diff.js';
import { gitText } from '../git/exec.js';
import { objectType, type RefChange, updateRefs } from '../git/refs.js';
import type { Github } from '../github.js';
import { forbidden } from '../http/errors.js';
import type { IssueRecord, RepositoryRecord } from '../model.js';
import { refuseByRules } from '../rules/enforce.js';
import { followRefChanges } from './follow.js';

const workflowDirectory = '.github/workflows/';

/** Applies ref changes for a caller, with all that follows. To be called with the repository's write lock held. */
export async function writeRefs(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  changes: readonly RefChange[],
  merging?: IssueRecord,
): Promise<void> {
  if (isIntegration(caller)) {
    for (const change of changes) await refuseWorkflowChanges(gh, repository, change);
  }
  for (const change of changes) await refuseByRules(gh, repository, caller, change);
  await updateRefs(gh.bare(repository), changes);
  await followRefChanges(gh, repository, caller, changes, merging);
}

/** A run's token never holds the `workflows` permission, so its new commits cannot touch workflow files. */
async function refuseWorkflowChanges(
  gh: Github,
  repository: RepositoryRecord,
  change: RefChange,
): Promise<void> {
  const bare = gh.bare(repository);
  if (change.after === undefined || (await objectType(bare, change.after)) !== 'commit') return;
  const commits = await gitText(bare, ['rev-list', '--parents', change.after, '--not', '--all']);
  for (const line of commits.split('\n').filter((it) => it !== '')) {
    const [sha = '', ...parents] = line.split(' ');
    const lists = await Promise.all(
      (parents.length === 0 ? [undefined] : parents).map((it) => changedPaths(bare, it, sha)),
    );
    // A merge changes a file only where it differs from each of its parents.
    const path = lists[0]?.find(
      (it) => it.startsWith(workflowDirectory) && lists.every((list) => list.includes(it)),
    );
    if (path !== undefined) throw forbidden(workflowRefusal(path));
  }
}

/** GitHub's sentence for a workflow file that a token may not write. */
export function workflowRefusal(path: string): string {
  return `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`;
}
