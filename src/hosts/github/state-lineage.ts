/**
 * Who wrote a state last. A digest tells a broken file, but whoever may push can also make a valid one, or push an old one
 * again: the commits of the state branch tell that.
 */
import type { WorkflowState } from '../../domain/state.js';
import type { BranchFiles } from './branch-files.js';
import type { Decoded } from './state-file.js';
import { personBelow, type StateCommit, soundOnes } from './state-history.js';

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

/** A version of a state's file, and what is wrong with it. */
export interface Lineage {
  readonly version: string;
  /** Null where the file is broken: what counts then is told when it is loaded. */
  readonly state: WorkflowState | null;
  readonly forgery: Forgery | null;
}

/**
 * Looks at one moment of a state's file: its commits, and the version that the newest of them made. Somebody who sets the
 * branch back and forth can thus not show an honest history and a forged file.
 *
 * @param commits of the file, newest first
 */
export async function findLineage(
  files: BranchFiles,
  path: string,
  commits: readonly StateCommit[],
  decode: (text: string) => Decoded,
): Promise<Lineage | null> {
  const [newest] = commits;
  const file = newest === undefined ? null : await files.read(path, newest.commit);
  if (newest === undefined || file === null) return null;
  const version = file.sha;
  const decoded = decode(file.text);
  if (decoded.kind !== 'valid') return { version, state: null, forgery: null };
  const { state } = decoded;
  const { revision } = state;
  const highest = Math.max(0, ...sinceRestored(commits).map((one) => one.revision));
  if (newest.person === null && revision >= highest) {
    const below = personBelow(commits);
    const forgery = { reason: writtenBy(below ?? ''), where: 'below', version, good: null } as const;
    return { version, state, forgery: below === null ? null : forgery };
  }
  const reason =
    newest.person === null
      ? `it is revision ${revision}, although revision ${highest} had been written`
      : writtenBy(newest.person);
  const good = await newestSound(files, path, commits, decode);
  return { version, state, forgery: { reason, where: 'last', version, good } };
}

/** What the product has written since it put something right last: before that, revisions may have been higher. */
function sinceRestored(commits: readonly StateCommit[]): readonly StateCommit[] {
  const own = commits.filter((one) => one.person === null);
  const at = own.findIndex((one) => one.restores);
  return at === -1 ? own : own.slice(0, at + 1);
}

function writtenBy(person: string): string {
  return `${person} wrote it, and only the product may`;
}

async function newestSound(
  files: BranchFiles,
  path: string,
  commits: readonly StateCommit[],
  decode: (text: string) => Decoded,
): Promise<Forgery['good']> {
  const own = soundOnes(commits).filter((one) => one.revision > 0);
  for (const { commit, revision } of own.toSorted((one, other) => other.revision - one.revision)) {
    const older = await files.read(path, commit);
    const decoded = older === null ? null : decode(older.text);
    if (decoded?.kind === 'valid' && decoded.state.revision === revision)
      return { state: decoded.state, commit };
  }
  return null;
}
