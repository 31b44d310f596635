import { git, gitText } from './exec.js';

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
  if (!isRefName(name)) return undefined;
  return (await listRefs(bare, name)).find((ref) => ref.name === name);
}

/** The commit that a branch, tag, full ref or commit id stands for, as GitHub's `ref` and `sha` parameters take them. */
export async function resolveCommit(bare: string, revision: string): Promise<string | undefined> {
  const name = await revisionName(bare, revision);
  if (name === undefined) return undefined;
  const output = await git(bare, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], {
    accept: [1, 128],
  });
  const sha = output.stdout.toString('utf8').trim();
  return output.code === 0 && sha !== '' ? sha : undefined;
}

/** The tip of a branch. */
export async function branchTip(bare: string, branch: string): Promise<string | undefined> {
  return (await readRef(bare, `refs/heads/${branch}`))?.sha;
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
  return (await git(bare, ['merge-base', '--is-ancestor', ancestor, descendant], { accept: [1] })).code === 0;
}

/** Type of an object, or undefined when the repository has no such object. */
export async function objectType(bare: string, sha: string): Promise<Ref['type'] | undefined> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return undefined;
  const output = await git(bare, ['cat-file', '-t', sha], { accept: [1, 128] });
  return output.code === 0 ? (output.stdout.toString('utf8').trim() as Ref['type']) : undefined;
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

async function revisionName(bare: string, revision: string): Promise<string | undefined> {
  if (/^[0-9a-f]{40}$/.test(revision)) return revision;
  const candidates = [
    ...(revision.startsWith('refs/') ? [revision] : []),
    `refs/heads/${revision}`,
    `refs/tags/${revision}`,
    ...(/^(heads|tags|pull)\//.test(revision) ? [`refs/${revision}`] : []),
  ];
  if (revision === 'HEAD') return 'HEAD';
  for (const name of candidates) {
    if (await readRef(bare, name)) return name;
  }
  return /^[0-9a-f]{7,39}$/.test(revision) ? revision : undefined;
}
