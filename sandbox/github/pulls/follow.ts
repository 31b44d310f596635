import type { Caller } from '../../contract.js';
import { emitPull } from '../events/emit.js';
import { emitRefChange } from '../events/push.js';
import { branchTip, isAncestor, type RefChange } from '../git/refs.js';
import { type Github, now } from '../github.js';
import type { IssueRecord, PullRecord, RepositoryRecord } from '../model.js';
import { closeIssue, recordMerge } from './close.js';
import { pullHead } from './facts.js';
import { refreshMergeRef, setPullHead } from './refs.js';

/**
 * Does what follows from ref changes, however they were made: pull requests follow their branches, and listeners hear
 * of it. To be called with the repository's write lock held.
 */
export async function followRefChanges(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  changes: readonly RefChange[],
  /** A pull request whose merge made these changes, and which its merger closes. */
  merging?: IssueRecord,
): Promise<void> {
  const real = changes.filter((change) => change.before !== change.after);
  if (real.length === 0) return;
  repository.pushedAt = now();
  gh.store.touch();
  for (const change of real) await emitRefChange(gh, repository, caller, change);
  for (const issue of repository.issues) {
    if (issue.pull && issue.state === 'open' && issue !== merging) {
      await followOne(gh, repository, caller, issue, issue.pull, real);
    }
  }
}

async function followOne(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  issue: IssueRecord,
  pull: PullRecord,
  changes: readonly RefChange[],
): Promise<void> {
  const bare = gh.bare(repository);
  const head = changes.find((change) => change.ref === `refs/heads/${pull.head}`);
  const base = changes.find((change) => change.ref === `refs/heads/${pull.base}`);
  if (!head && !base) return;
  if (head?.after !== undefined) {
    await setPullHead(gh, repository, issue, head.after);
    pull.baseSha = (await branchTip(bare, pull.base)) ?? pull.baseSha;
    issue.updatedAt = now();
  }
  const headSha = await pullHead(gh, repository, issue);
  if (base?.after !== undefined && (await isAncestor(bare, headSha, base.after))) {
    await recordMerge(gh, repository, caller, issue, base.after);
    return;
  }
  if ((head && head.after === undefined) || (base && base.after === undefined)) {
    await closeIssue(gh, repository, caller, issue, null);
    return;
  }
  await refreshMergeRef(gh, repository, issue, pull);
  if (head) {
    await emitPull(gh, repository, caller, 'synchronize', issue, { before: head.before, after: head.after });
  }
}
