import { redact } from '../commands/redact.js';
import type { Path } from './describe.js';

/** One thing that is wrong with the file, with everything that is needed to mend it. */
export interface ConfigProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The key as a path with dots; empty for the file as a whole. */
  readonly key: string;
  readonly expected: string;
  readonly received: string;
  /** All of it in one line. */
  readonly message: string;
}

/** More of them help nobody, and each is looked for in the whole file. */
export const MOST_MISTAKES = 20;

/** A problem before it is known which file it is in. */
export type Mistake = Pick<ConfigProblem, 'line' | 'key' | 'expected' | 'received'>;

/** Puts what is wrong into one line. */
export function problem(file: string, { line, key, expected, received }: Mistake): ConfigProblem {
  const subject = key === '' ? '' : `${key}: `;
  const message = `${file}:${line}: ${subject}expected ${expected}, received ${received}`;
  return { file, line, key, expected, received, message };
}

/** One value may break two rules that are said in the same words, such as a number far too large to be whole. */
export function eachOnce(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((each) => [each.message, each])).values()];
}

/** A value as people wrote it, in short. The message is posted, so nothing that looks like a key goes with it. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = redact(JSON.stringify(value) ?? typeof value);
  const short = text.length > 80 ? `${text.slice(0, 77)}...` : text;
  return isQuotedOther(value) ? `the text ${short} (it is in quotes)` : short;
}

/** A number or a truth value that quotes have made a text of. */
function isQuotedOther(value: unknown): boolean {
  return typeof value === 'string' && /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(value);
}

/** The value at a path; undefined where there is none. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}
