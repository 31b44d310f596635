import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { git, gitText } from './exec.js';

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; only blobs have one. */
  readonly size: number | undefined;
}

/** A change to one path; `sha` null removes it. */
export interface TreeEdit {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/** Entries of a tree or of a commit's root. */
export async function listTree(
  bare: string,
  treeish: string,
  recursive = false,
): Promise<readonly TreeEntry[]> {
  return parse(await gitText(bare, ['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), treeish]));
}

/** What is at a path of a commit; the root is a tree. */
export async function entryAt(bare: string, commit: string, path: string): Promise<TreeEntry | undefined> {
  if (path === '') {
    const sha = (await gitText(bare, ['rev-parse', `${commit}^{tree}`])).trim();
    return { path: '', mode: '040000', type: 'tree', sha, size: undefined };
  }
  return parse(await gitText(bare, ['ls-tree', '-z', '-l', commit, '--', path])).find(
    (it) => it.path === path,
  );
}

/** Bytes of a blob. */
export async function readBlob(bare: string, sha: string): Promise<Buffer> {
  return (await git(bare, ['cat-file', 'blob', sha])).stdout;
}

/** Stores bytes as a blob. */
export async function writeBlob(bare: string, content: Uint8Array): Promise<string> {
  return (await gitText(bare, ['hash-object', '-w', '--stdin'], { input: content })).trim();
}

/** Writes the tree that the edits make of a base tree (or of an empty one). */
export async function editTree(
  bare: string,
  base: string | undefined,
  edits: readonly TreeEdit[],
): Promise<string> {
  // An index of its own for each edit: several requests work on one repository at once.
  const index = join(bare, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index, GIT_DIR: bare };
  try {
    await git(bare, base === undefined ? ['read-tree', '--empty'] : ['read-tree', base], { env });
    const subtrees = edits.filter((edit) => edit.mode === '040000' && edit.sha !== null);
    const lines = edits
      .filter((edit) => !subtrees.includes(edit))
      .map((edit) =>
        edit.sha === null
          ? `0 ${'0'.repeat(40)}\t${edit.path}\0`
          : `${edit.mode} ${edit.sha}\t${edit.path}\0`,
      );
    if (lines.length > 0) {
      await git(bare, ['update-index', '--add', '--replace', '-z', '--index-info'], {
        env,
        input: lines.join(''),
      });
    }
    for (const tree of subtrees) {
      await git(bare, ['rm', '-r', '-q', '--cached', '--ignore-unmatch', '--', tree.path], { env });
      await git(bare, ['read-tree', `--prefix=${tree.path}/`, tree.sha ?? ''], { env });
    }
    return (await gitText(bare, ['write-tree'], { env })).trim();
  } finally {
    await rm(index, { force: true });
  }
}

/** Whether git can hold a file at this path; a tree with `..` or `.git` in it cannot be checked out. */
export function isFilePath(path: string): boolean {
  return (
    path !== '' &&
    !path.includes('\0') &&
    path
      .split('/')
      .every((part) => part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git')
  );
}

function parse(text: string): readonly TreeEntry[] {
  return text
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => {
      const tab = record.indexOf('\t');
      const [mode = '', type = '', sha = '', size = '-'] = record.slice(0, tab).split(/ +/);
      return {
        path: record.slice(tab + 1),
        mode,
        type: type as TreeEntry['type'],
        sha,
        size: size === '-' ? undefined : Number(size),
      };
    });
}
