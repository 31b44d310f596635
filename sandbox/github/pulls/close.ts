import type { Caller } from '../../contract.js';
import { emitIssue, emitPull } from '../events/emit.js';
import { branchTip } from '../git/refs.js';
import { type Github, loginOf, now } from '../github.js';
import { validationFailed } from '../http/errors.js';
import type { IssueRecord, PullRecord, RepositoryRecord, StateReason } from '../model.js';
import { refreshMergeRef, setPullHead } from './refs.js';

const closing = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi;

/** Closes an issue or pull request and tells listeners. */
export async function closeIssue(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  issue: IssueRecord,
  reason: StateReason | null,
): Promise<void> {
  setClosed(gh, issue, caller, reason);
  await (issue.pull
    ? emitPull(gh, repository, caller, 'closed', issue)
    : emitIssue(gh, repository, caller, 'closed', issue));
}

/** Records a merge, closes the issues that the pull request says it closes, and tells listeners. */
export async function recordMerge(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  issue: IssueRecord,
  mergeSha: string,
): Promise<void> {
  const { pull } = issue;
  if (!pull) return;
  pull.mergedAt = now();
  pull.mergedBy = loginOf(caller);
  pull.mergeSha = mergeSha;
  pull.draft = false;
  setClosed(gh, issue, caller, null);
  await emitPull(gh, repository, caller, 'closed', issue);
  if (pull.base !== repository.defaultBranch) return;
  for (const match of (issue.body ?? '').matchAll(closing)) {
    const other = gh.store.issue(repository, Number(match[1]));
    if (other && !other.pull && other.state === 'open') {
      await closeIssue(gh, repository, caller, other, 'completed');
    }
  }
}

/** Brings a pull request up to date with its branches before it is opened again, or refuses. */
export async function prepareReopening(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  pull: PullRecord,
): Promise<void> {
  const refuse = (message: string) =>
    validationFailed({ resource: 'PullRequest', code: 'invalid', field: 'state', message });
  if (pull.mergedAt !== null) throw refuse('state cannot be changed. The pull request cannot be reopened.');
  const head = await branchTip(gh.bare(repository), pull.head);
  if (head === undefined) throw refuse(`state cannot be changed. The ${pull.head} branch has been deleted.`);
  await setPullHead(gh, repository, issue, head);
  await refreshMergeRef(gh, repository, issue, pull);
}

function setClosed(gh: Github, issue: IssueRecord, caller: Caller, reason: StateReason | null): void {
  issue.state = 'closed';
  issue.stateReason = issue.pull ? null : (reason ?? 'completed');
  issue.closedAt = now();
  issue.updatedAt = issue.closedAt;
  issue.closedBy = loginOf(caller);
  gh.store.touch();
}
