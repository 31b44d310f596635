/** What YAML itself does not accept, in words for people who do not know its terms. */
import type { LineCounter, YAMLParseError } from 'yaml';
import { type Mistake, MOST_MISTAKES, show } from './problem.js';

type Words = Pick<Mistake, 'expected' | 'received'>;

/** By the parser's own code; others are told in its words. */
const WORDS: Readonly<Record<string, Words>> = {
  TAB_AS_INDENT: { expected: 'spaces to indent with', received: 'a tab' },
  DUPLICATE_KEY: { expected: 'each key once', received: 'it a second time' },
  MULTIPLE_DOCS: { expected: 'one document', received: 'a second one after ---' },
};

/** The first thing that is wrong in each line: what follows from it would only confuse. */
export function syntaxMistakes(
  errors: readonly YAMLParseError[],
  text: string,
  lines: LineCounter,
): readonly Mistake[] {
  const rows = text.split(/\r?\n/);
  const found = new Map<number, Mistake>();
  for (const error of errors.slice(0, MOST_MISTAKES)) {
    const line = lineOf(error, rows, lines);
    if (!found.has(line)) found.set(line, { line, key: keyAt(rows, line), ...wordsOf(error, rows, line) });
  }
  return [...found.values()];
}

/** What is not closed is noticed at the end of the file; people look for where it begins. */
function lineOf(error: YAMLParseError, rows: readonly string[], lines: LineCounter): number {
  const quote = /closing (["'])/.exec(error.message)?.[1];
  const opening = quote === undefined ? -1 : rows.findIndex((row) => row.split(quote).length % 2 === 0);
  if (opening >= 0) return opening + 1;
  const last = rows.findLastIndex((row) => row.trim() !== '') + 1;
  return Math.max(1, Math.min(lines.linePos(error.pos[0]).line, last));
}

function wordsOf({ code, message }: YAMLParseError, rows: readonly string[], line: number): Words {
  const row = show((rows[line - 1] ?? '').trim());
  if (/closing ["']/.test(message)) return { expected: 'every quote to be closed', received: row };
  if (/end with a [}\]]|flow (?:map|sequence|collection)/i.test(message))
    return { expected: 'every [ and { to be closed by ] and }', received: row };
  if (code === 'BAD_SCALAR_START')
    return { expected: 'a text that begins with @ or ` in quotes', received: row };
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY') {
    const next = show((rows[line] ?? '').trim());
    return /:\s.*:(?:\s|$)/.test(rows[line - 1] ?? '')
      ? { expected: 'a text that holds a colon and a space in quotes', received: row }
      : { expected: 'keys of one mapping indented alike', received: `${next} indented further than ${row}` };
  }
  return WORDS[code] ?? { expected: 'valid YAML', received: inOneLine(message) };
}

const KEY = /^(\s*)(?:- +)?["']?([\w.-]+)["']?\s*:(?:\s|$)/;

/** The key that a line belongs to, by indentation: a broken file has no other structure. */
function keyAt(rows: readonly string[], line: number): string {
  const path: { indent: number; name: string }[] = [];
  for (const each of rows.slice(0, line)) {
    const [, spaces = '', name = ''] = KEY.exec(each.replaceAll('\t', '  ')) ?? [];
    if (name === '') continue;
    while ((path.at(-1)?.indent ?? -1) >= spaces.length) path.pop();
    path.push({ indent: spaces.length, name });
  }
  return path.map(({ name }) => name).join('.');
}

/** The parser's message as the end of a sentence. */
export function inOneLine(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\s+/g, ' ');
}
