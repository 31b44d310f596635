import { countCommits, mergeBase } from '../git/commits.js';
import { diffCounts, diffFiles, type FileDiff } from '../git/diff.js';
import { mergeTree } from '../git/merge.js';
import { branchTip, readRef } from '../git/refs.js';
import type { Github } from '../github.js';
import type { IssueRecord, PullRecord, RepositoryRecord } from '../model.js';

/** What git says about a pull request at this moment. */
export interface PullFacts {
  readonly headSha: string;
  readonly mergeSha: string | null;
  /** Null once it is merged or closed: GitHub no longer computes it then. */
  readonly mergeable: boolean | null;
  readonly mergeableState: 'clean' | 'dirty' | 'draft' | 'unknown';
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
}

/** Where the changes of a pull request begin and end. */
export interface PullRange {
  /** Merge base of head and base branch; undefined for unrelated histories. */
  readonly from: string | undefined;
  readonly base: string;
  readonly head: string;
}

/** Asks git about a pull request. */
export async function pullFacts(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  pull: PullRecord,
): Promise<PullFacts> {
  const range = await pullRange(gh, repository, issue, pull);
  const bare = gh.bare(repository);
  const key = `${repository.id} ${range.base} ${range.head}`;
  const [counts, commits, tree] = await Promise.all([
    gh.cached(`counts ${repository.id} ${range.from} ${range.head}`, () =>
      diffCounts(bare, range.from, range.head),
    ),
    gh.cached(`count ${key}`, () => countCommits(bare, range.head, { exclude: range.base })),
    issue.state === 'open'
      ? gh.cached(`merge ${key}`, () => mergeTree(bare, range.base, range.head))
      : undefined,
  ]);
  const mergeable = issue.state === 'open' ? tree !== undefined : null;
  const mergeRef = mergeable ? await readRef(bare, `refs/pull/${issue.number}/merge`) : undefined;
  return {
    headSha: range.head,
    mergeSha: pull.mergeSha ?? mergeRef?.sha ?? null,
    mergeable,
    mergeableState: mergeable === null ? 'unknown' : !mergeable ? 'dirty' : pull.draft ? 'draft' : 'clean',
    commits,
    additions: counts.additions,
    deletions: counts.deletions,
    changedFiles: counts.files,
  };
}

/** The commits between which a pull request changes something: the present base while open, the recorded one after. */
export async function pullRange(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  pull: PullRecord,
): Promise<PullRange> {
  const bare = gh.bare(repository);
  const head = await pullHead(gh, repository, issue);
  const tip = issue.state === 'open' ? await branchTip(bare, pull.base) : undefined;
  const base = tip ?? pull.baseSha;
  const from = await gh.cached(`base ${repository.id} ${base} ${head}`, () => mergeBase(bare, base, head));
  return { from, base, head };
}

/** Head commit: it follows the branch while the pull request is open and stays when the branch is deleted. */
export async function pullHead(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
): Promise<string> {
  const name = `refs/pull/${issue.number}/head`;
  const ref = await readRef(gh.bare(repository), name);
  if (!ref) throw new Error(`${name} is missing from the bare repository; the data directory is incomplete`);
  return ref.sha;
}

/** Files that a pull request changes. */
export function rangeFiles(
  gh: Github,
  repository: RepositoryRecord,
  range: PullRange,
): Promise<readonly FileDiff[]> {
  return gh.cached(`files ${repository.id} ${range.from} ${range.head}`, () =>
    diffFiles(gh.bare(repository), range.from, range.head),
  );
}
