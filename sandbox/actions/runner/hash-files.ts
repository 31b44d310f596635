/** The `hashFiles()` function: one SHA-256 over the digests of all files that match. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { matchesPatterns } from '../triggers/glob.js';

/** Hashes the workspace's files that match; the empty text when none does. */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const wanted = patterns
    .flatMap((pattern) => pattern.split('\n'))
    .map((pattern) => pattern.trim().replace(/^(!?)\.\//, '$1'));
  const files = listFiles(workspace).filter((file) =>
    matchesPatterns(
      file,
      wanted.filter((pattern) => pattern !== ''),
    ),
  );
  if (files.length === 0) {
    return '';
  }
  const total = createHash('sha256');
  for (const file of files) {
    total.update(
      createHash('sha256')
        .update(readFileSync(join(workspace, file)))
        .digest(),
    );
  }
  return total.digest('hex');
}

/** All files below a directory, as sorted relative paths; git's own are left out. */
function listFiles(root: string): readonly string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('.git/'))
    .toSorted();
}
