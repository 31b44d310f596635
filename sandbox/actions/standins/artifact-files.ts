/** Which files an artifact holds, and under which names: the rules of `actions/upload-artifact`. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { toRegExp } from '../triggers/glob.js';

export interface ArtifactFile {
  readonly path: string;
  /** Its name inside the artifact. */
  readonly name: string;
}

/** Finds the files of a multi-line `path` input. */
export function findArtifactFiles(
  workspace: string,
  paths: string,
  hidden: boolean,
): readonly ArtifactFile[] {
  const lines = paths.split('\n').map((line) => line.trim());
  const wanted = lines.filter((line) => line !== '' && !line.startsWith('!'));
  const unwanted = lines
    .filter((line) => line.startsWith('!'))
    .map((line) => resolve(workspace, line.slice(1)));
  const searches = wanted.map((line) => search(workspace, line, hidden));
  const files = new Set(
    searches.flatMap((found) => found.files).filter((file) => !unwanted.some((rule) => covers(rule, file))),
  );
  const root = commonRoot(
    searches.map((found) => found.root),
    [...files],
  );
  return [...files].toSorted().map((path) => ({ path, name: relative(root, path).split(sep).join('/') }));
}

interface Search {
  /** The part of the path before any pattern. */
  readonly root: string;
  readonly files: readonly string[];
}

function search(workspace: string, line: string, hidden: boolean): Search {
  const pattern = isAbsolute(line) ? resolve(line) : resolve(workspace, line);
  const hides = (root: string) => !hidden && basename(root).startsWith('.');
  if (!/[*?[]/.test(pattern)) {
    if (hides(pattern)) {
      return { root: pattern, files: [] };
    }
    const kind = statSync(pattern, { throwIfNoEntry: false });
    if (kind?.isDirectory() === true) {
      return { root: pattern, files: walk(pattern, hidden) };
    }
    return { root: pattern, files: kind?.isFile() === true ? [pattern] : [] };
  }
  const parts = pattern.split(sep);
  const root =
    parts
      .slice(
        0,
        parts.findIndex((part) => /[*?[]/.test(part)),
      )
      .join(sep) || sep;
  const files = (hides(root) ? [] : walk(root, hidden)).filter((file) => covers(pattern, file));
  return { root, files };
}

/** True when a pattern names the file or a directory around it. */
function covers(pattern: string, file: string): boolean {
  const expression = toRegExp(pattern.replaceAll('?', '[^/]'));
  for (let path = file; path !== dirname(path); path = dirname(path)) {
    if (expression.test(path)) {
      return true;
    }
  }
  return false;
}

function walk(directory: string, hidden: boolean): readonly string[] {
  return readEntries(directory).flatMap((name) => {
    if (!hidden && name.startsWith('.')) {
      return [];
    }
    const path = join(directory, name);
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind?.isDirectory() === true) {
      return walk(path, hidden);
    }
    return kind?.isFile() === true ? [path] : [];
  });
}

function readEntries(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** One search gives paths below its own root; several give paths below what all of them share. */
function commonRoot(roots: readonly string[], files: readonly string[]): string {
  const [start = sep, ...others] = roots.map((root) => (files.includes(root) ? dirname(root) : root));
  return others.reduce((shared, root) => {
    let current = shared;
    while (current !== dirname(current) && root !== current && !root.startsWith(current + sep)) {
      current = dirname(current);
    }
    return current;
  }, start);
}

/** GitHub's rule for names of artifacts. */
export function checkArtifactName(name: string): void {
  if (name === '' || /["<>|*?:\r\n\\/]/.test(name)) {
    throw new Error(
      `The artifact name is not valid: ${name || '(empty)'}. Expected no " : < > | * ? \\ / and no line breaks.`,
    );
  }
}
