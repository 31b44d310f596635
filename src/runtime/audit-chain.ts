import { createHash } from 'node:crypto';
import { type AuditEntry, auditEntry } from '../domain/audit.js';

/** An entry before it has its place. */
export type AuditNote = Omit<AuditEntry, 'n' | 'previous' | 'digest'>;

/** What is wrong with a record, and where. */
export interface AuditProblem {
  /** From 1 on; where an entry is missing, the place at which it should stand. */
  readonly position: number;
  readonly message: string;
}

/** Puts notes at the end of a record, each bound to the one before it. */
export function appendToChain(
  chain: readonly AuditEntry[],
  workflowId: string,
  notes: readonly AuditNote[],
): AuditEntry[] {
  const grown = [...chain];
  for (const note of notes) {
    const last = grown.at(-1);
    const bound = { n: (last?.n ?? 0) + 1, ...note, previous: last?.digest ?? rootOf(workflowId) };
    grown.push({ ...bound, digest: digestOf(bound) });
  }
  return grown;
}

/**
 * Whether a record is as it was written: nothing changed, removed or put elsewhere between its first entry and its last.
 * What is cut off at its end only earlier copies tell (see `compareChains`).
 */
export function verifyChain(
  record: unknown,
  workflowId: string,
): { readonly entries: readonly AuditEntry[]; readonly problems: readonly AuditProblem[] } {
  if (!Array.isArray(record)) {
    const message = 'expected a list of entries, received none';
    return { entries: [], problems: [{ position: 1, message }] };
  }
  const entries: AuditEntry[] = [];
  const problems: AuditProblem[] = [];
  let number = 0;
  let previous = rootOf(workflowId);
  for (const [index, one] of record.entries()) {
    const position = index + 1;
    const parsed = auditEntry.safeParse(one);
    number += 1;
    if (!parsed.success) {
      problems.push({ position, message: `expected an entry, received something else` });
      previous = '';
      continue;
    }
    const entry = parsed.data;
    const message = flawOf(entry, number, previous);
    if (message !== null) problems.push({ position, message });
    entries.push(entry);
    number = entry.n;
    previous = entry.digest;
  }
  return { entries, problems };
}

/** Whether a later copy of a record holds an earlier one as its beginning; where it does not, the first place. */
export function compareChains(
  earlier: readonly AuditEntry[],
  later: readonly AuditEntry[],
): AuditProblem | null {
  for (const [index, entry] of earlier.entries()) {
    const position = index + 1;
    const present = later[index];
    if (present === undefined) return { position, message: `${nameOf(entry)} was removed` };
    if (digestOf(present) !== digestOf(entry))
      return { position, message: `${nameOf(entry)} was replaced by ${nameOf(present)}` };
  }
  return null;
}

function flawOf(entry: AuditEntry, number: number, previous: string): string | null {
  if (entry.digest !== digestOf(entry)) return `${nameOf(entry)} was changed after it was written`;
  if (entry.n > number) {
    const missing = entry.n - number === 1 ? `entry ${number}` : `entries ${number} to ${entry.n - 1}`;
    return `${missing} should stand before ${nameOf(entry)}: removed, or moved elsewhere`;
  }
  if (entry.n < number) return `${nameOf(entry)} stands where entry ${number} should: moved or repeated`;
  // An entry that cannot be read has no digest to be bound to, and was told already.
  if (previous !== '' && entry.previous !== previous)
    return `${nameOf(entry)} is not bound to what stands before it: that was exchanged, or this was put in`;
  return null;
}

function nameOf({ n, action, actor }: AuditEntry): string {
  return `entry ${n} (${action} by ${actor})`;
}

/** The fields in one order, whatever the file's is. */
function digestOf(entry: Omit<AuditEntry, 'digest'>): string {
  const { n, at, actor, action, detail, content, source, previous } = entry;
  const about = content === null ? null : [content.head, content.digest];
  return sha256(JSON.stringify([n, at, actor, action, detail, about, source, previous]));
}

/** Entries of one workflow are none of another. */
function rootOf(workflowId: string): string {
  return sha256(`speckit audit of ${workflowId.toLowerCase()}`);
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
