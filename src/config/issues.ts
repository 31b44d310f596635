/** What the schema finds, in words: where, what was expected, what was received, and what was probably meant. */
import type { z } from 'zod';
import { nearest } from '../commands/nearest.js';
import { allKeys, choicesAt, describeExpected, keysAt, type Path } from './describe.js';
import type { Place } from './place.js';
import { type Mistake, MOST_MISTAKES, show, valueAt } from './problem.js';

/** @param data the file as it was read, to show what was received */
export function mistakesOf(issue: z.core.$ZodIssue, data: unknown, place: Place): Mistake[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MOST_MISTAKES).map((key) => unknownKey(path, key, place));
  // A key of a mapping with fixed names, as `backends.per_agent`.
  if (issue.code === 'invalid_key') return [unknownKey(path.slice(0, -1), String(path.at(-1)), place)];
  const inside = issue.code === 'invalid_union' ? withinUnion(issue) : [];
  if (inside.length > 0) {
    return inside.flatMap((one) => mistakesOf({ ...one, path: [...issue.path, ...one.path] }, data, place));
  }
  const value = valueAt(data, path);
  return [
    { line: place(path), key: path.join('.'), expected: expectedAt(path, value), received: show(value) },
  ];
}

/** Where one form of several fits as far as its items go, the items are what is wrong. */
function withinUnion(
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
): readonly z.core.$ZodIssue[] {
  return issue.errors.find((found) => found.length > 0 && found.every(({ path }) => path.length > 0)) ?? [];
}

function expectedAt(path: Path, value: unknown): string {
  const expected = describeExpected(path);
  const meant = typeof value === 'string' ? meantBy(value, choicesAt(path)) : null;
  return meant === null ? expected : `${expected} (${meant} perhaps)`;
}

function unknownKey(path: Path, key: string, place: Place): Mistake {
  const known = keysAt(path) ?? [];
  const meant = meantBy(key, known);
  return {
    line: place(path, key),
    key: [...path, key].join('.'),
    expected: meant === null ? `one of ${known.join(', ')}${elsewhere(key)}` : `${meant} perhaps`,
    received: `the unknown key ${show(key)}`,
  };
}

/** A key in the wrong place is told its right one. */
function elsewhere(key: string): string {
  const homes = allKeys().flatMap((path) => (path.at(-1) === key ? [path.slice(0, -1).join('.')] : []));
  return homes.length === 0 ? '' : ` (${key} belongs to ${homes.slice(0, 3).join(' or ')})`;
}

/** The nearest name; a part of one counts, as `claude` for `claude-code`. */
function meantBy(word: string, names: readonly string[]): string | null {
  const near = nearest(word, names);
  if (near !== null || word.length < 4) return near;
  const typed = word.toLowerCase();
  return names.find((name) => name.startsWith(typed) || typed.startsWith(name)) ?? null;
}
