import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { nearest } from '../commands/nearest.js';
import { findCircle } from './circle.js';
import { describeExpected, keysAt, type Path } from './describe.js';
import { type Place, placer } from './place.js';
import { checkRules } from './rules.js';
import { type Config, configSchema } from './schema.js';

/** Where the configuration lives in a repository. */
export const CONFIG_FILE = '.github/speckit.yml';

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

export type ParsedConfig =
  | { readonly config: Config; readonly problems: readonly [] }
  | { readonly config: null; readonly problems: readonly ConfigProblem[] };

/** Longest file that is read, in characters. */
const FILE_LIMIT = 200_000;

/**
 * Reads the text of `.github/speckit.yml`. An empty text is the default configuration; one problem makes the whole file
 * unusable, because half of somebody's rules (a second approval, say) would be worse than none. Never throws.
 */
export function parseConfig(text: string, file: string = CONFIG_FILE): ParsedConfig {
  if (text.length > FILE_LIMIT) {
    return refused([problem(file, 1, '', `at most ${FILE_LIMIT} characters`, `${text.length} characters`)]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
  });
  const place = placer(document, lines);
  if (document.errors.length > 0) {
    return refused(
      document.errors.map((error) =>
        problem(file, lines.linePos(error.pos[0]).line, '', 'valid YAML', lowerFirst(error.message)),
      ),
    );
  }

  const circle = findCircle(document);
  if (circle !== null) {
    const line = lines.linePos(circle.offset).line;
    return refused([problem(file, line, '', 'a value without references to itself', `*${circle.name}`)]);
  }
  const value = toPlain(document);
  if (value.kind === 'unreadable') return refused([problem(file, 1, '', 'valid YAML', value.reason)]);
  const parsed = configSchema.safeParse(withoutNulls(value.data) ?? {}, { reportInput: true });
  if (!parsed.success) {
    return refused(
      eachOnce(parsed.error.issues.flatMap((issue) => problemsOf(issue, value.data, file, place))),
    );
  }

  const breaches = checkRules(parsed.data);
  if (breaches.length === 0) return { config: parsed.data, problems: [] };
  return refused(
    breaches.map(({ path, expected, received }) =>
      problem(file, place(path), path.join('.'), expected, received),
    ),
  );
}

function refused(problems: readonly ConfigProblem[]): ParsedConfig {
  return { config: null, problems };
}

/** One value may break two rules that are said in the same words, such as a number far too large to be whole. */
function eachOnce(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((each) => [each.message, each])).values()];
}

type Plain =
  | { readonly kind: 'plain'; readonly data: unknown }
  | { readonly kind: 'unreadable'; readonly reason: string };

function toPlain(document: Document): Plain {
  try {
    return { kind: 'plain', data: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    // Unresolved or exploding aliases.
    return { kind: 'unreadable', reason: lowerFirst(error instanceof Error ? error.message : String(error)) };
  }
}

/** A key with nothing after it, or only comments, is as good as absent: that is what commented templates leave. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === null ? [] : [[key, withoutNulls(entry)]])),
  );
}

function problemsOf(issue: z.core.$ZodIssue, data: unknown, file: string, place: Place): ConfigProblem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(path, key, file, place));
  }
  // A key of a mapping with fixed names, as `backends.per_agent`.
  if (issue.code === 'invalid_key') return [unknownKey(path.slice(0, -1), String(path.at(-1)), file, place)];
  const expected = describeExpected(path);
  return [problem(file, place(path), path.join('.'), expected, show(valueAt(data, path)))];
}

function unknownKey(path: Path, key: string, file: string, place: Place): ConfigProblem {
  const known = keysAt(path) ?? [];
  const meant = nearest(key, known);
  const expected = meant === null ? `one of ${known.join(', ')}` : `${meant} perhaps`;
  return problem(file, place(path, key), [...path, key].join('.'), expected, `the unknown key ${show(key)}`);
}

function problem(file: string, line: number, key: string, expected: string, received: string): ConfigProblem {
  const subject = key === '' ? '' : `${key}: `;
  return {
    file,
    line,
    key,
    expected,
    received,
    message: `${file}:${line}: ${subject}expected ${expected}, received ${received}`,
  };
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\s+/g, ' ');
}
