/** Looks for secrets in what an agent wants to add to the repository. */
import { redact } from '../../commands/redact.js';
import type { SecretScanner } from '../../commands/secret-values.js';
import type { TreeChange } from './tree-diff.js';

/** Content of a blob, as latin1: every byte a character. */
export type ReadBlob = (id: string) => Promise<string>;

/**
 * The path of the first file that brings a secret in, or null. Looks at whole new contents, whatever form a patch has, and
 * at all of them together, so that pieces in several files are found too. What a file held before may stay in it.
 */
export async function findSecretIn(
  changes: readonly TreeChange[],
  read: ReadBlob,
  known: SecretScanner,
): Promise<string | null> {
  const added: string[] = [];
  for (const change of changes) {
    if (known.holds(change.path)) return change.path;
    if (change.newMode === '000000' || change.newMode === '160000') continue;
    const before = /^0*$/.test(change.oldId) ? '' : await read(change.oldId);
    const lines = newLines(before, await read(change.newId));
    if (known.holds(lines) || holdsNewToken(before, lines)) return change.path;
    added.push(change.path, lines);
  }
  return known.holds(added.join('\n')) ? (changes.at(-1)?.path ?? null) : null;
}

/** Lines that were not there before, in their order. */
function newLines(before: string, after: string): string {
  const old = new Set(before.split('\n'));
  return after
    .split('\n')
    .filter((line) => !old.has(line))
    .join('\n');
}

/** Something that has the known form of a token or of a private key. Samples that name themselves so are none. */
function holdsNewToken(before: string, lines: string): boolean {
  const suspicious = lines.split('\n').filter((line) => !/example|sample|dummy|fake|xxxx/i.test(line));
  return redact(suspicious.join('\n')) !== suspicious.join('\n') && redact(before) === before;
}
