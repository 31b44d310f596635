import type { Caller } from '../../contract.js';
import { emitPull } from '../events/emit.js';
import { countCommits } from '../git/commits.js';
import { branchTip } from '../git/refs.js';
import { type Github, loginOf } from '../github.js';
import { validationFailed } from '../http/errors.js';
import type { IssueRecord, RepositoryRecord } from '../model.js';
import { newIssueRecord } from '../routes/issues.js';
import { refreshMergeRef, setPullHead } from './refs.js';

export interface PullDraft {
  readonly title: string;
  readonly body: string | null;
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
}

/** Opens a pull request between two branches of a repository. To be called with its write lock held. */
export async function openPull(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  draft: PullDraft,
): Promise<IssueRecord> {
  const bare = gh.bare(repository);
  const [headSha, baseSha] = await Promise.all([branchTip(bare, draft.head), branchTip(bare, draft.base)]);
  const invalid = (field: string) => validationFailed({ resource: 'PullRequest', code: 'invalid', field });
  if (headSha === undefined) throw invalid('head');
  if (baseSha === undefined) throw invalid('base');
  const refuse = (message: string) => validationFailed({ resource: 'PullRequest', code: 'custom', message });
  const twin = repository.issues.find(
    ({ pull, state }) => pull && state === 'open' && pull.head === draft.head && pull.base === draft.base,
  );
  if (twin) throw refuse(`A pull request already exists for ${repository.owner}:${draft.head}.`);
  if ((await countCommits(bare, headSha, { exclude: baseSha })) === 0) {
    throw refuse(`No commits between ${draft.base} and ${draft.head}`);
  }
  const issue = newIssueRecord(gh, repository, loginOf(caller), draft.title, draft.body);
  issue.pull = {
    id: gh.store.nextId(),
    head: draft.head,
    base: draft.base,
    baseSha,
    draft: draft.draft,
    mergedAt: null,
    mergedBy: null,
    mergeSha: null,
    requestedReviewers: [],
  };
  await setPullHead(gh, repository, issue, headSha);
  await refreshMergeRef(gh, repository, issue, issue.pull);
  repository.issues.push(issue);
  await emitPull(gh, repository, caller, 'opened', issue);
  return issue;
}
