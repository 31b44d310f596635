import { readCommit, writeCommit } from '../git/commits.js';
import { mergeTree } from '../git/merge.js';
import { branchTip, type RefChange, readRef, updateRefs } from '../git/refs.js';
import { type Github, now } from '../github.js';
import type { IssueRecord, PullRecord, RepositoryRecord } from '../model.js';

const merger = { name: 'GitHub', email: 'noreply@github.com' };

/** Points `refs/pull/N/head` at a commit. */
export async function setPullHead(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  sha: string,
): Promise<void> {
  await setRef(gh.bare(repository), `refs/pull/${issue.number}/head`, sha);
}

/**
 * Points `refs/pull/N/merge` at a merge of head into base, as runs of `pull_request` events check it out. A conflict
 * leaves the ref where it was.
 */
export async function refreshMergeRef(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  pull: PullRecord,
): Promise<void> {
  const bare = gh.bare(repository);
  const name = `refs/pull/${issue.number}/merge`;
  const [head, base, present] = await Promise.all([
    readRef(bare, `refs/pull/${issue.number}/head`),
    branchTip(bare, pull.base),
    readRef(bare, name),
  ]);
  if (!head || base === undefined) return;
  if (present && (await readCommit(bare, present.sha)).parents.join(' ') === `${base} ${head.sha}`) return;
  const tree = await mergeTree(bare, base, head.sha);
  if (tree === undefined) return;
  const person = { ...merger, date: now() };
  const merge = await writeCommit(bare, {
    tree,
    parents: [base, head.sha],
    message: `Merge ${head.sha} into ${base}`,
    author: person,
    committer: person,
  });
  await setRef(bare, name, merge);
}

async function setRef(bare: string, ref: string, after: string): Promise<void> {
  const before = (await readRef(bare, ref))?.sha;
  const change: RefChange = { ref, before, after };
  if (before !== after) await updateRefs(bare, [change]);
}
