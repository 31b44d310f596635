import type { TreeFile } from '../../runtime/ports.js';
import type { GithubClient } from './client.js';
import { GithubError, unreadableAnswer } from './github-error.js';
import { branchHead } from './refs.js';
import type { RepositoryName } from './repository.js';
import { createStateBranch, STATE_BRANCH } from './state-branch.js';
import { listTree } from './tree.js';

interface BranchFile {
  readonly text: string;
  /** Git blob id: the version that a compare-and-set write must name. */
  readonly sha: string;
}

type WriteOutcome = { readonly kind: 'saved'; readonly version: string } | { readonly kind: 'stale' };

/** Files of the branch `speckit-state`, with atomic writes. */
export interface BranchFiles {
  /** Null when the file or the branch does not exist. `commit` reads an older version. */
  read(path: string, commit?: string): Promise<BranchFile | null>;
  /** The same for what only makes things better and decides nothing: whatever else than a file is there says nothing. */
  readNote(path: string): Promise<BranchFile | null>;
  /** Writes only if the file still is at `version` (null: only if it does not exist). */
  write(path: string, text: string, version: string | null, message: string): Promise<WriteOutcome>;
  /** Paths of all files. */
  list(): Promise<readonly string[]>;
  /** All files with their blob ids. */
  tree(): Promise<readonly TreeFile[]>;
  /** The latest commits that changed a file, newest first. */
  history(path: string, limit: number): Promise<readonly string[]>;
}

/** GitHub's contents API sends files up to this size with the answer; larger ones come as blobs. */
export function createBranchFiles(client: GithubClient, repo: RepositoryName): BranchFiles {
  const look = async (path: string, commit?: string): Promise<BranchFile | string | null> => {
    const attempted = readingOf(path);
    const found = await client.askMaybe(attempted, (api) =>
      api.repos.getContent({ ...repo, path, ref: commit ?? STATE_BRANCH }),
    );
    if (found === null) return null;
    if (Array.isArray(found) || found.type !== 'file')
      return Array.isArray(found) ? 'a directory' : `a ${found.type}`;
    if (found.encoding === 'base64') return { text: decode(found.content), sha: found.sha };
    const blob = await client.ask(attempted, (api) => api.git.getBlob({ ...repo, file_sha: found.sha }));
    return { text: decode(blob.content), sha: found.sha };
  };
  const read: BranchFiles['read'] = async (path, commit) => {
    const found = await look(path, commit);
    if (typeof found === 'string') throw unreadableAnswer(readingOf(path), 'a file', found);
    return found;
  };

  const put = async (path: string, text: string, version: string | null, message: string) => {
    const attempted = `write ${path} on branch ${STATE_BRANCH}`;
    const answer = await client.ask(attempted, (api) =>
      api.repos.createOrUpdateFileContents({
        ...repo,
        path,
        message,
        branch: STATE_BRANCH,
        content: Buffer.from(text).toString('base64'),
        ...(version === null ? {} : { sha: version }),
      }),
    );
    const sha = answer.content?.sha;
    if (typeof sha !== 'string') throw unreadableAnswer(attempted, 'the id of the new file', 'none');
    return { kind: 'saved', version: sha } as const;
  };

  /** After a lost answer: the file itself says whether the write took effect. */
  const settle = async (
    path: string,
    text: string,
    version: string | null,
    message: string,
    error: GithubError,
  ) => {
    const now = await read(path);
    if (now?.text === text) return { kind: 'saved', version: now.sha } as const;
    if ((now?.sha ?? null) !== version) return { kind: 'stale' } as const;
    try {
      return await put(path, text, version, message);
    } catch (again) {
      if (!isStale(again)) throw error;
      const late = await read(path);
      return late?.text === text
        ? ({ kind: 'saved', version: late.sha } as const)
        : ({ kind: 'stale' } as const);
    }
  };

  const tree = async (): Promise<readonly TreeFile[]> => {
    const head = await branchHead(client, repo, STATE_BRANCH);
    return head === null ? [] : await listTree(client, repo, head);
  };

  return {
    read,
    async readNote(path) {
      const found = await look(path);
      return typeof found === 'string' ? null : found;
    },
    async write(path, text, version, message) {
      try {
        return await put(path, text, version, message);
      } catch (error) {
        if (!(error instanceof GithubError)) throw error;
        if (isStale(error)) return { kind: 'stale' };
        if (error.failure === 'unclear') return await settle(path, text, version, message, error);
        if (error.failure !== 'missing' || version !== null) throw error;
        await createStateBranch(client, repo);
        return await put(path, text, version, message).catch((again: unknown) => {
          if (isStale(again)) return { kind: 'stale' } as const;
          throw again;
        });
      }
    },
    list: async () => (await tree()).map((file) => file.path),
    tree,
    async history(path, limit) {
      // No branch, no history.
      const commits = await client.askMaybe(`read the history of ${path}`, (api) =>
        api.repos.listCommits({ ...repo, path, sha: STATE_BRANCH, per_page: limit }),
      );
      return (commits ?? []).map((commit) => commit.sha);
    },
  };
}

function readingOf(path: string): string {
  return `read ${path} of branch ${STATE_BRANCH}`;
}

/** GitHub says 409 for another version, and 422 where a file exists that was expected to be absent. */
function isStale(error: unknown): boolean {
  if (!(error instanceof GithubError)) return false;
  // Empty repositories and rules that forbid the push are told by 409 too; writing again would not help.
  if (error.failure === 'conflict') return !/empty|rule violation|protected/i.test(error.detail);
  return (
    error.status === 422 &&
    /sha.*wasn't supplied|fast.forward|cannot be updated|reference/i.test(error.detail)
  );
}

function decode(content: string): string {
  return Buffer.from(content, 'base64').toString('utf8');
}
