import type { Caller } from '../../contract.js';
import { type Commit, log, readCommit } from '../git/commits.js';
import { diffStatuses } from '../git/diff.js';
import { branchTip, isAncestor, objectType, type RefChange, resolveCommit, zeroSha } from '../git/refs.js';
import { type Github, loginOf } from '../github.js';
import type { RepositoryRecord } from '../model.js';
import { noreplyEmail } from '../shapes/commit.js';
import { repositoryHtmlUrl } from '../shapes/repository.js';
import { emitAt, emitOnDefaultBranch } from './emit.js';

const maxCommits = 20;

/** Emits `push`, and `create` or `delete` where a branch or tag came or went. */
export async function emitRefChange(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  change: RefChange,
): Promise<void> {
  const kind = change.ref.startsWith('refs/heads/')
    ? 'branch'
    : change.ref.startsWith('refs/tags/')
      ? 'tag'
      : undefined;
  if (kind === undefined) return;
  const name = change.ref.replace(/^refs\/(heads|tags)\//, '');
  const about = { ref: name, ref_type: kind, pusher_type: 'user' };
  if (change.before === undefined) {
    const more = {
      full_ref: change.ref,
      master_branch: repository.defaultBranch,
      description: repository.description,
    };
    emitAt(
      gh,
      repository,
      caller,
      { name: 'create', about: { ...about, ...more } },
      change.ref,
      change.after ?? '',
    );
  }
  if (change.after === undefined) {
    await emitOnDefaultBranch(gh, repository, caller, { name: 'delete', about });
  }
  const payload = await pushPayload(gh, repository, caller, change);
  emitAt(gh, repository, caller, { name: 'push', about: payload }, change.ref, change.after ?? zeroSha);
}

async function pushPayload(gh: Github, repository: RepositoryRecord, caller: Caller, change: RefChange) {
  const bare = gh.bare(repository);
  const { before, after, ref } = change;
  const page = repositoryHtmlUrl(gh, repository);
  const login = loginOf(caller);
  const commits = after === undefined ? [] : await pushedCommits(gh, repository, change);
  const forced =
    before !== undefined &&
    after !== undefined &&
    ref.startsWith('refs/heads/') &&
    !(await isAncestor(bare, before, after));
  return {
    ref,
    before: before ?? zeroSha,
    after: after ?? zeroSha,
    created: before === undefined,
    deleted: after === undefined,
    forced,
    base_ref: null,
    compare: `${page}/compare/${(before ?? after ?? '').slice(0, 12)}...${(after ?? before ?? '').slice(0, 12)}`,
    commits,
    head_commit: commits.at(-1) ?? (after === undefined ? null : await headCommit(gh, repository, after)),
    pusher: { name: login, email: noreplyEmail(gh, login) },
  };
}

async function pushedCommits(gh: Github, repository: RepositoryRecord, change: RefChange) {
  const bare = gh.bare(repository);
  const { before, after = zeroSha, ref } = change;
  if ((await objectType(bare, after)) !== 'commit') return [];
  const main = `refs/heads/${repository.defaultBranch}`;
  const known = before ?? (ref === main ? undefined : await branchTip(bare, repository.defaultBranch));
  const tip = await readCommit(bare, after);
  const isOne = tip.parents.length === 1 && tip.parents[0] === known;
  const commits = isOne ? [tip] : await log(bare, after, { exclude: known, limit: maxCommits });
  return Promise.all([...commits].reverse().map((commit) => commitPayload(gh, repository, commit)));
}

async function headCommit(gh: Github, repository: RepositoryRecord, id: string) {
  // An annotated tag stands for its commit; a tag of a blob stands for none.
  const sha = await resolveCommit(gh.bare(repository), id);
  return sha === undefined ? null : commitPayload(gh, repository, await readCommit(gh.bare(repository), sha));
}

async function commitPayload(gh: Github, repository: RepositoryRecord, commit: Commit) {
  const files = await diffStatuses(gh.bare(repository), commit.parents[0], commit.sha);
  const paths = (...statuses: readonly string[]): string[] =>
    files.filter((file) => statuses.includes(file.status)).map((file) => file.path);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${repositoryHtmlUrl(gh, repository)}/commit/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email, date: commit.author.date },
    committer: { name: commit.committer.name, email: commit.committer.email, date: commit.committer.date },
    added: paths('added', 'copied', 'renamed'),
    removed: [
      ...paths('removed'),
      ...files.map((file) => file.previousPath).filter((path) => path !== undefined),
    ],
    modified: paths('modified', 'changed'),
  };
}
