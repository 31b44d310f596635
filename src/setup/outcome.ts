import { readStamp, sameText } from './stamp.js';

/** What happens to a file: the first five leave nothing to do, the last two wait for a person. */
export type Outcome =
  | 'written'
  | 'unchanged'
  | 'upgraded'
  | 'overwritten'
  /** Somebody's own, and good as it is. */
  | 'kept'
  /** Somebody has changed it, and it lacks something. */
  | 'edited'
  /** A newer version of this program wrote it. */
  | 'newer';

export interface PresentFile {
  /** Null where there is none. */
  readonly present: string | null;
  readonly wanted: string;
  /** Texts of earlier versions, which wrote no line to know them by. */
  readonly earlier: readonly string[];
  /** What an edited file lacks; empty where edits are welcome and do no harm. */
  readonly lacks: readonly string[];
}

/** Decides about one file. Edits that do no harm stay; others are lost only when that was asked for. */
export function outcomeOf(file: PresentFile, version: string, overwrite: boolean): Outcome {
  const { present, wanted, earlier, lacks } = file;
  if (present === null) return 'written';
  if (sameText(present, wanted)) return 'unchanged';
  const stamp = readStamp(present);
  const isOurs = stamp?.isIntact === true || earlier.some((text) => sameText(text, present));
  if (!isOurs && lacks.length === 0) return 'kept';
  if (overwrite) return 'overwritten';
  if (!isOurs) return 'edited';
  return stamp !== null && isNewer(stamp.version, version) ? 'newer' : 'upgraded';
}

/** True for outcomes after which the file is another one. */
export function isChange(outcome: Outcome): boolean {
  return outcome === 'written' || outcome === 'upgraded' || outcome === 'overwritten';
}

function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split(/[.-]/).slice(0, 3).map(Number));
  for (const [index, number] of (a ?? []).entries()) {
    const difference = number - (b?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
