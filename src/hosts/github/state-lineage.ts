/**
 * Who wrote a state last. A digest tells a broken file, but whoever may push can also make a valid one, or push an old one
 * again: the commits of the state branch tell that.
 */
import type { WorkflowState } from '../../domain/state.js';
import type { BranchFiles } from './branch-files.js';
import type { GithubClient } from './client.js';
import type { RepositoryName } from './repository.js';
import { STATE_BRANCH } from './state-branch.js';
import type { Decoded } from './state-file.js';

/** A state that the product has not written, or not last. */
export interface Forgery {
  readonly reason: string;
  /**
   * `last`: the newest version is not the product's, and can be replaced. `below`: the product has written on top of what a
   * person wrote, so that nothing is built on it any more.
   */
  readonly where: 'last' | 'below';
  /** Version token of the file as it is, for the write that replaces it. */
  readonly version: string;
  /** The newest version of the product's own; null where the history holds none. */
  readonly good: { readonly state: WorkflowState; readonly commit: string } | null;
}

interface Entry {
  readonly commit: string;
  /** Login of a person; null for the product and for those whom GitHub does not know. */
  readonly person: string | null;
  /** As the product's commit messages name it. */
  readonly revision: number;
  readonly restores: boolean;
}

/** What the commit begins with that puts a forged state right. */
export const RESTORING = 'restore the state';

/** As far back as a good version is looked for. */
const HISTORY_LENGTH = 30;

export async function findForgery(
  client: GithubClient,
  repo: RepositoryName,
  files: BranchFiles,
  path: string,
  decode: (text: string) => Decoded,
  isOurs: (login: string) => boolean,
): Promise<Forgery | null> {
  // The history first: what is written between the two looks makes the file newer, never older than its history.
  const entries = await historyOf(client, repo, path, isOurs);
  const file = await files.read(path);
  if (file === null) return null;
  const decoded = decode(file.text);
  // A broken file is recovered when it is loaded.
  if (decoded.kind !== 'valid') return null;
  const own = entries.filter((entry) => entry.person === null);
  const highest = Math.max(0, ...own.map((entry) => entry.revision));
  const person = entries[0]?.person ?? null;
  const { revision } = decoded.state;
  if (person === null && revision >= highest) {
    const below = personBelow(entries);
    return below === null
      ? null
      : { reason: writtenBy(below), where: 'below', version: file.sha, good: null };
  }
  const reason =
    person === null
      ? `it is revision ${revision}, although revision ${highest} had been written`
      : writtenBy(person);
  return { reason, where: 'last', version: file.sha, good: await newestOf(own, files, path, decode) };
}

/** The person whose version was never put right. */
function personBelow(entries: readonly Entry[]): string | null {
  const at = entries.findIndex((entry) => entry.person !== null || entry.restores);
  return entries[at]?.person ?? null;
}

function writtenBy(person: string): string {
  return `${person} wrote it, and only the product may`;
}

async function historyOf(
  client: GithubClient,
  repo: RepositoryName,
  path: string,
  isOurs: (login: string) => boolean,
): Promise<readonly Entry[]> {
  const commits = await client.askMaybe(`read the history of ${path}`, (api) =>
    api.repos.listCommits({ ...repo, path, sha: STATE_BRANCH, per_page: HISTORY_LENGTH }),
  );
  return (commits ?? []).map(({ sha, author, commit }) => ({
    commit: sha,
    person: author?.type === 'User' && !isOurs(author.login) ? author.login : null,
    // The first write may leave no trace in the file's history, where a person had pushed what was there before.
    restores: [RESTORING, 'state_recovered'].some((word) => commit.message.startsWith(`speckit: ${word}`)),
    revision: Number(/^Speckit-Revision: (\d+)$/m.exec(commit.message)?.[1] ?? 0),
  }));
}

async function newestOf(
  entries: readonly Entry[],
  files: BranchFiles,
  path: string,
  decode: (text: string) => Decoded,
): Promise<Forgery['good']> {
  for (const { commit, revision } of entries.toSorted((one, other) => other.revision - one.revision)) {
    const older = revision === 0 ? null : await files.read(path, commit);
    const decoded = older === null ? null : decode(older.text);
    if (decoded?.kind === 'valid' && decoded.state.revision === revision)
      return { state: decoded.state, commit };
  }
  return null;
}
