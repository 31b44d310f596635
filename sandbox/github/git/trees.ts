import { gitText } from './exec.js';
import { readObject } from './object-reader.js';
import { writeObject } from './object-writer.js';

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

interface Child {
  readonly mode: string;
  readonly sha: string;
}

const treeMode = '40000';

/** Entries of a tree or of a commit's root. */
export async function listTree(
  bare: string,
  treeish: string,
  recursive = false,
): Promise<readonly TreeEntry[]> {
  return parseList(await gitText(bare, ['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), treeish]));
}

/** What is at a path of a commit; the root is a tree. */
export async function entryAt(bare: string, commit: string, path: string): Promise<TreeEntry | undefined> {
  const root = await readObject(bare, `${commit}^{tree}`);
  let found: Child | undefined = root && { mode: treeMode, sha: root.sha };
  for (const part of path === '' ? [] : path.split('/')) {
    if (found?.mode !== treeMode) return undefined;
    found = (await readTree(bare, found.sha)).get(part);
  }
  if (!found) return undefined;
  const { mode, sha } = found;
  if (mode === treeMode) return { path, mode: '040000', type: 'tree', sha, size: undefined };
  if (mode === '160000') return { path, mode, type: 'commit', sha, size: undefined };
  return { path, mode, type: 'blob', sha, size: (await readBlob(bare, sha)).length };
}

/** Bytes of a blob. */
export async function readBlob(bare: string, sha: string): Promise<Buffer> {
  const blob = await readObject(bare, sha);
  if (blob?.type !== 'blob') throw new Error(`expected a blob at ${sha}, found ${blob?.type ?? 'nothing'}`);
  return blob.content;
}

/** Stores bytes as a blob. */
export function writeBlob(bare: string, content: Uint8Array): Promise<string> {
  return writeObject(bare, 'blob', content);
}

/** Writes the tree that the edits make of a base tree or commit (or of an empty tree). */
export async function editTree(
  bare: string,
  base: string | undefined,
  edits: readonly TreeEdit[],
): Promise<string> {
  const root = base === undefined ? undefined : await readObject(bare, `${base}^{tree}`);
  const sha = await edit(
    bare,
    root?.sha,
    edits.map((it) => ({ parts: it.path.split('/'), mode: it.mode.replace(/^0/, ''), sha: it.sha })),
  );
  return sha ?? writeObject(bare, 'tree', Buffer.alloc(0));
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

interface Step {
  readonly parts: readonly string[];
  readonly mode: string;
  readonly sha: string | null;
}

/** One level of `editTree`; undefined when nothing is left, since git keeps no empty directories. */
async function edit(
  bare: string,
  base: string | undefined,
  steps: readonly Step[],
): Promise<string | undefined> {
  const children = new Map(base === undefined ? [] : await readTree(bare, base));
  for (const { parts, mode, sha } of steps) {
    const [name = ''] = parts;
    if (parts.length > 1) continue;
    if (sha === null) children.delete(name);
    else children.set(name, { mode, sha });
  }
  const deeper = steps.filter((step) => step.parts.length > 1);
  for (const name of new Set(deeper.map((step) => step.parts[0] ?? ''))) {
    const own = deeper.filter((step) => step.parts[0] === name);
    const present = children.get(name);
    const below = own.map((step) => ({ ...step, parts: step.parts.slice(1) }));
    const sha = await edit(bare, present?.mode === treeMode ? present.sha : undefined, below);
    if (sha !== undefined) children.set(name, { mode: treeMode, sha });
    else if (present?.mode === treeMode) children.delete(name);
  }
  return children.size === 0 ? undefined : writeTree(bare, children);
}

async function readTree(bare: string, sha: string): Promise<ReadonlyMap<string, Child>> {
  const tree = await readObject(bare, sha);
  if (tree?.type !== 'tree') throw new Error(`expected a tree at ${sha}, found ${tree?.type ?? 'nothing'}`);
  const children = new Map<string, Child>();
  const { content } = tree;
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(0, at);
    const head = content.toString('utf8', at, end);
    const space = head.indexOf(' ');
    children.set(head.slice(space + 1), {
      mode: head.slice(0, space),
      sha: content.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return children;
}

function writeTree(bare: string, children: ReadonlyMap<string, Child>): Promise<string> {
  // Git sorts by bytes, and a directory as if its name ended in a slash.
  const entries = [...children]
    .map(([name, child]) => ({ name, child, key: Buffer.from(child.mode === treeMode ? `${name}/` : name) }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  const bytes = entries.flatMap(({ name, child }) => [
    Buffer.from(`${child.mode} ${name}\0`),
    Buffer.from(child.sha, 'hex'),
  ]);
  return writeObject(bare, 'tree', Buffer.concat(bytes));
}

function parseList(text: string): readonly TreeEntry[] {
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
