import { sourceLines } from './lines.js';
import type { Diagnostic } from './types.js';

/** Longest document that is read, in characters; real ones are far shorter. */
export const LONGEST_DOCUMENT = 300_000;
/** Longest line that is read, in characters. */
const LONGEST_LINE = 10_000;
/** Lists and quotations that one line may open. */
const DEEPEST = 20;
/** Lines of one document that may open more than one: each list that closes costs time for the whole document. */
const MOST_NESTED_LINES = 500;

const DEEP = new RegExp(`^(?:[ \\t]*(?:[-*+>]|\\d{1,9}[.)])(?=[ \\t>])){${DEEPEST}}`);
const NESTED = /^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])(?=[ \t>])){2}/;
const RULER = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/;

/** Says why a document is not read at all: it is no text, or far too long to be one that people wrote. */
export function refusalOf(markdown: string): Diagnostic | null {
  if (markdown.length > LONGEST_DOCUMENT) {
    return {
      line: 0,
      kind: 'too_large',
      severity: 'error',
      message: `Expected a document of at most ${LONGEST_DOCUMENT} characters, found ${markdown.length}; nothing of it is read. Split it.`,
    };
  }
  const nul = markdown.indexOf('\0');
  if (nul < 0) return null;
  return {
    line: sourceLines(markdown.slice(0, nul)).length,
    kind: 'binary',
    severity: 'error',
    message:
      'Expected text in UTF-8, found a NUL byte (binary data); nothing of it is read. Replace the file.',
  };
}

/**
 * The lines of a document, cut to what can be read in a bounded time; says so where something was cut. A document that
 * is refused has none.
 */
export function readableLines(markdown: string, diagnostics: Diagnostic[]): string[] {
  const refusal = refusalOf(markdown);
  if (refusal !== null) {
    diagnostics.push(refusal);
    return [];
  }
  let nested = 0;
  return sourceLines(markdown).map(({ text }, i) => {
    // Nesting by indentation is bounded as well, since the parser recurses into lists.
    const shallow = text.replace(/^[ \t]{200,}/, (indent) => indent.slice(0, 200));
    const line = i + 1;
    if (shallow.length > LONGEST_LINE) diagnostics.push(longLine(line, text.length));
    const short = shallow.slice(0, LONGEST_LINE);
    if (!NESTED.test(short) || RULER.test(short)) return short;
    nested += 1;
    if (nested <= MOST_NESTED_LINES && !DEEP.test(short)) return short;
    diagnostics.push(deepLine(line));
    return `\\${short.trimStart()}`;
  });
}

function longLine(line: number, length: number): Diagnostic {
  return {
    line,
    kind: 'line_too_long',
    severity: 'error',
    message: `Expected lines of at most ${LONGEST_LINE} characters, found ${length}; the rest of the line is not read. Break the line.`,
  };
}

function deepLine(line: number): Diagnostic {
  return {
    line,
    kind: 'nested_too_deep',
    severity: 'error',
    message: `Expected a line to open fewer than ${DEEPEST} lists or quotations, and at most ${MOST_NESTED_LINES} lines to open more than one, found more; it is read as plain text. Take markers away.`,
  };
}
