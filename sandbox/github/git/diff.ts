import { gitText } from './exec.js';

export interface FileDiff {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** Hunks without the file header; binary files have none. */
  readonly patch: string | undefined;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const statuses: Readonly<Record<string, FileDiff['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
};

/** Files that differ between two commits; without the first one, everything in the second. */
export async function diffFiles(
  bare: string,
  from: string | undefined,
  to: string,
): Promise<readonly FileDiff[]> {
  const range = [from ?? emptyTree, to];
  const [raw, numbers, patch] = await Promise.all([
    gitText(bare, ['diff', '--raw', '-z', '--no-abbrev', '-M', ...range]),
    gitText(bare, ['diff', '--numstat', '-z', '-M', ...range]),
    gitText(bare, ['diff', '-p', '-M', '--no-color', ...range]),
  ]);
  const counts = parseCounts(numbers);
  const patches = patch.split(/^(?=diff --git )/m).filter((part) => part !== '');
  const files = parseRaw(raw);
  return files.map((file, index) => {
    const text = patches.length === files.length ? patches[index] : undefined;
    const hunk = text?.indexOf('\n@@ ') ?? -1;
    return {
      ...file,
      additions: counts.get(file.path)?.[0] ?? 0,
      deletions: counts.get(file.path)?.[1] ?? 0,
      patch: text !== undefined && hunk >= 0 ? text.slice(hunk + 1).replace(/\n$/, '') : undefined,
    };
  });
}

/** Like `diffFiles`, without counts and patches. */
export async function diffStatuses(
  bare: string,
  from: string | undefined,
  to: string,
): Promise<readonly RawFile[]> {
  return parseRaw(await gitText(bare, ['diff', '--raw', '-z', '--no-abbrev', '-M', from ?? emptyTree, to]));
}

/** How many lines and files differ between two commits. */
export async function diffCounts(
  bare: string,
  from: string | undefined,
  to: string,
): Promise<{ readonly additions: number; readonly deletions: number; readonly files: number }> {
  const counts = [
    ...parseCounts(await gitText(bare, ['diff', '--numstat', '-z', '-M', from ?? emptyTree, to])).values(),
  ];
  return {
    additions: counts.reduce((sum, [added]) => sum + added, 0),
    deletions: counts.reduce((sum, [, removed]) => sum + removed, 0),
    files: counts.length,
  };
}

/** The whole difference in the form of `git diff`. */
export function diffText(bare: string, from: string | undefined, to: string): Promise<string> {
  return gitText(bare, ['diff', '-p', '-M', '--no-color', from ?? emptyTree, to]);
}

/** Paths that differ between two commits. */
export async function changedPaths(
  bare: string,
  from: string | undefined,
  to: string,
): Promise<readonly string[]> {
  const text = await gitText(bare, ['diff', '--name-only', '--no-renames', '-z', from ?? emptyTree, to]);
  return text.split('\0').filter((path) => path !== '');
}

export type RawFile = Pick<FileDiff, 'path' | 'previousPath' | 'status' | 'sha'>;

function parseRaw(text: string): readonly RawFile[] {
  const fields = text.split('\0');
  const files: RawFile[] = [];
  for (let at = 0; at < fields.length && fields[at] !== ''; ) {
    const [, , before = '', after = '', code = 'M'] = (fields[at] ?? '').split(' ');
    const status = statuses[code.charAt(0)] ?? 'modified';
    const two = status === 'renamed' || status === 'copied';
    const first = fields[at + 1] ?? '';
    const second = fields[at + 2] ?? '';
    files.push({
      path: two ? second : first,
      previousPath: two ? first : undefined,
      status,
      sha: status === 'removed' ? before : after,
    });
    at += two ? 3 : 2;
  }
  return files;
}

function parseCounts(text: string): ReadonlyMap<string, readonly [number, number]> {
  const counts = new Map<string, readonly [number, number]>();
  const fields = text.split('\0');
  for (let at = 0; at < fields.length && fields[at] !== ''; ) {
    const [added = '', removed = '', path = ''] = (fields[at] ?? '').split('\t');
    const name = path === '' ? (fields[at + 2] ?? '') : path;
    // Binary files have "-" for both.
    counts.set(name, [Number(added) || 0, Number(removed) || 0]);
    at += path === '' ? 3 : 1;
  }
  return counts;
}
