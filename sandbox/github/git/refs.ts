import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git, gitText } from './exec.js';
import { readObject } from './object-reader.js';

export const zeroSha = '0'.repeat(40);

export interface Ref {
  readonly name: string;
  readonly sha: string;
  readonly type: 'commit' | 'tag' | 'tree' | 'blob';
}

/** A ref before and after a write; `undefined` where it does not exist. */
export interface RefChange {
  readonly ref: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The value of a ref is not what the writer expected. */
export class RefConflict extends Error {}

/** All refs under a prefix such as `refs/heads/`, or that equal it. */
export async function listRefs(bare: string, prefix = 'refs/'): Promise<readonly Ref[]> {
  const text = await gitText(bare, [
    'for-each-ref',
    '--format=%(objectname) %(objecttype) %(refname)',
    prefix,
  ]);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [sha = '', type = '', name = ''] = line.split(' ');
      return { sha, type: type as Ref['type'], name };
    });
}

/** One ref by its full name. */
export async function readRef(bare: string, name: string): Promise<Ref | undefined> {
  const sha = await refValue(bare, name);
  const object = sha === undefined ? undefined : await readObject(bare, sha);
  return object && { name, sha: object.sha, type: object.type };
}

/** The commit that a branch, tag, full ref or commit id stands for, as GitHub's `ref` and `sha` parameters take them. */
export async function resolveCommit(bare: string, revision: string): Promise<string | undefined> {
  const name = await revisionId(bare, revision);
  return name === undefined ? undefined : (await readObject(bare, `${name}^{commit}`))?.sha;
}

/** The tip of a branch. */
export function branchTip(bare: string, branch: string): Promise<string | undefined> {
  return refValue(bare, `refs/heads/${branch}`);
}

/** Applies ref changes together, or none when one of them is not at its `before`. */
export async function updateRefs(bare: string, changes: readonly RefChange[]): Promise<void> {
  const lines = changes.map((it) =>
    it.after === undefined
      ? `delete ${it.ref} ${it.before ?? zeroSha}`
      : `update ${it.ref} ${it.after} ${it.before ?? zeroSha}`,
  );
  const output = await git(bare, ['update-ref', '--stdin'], {
    input: `start\n${lines.join('\n')}\nprepare\ncommit\n`,
    accept: [1, 128],
  });
  if (output.code !== 0) throw new RefConflict(output.stderr.trim());
}

/** Whether the first commit is in the history of the second. */
export async function isAncestor(bare: string, ancestor: string, descendant: string): Promise<boolean> {
  if (ancestor === descendant) return true;
  // Most often it is the parent, which takes no search.
  const commit = (await readObject(bare, descendant))?.content.toString('utf8') ?? '';
  if (commit.slice(0, commit.indexOf('\n\n')).includes(`\nparent ${ancestor}\n`)) return true;
  return (await git(bare, ['merge-base', '--is-ancestor', ancestor, descendant], { accept: [1] })).code === 0;
}

/** Type of an object, or undefined when the repository has no such object. */
export async function objectType(bare: string, sha: string): Promise<Ref['type'] | undefined> {
  return /^[0-9a-f]{40}$/.test(sha) ? (await readObject(bare, sha))?.type : undefined;
}

/** Whether git takes this as the full name of a ref. */
export function isRefName(name: string): boolean {
  return (
    name.startsWith('refs/') &&
    name.split('/').length >= 3 &&
    Array.from(name).every((character) => character > ' ' && character !== '\u007f') &&
    !/[~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|\.$|\/$/.test(name)
  );
}

/** Reads a ref where git keeps it: in a file of its own, or packed together with others. */
async function refValue(bare: string, name: string): Promise<string | undefined> {
  if (!isRefName(name)) return undefined;
  const own = await readText(join(bare, name));
  if (own !== undefined) return /^[0-9a-f]{40}/.exec(own)?.[0];
  const packed = (await readText(join(bare, 'packed-refs'))) ?? '';
  return packed
    .split('\n')
    .find((line) => line.slice(41) === name)
    ?.slice(0, 40);
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

async function revisionId(bare: string, revision: string): Promise<string | undefined> {
  if (/^[0-9a-f]{40}$/.test(revision) || revision === 'HEAD') return revision;
  const candidates = [
    ...(revision.startsWith('refs/') ? [revision] : []),
    `refs/heads/${revision}`,
    `refs/tags/${revision}`,
    ...(/^(heads|tags|pull)\//.test(revision) ? [`refs/${revision}`] : []),
  ];
  for (const name of candidates) {
    const sha = await refValue(bare, name);
    if (sha !== undefined) return sha;
  }
  return /^[0-9a-f]{7,39}$/.test(revision) ? revision : undefined;
}
