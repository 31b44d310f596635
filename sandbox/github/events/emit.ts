import type { Caller } from '../../contract.js';
import { branchTip, readRef } from '../git/refs.js';
import { fullName, type Github, loginOf } from '../github.js';
import type { IssueRecord, RepositoryRecord } from '../model.js';
import { pullFacts } from '../pulls/facts.js';
import { issueShape } from '../shapes/issue.js';
import { pullShape } from '../shapes/pull.js';
import { repositoryShape } from '../shapes/repository.js';
import { organization, simpleUser } from '../shapes/user.js';

export interface Happening {
  readonly name: string;
  readonly action?: string;
  /** What the payload holds besides `action`, `repository`, `organization` and `sender`. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** Emits an event whose workflows are those of the default branch. */
export async function emitOnDefaultBranch(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  happening: Happening,
): Promise<void> {
  const branch = repository.defaultBranch;
  const sha = (await branchTip(gh.bare(repository), branch)) ?? '';
  emitAt(gh, repository, caller, happening, `refs/heads/${branch}`, sha);
}

/** Emits `issues` about one issue. */
export function emitIssue(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  action: string,
  issue: IssueRecord,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const about = { issue: issueShape(gh, repository, issue), ...more };
  return emitOnDefaultBranch(gh, repository, caller, { name: 'issues', action, about });
}

/** Emits `pull_request` or a kindred event; its workflows are those of the merge of head and base. */
export async function emitPull(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  action: string,
  issue: IssueRecord,
  more: Readonly<Record<string, unknown>> = {},
  name = 'pull_request',
): Promise<void> {
  const { pull } = issue;
  if (!pull) throw new Error(`#${issue.number} is an issue; ${name} events are about pull requests`);
  const facts = await pullFacts(gh, repository, issue, pull);
  const shape = pullShape(gh, repository, issue, pull, facts);
  const number = name === 'pull_request' ? { number: issue.number } : {};
  const happening = { name, action, about: { ...number, pull_request: shape, ...more } };
  if (pull.mergedAt !== null && name === 'pull_request') {
    emitAt(gh, repository, caller, happening, `refs/heads/${pull.base}`, pull.mergeSha ?? '');
    return;
  }
  const ref = `refs/pull/${issue.number}/merge`;
  // A conflict leaves the ref of an earlier merge in place; it is not the merge of this head.
  const sha = facts.mergeable === false ? undefined : (await readRef(gh.bare(repository), ref))?.sha;
  emitAt(gh, repository, caller, happening, ref, sha ?? '');
}

/** Emits an event with the ref and commit given. */
export function emitAt(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  happening: Happening,
  ref: string,
  sha: string,
): void {
  const { name, action, about } = happening;
  const owner = gh.store.user(repository.owner);
  gh.events.emit({
    name,
    ...(action === undefined ? {} : { action }),
    repository: fullName(repository),
    payload: {
      ...(action === undefined ? {} : { action }),
      ...about,
      repository: repositoryShape(gh, repository),
      ...(owner?.type === 'Organization' ? { organization: organization(gh, owner.login) } : {}),
      sender: simpleUser(gh, loginOf(caller)),
    },
    sender: loginOf(caller),
    byRunToken: caller.kind === 'run',
    ref,
    sha,
  });
}
