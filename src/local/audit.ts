/** The record of a workflow, read from this machine or from the state branch of a remote, and held to its own history. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEntry } from '../domain/audit.js';
import { STATE_BRANCH, STATE_DIRECTORY } from '../hosts/github/state-branch.js';
import { type Git, GitError, gitText } from '../jobs/land/git.js';
import { type AuditProblem, compareChains, verifyChain } from '../runtime/audit-chain.js';
import { LocalError, type LocalRepository } from './repository.js';

/** A problem of the record as it is, or of an earlier version of it. */
export interface FoundProblem extends AuditProblem {
  /** The commit that brought it in, and who is named as its author; null for the record as it is. */
  readonly commit: string | null;
  /** True where a later version holds the whole record again. */
  readonly restored: boolean;
}

export interface Audit {
  readonly workflow_id: string;
  /** A file of this machine, or a commit of the state branch. */
  readonly source: string;
  /** How many versions of the record were compared. */
  readonly versions: number;
  readonly entries: readonly AuditEntry[];
  /** True when no problem is left that was not put right. */
  readonly verified: boolean;
  readonly problems: readonly FoundProblem[];
}

interface Version {
  readonly commit: string;
  readonly author: string;
  readonly text: string;
}

/**
 * Reads and verifies the record of a workflow. A workflow of the local host has its state here; that of GitHub is fetched,
 * with all earlier versions: each has to begin with what the one before it held.
 *
 * @throws LocalError where there is no such workflow
 */
export async function auditWorkflow(
  { git, stateDir }: LocalRepository,
  workflowId: string,
  remote: string,
): Promise<Audit> {
  const file = join(stateDir, `${workflowId}.json`);
  const here = await readFile(file, 'utf8').catch(() => null);
  if (here !== null) return judge(workflowId, file, [{ commit: '', author: '', text: here }]);
  const tip = await fetchStates(git, remote);
  const versions = await versionsOf(git, tip, `${STATE_DIRECTORY}/${workflowId}.json`);
  if (versions.length > 0) return judge(workflowId, `${remote}/${STATE_BRANCH} at ${tip}`, versions);
  throw new LocalError(
    `expected a workflow ${workflowId} in ${stateDir} or on ${remote}/${STATE_BRANCH}, found none: look for its id on the dashboard`,
  );
}

function judge(workflowId: string, source: string, versions: readonly Version[]): Audit {
  let whole: readonly AuditEntry[] = [];
  let problems: FoundProblem[] = [];
  for (const { commit, author, text } of versions) {
    const record = recordOf(text);
    // Versions of before there was a record, and those that are no state at all, hold nothing to compare.
    if (record === undefined && whole.length === 0) continue;
    const { entries, problems: flaws } = verifyChain(record ?? [], workflowId);
    const lost = compareChains(whole, entries);
    const named = commit === '' ? null : `${commit.slice(0, 10)} by ${author}`;
    const found = lost === null ? flaws : [lost, ...flaws.filter((flaw) => flaw.position !== lost.position)];
    if (found.length === 0) {
      whole = entries;
      problems = problems.map((problem) => ({ ...problem, restored: true }));
      continue;
    }
    const isKnown = (one: AuditProblem) =>
      problems.some(
        (known) => !known.restored && known.position === one.position && known.message === one.message,
      );
    problems.push(
      ...found.filter((one) => !isKnown(one)).map((one) => ({ ...one, commit: named, restored: false })),
    );
  }
  const last = verifyChain(recordOf(versions.at(-1)?.text ?? '') ?? [], workflowId);
  return {
    workflow_id: workflowId,
    source,
    versions: versions.length,
    entries: last.entries,
    verified: problems.every((problem) => problem.restored),
    problems,
  };
}

/** The record that a state file holds; undefined where it holds none. */
function recordOf(text: string): unknown {
  try {
    const state: unknown = JSON.parse(text);
    return typeof state === 'object' && state !== null && 'audit' in state ? state.audit : undefined;
  } catch {
    return undefined;
  }
}

/** The commit that the remote's state branch is at. Nothing of the repository's own refs is moved by this. */
async function fetchStates(git: Git, remote: string): Promise<string> {
  try {
    await git(['fetch', '--quiet', '--no-tags', '--end-of-options', remote, `refs/heads/${STATE_BRANCH}`]);
    return await gitText(git, ['rev-parse', 'FETCH_HEAD']);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new LocalError(
      `expected the branch ${STATE_BRANCH} on the remote "${remote}", received: ${error.message.split('\n').at(-1) ?? ''}. Name another one with --remote`,
    );
  }
}

/** Every version of a file that a branch's commits have made, oldest first. */
async function versionsOf(git: Git, tip: string, path: string): Promise<Version[]> {
  const log = await gitText(git, ['log', '--first-parent', '--reverse', '--format=%H %an', tip, '--', path]);
  const versions: Version[] = [];
  for (const line of log.split('\n').filter((one) => one !== '')) {
    const [commit = ''] = line.split(' ', 1);
    const { code, stdout } = await git(['cat-file', 'blob', `${commit}:${path}`], { accept: [128] });
    const text = code === 0 ? stdout.toString('utf8') : '';
    versions.push({ commit, author: line.slice(commit.length + 1), text });
  }
  return versions;
}
