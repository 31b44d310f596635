import type { Root } from 'mdast';
import type { Diagnostic } from './types.js';

/** A run of whole top-level blocks: its tree, and how many lines of the document stand before it. */
export interface Piece {
  readonly tree: Root;
  readonly offset: number;
}

/** Characters after which a piece ends at the next line that surely begins a block of its own. */
const ENOUGH = 2_000;
/** Lines of a piece without such a line; then it ends anyway. */
const MOST_LINES = 1_000;

/**
 * Lines that begin a top-level block whatever stands before them, short of a code fence or HTML: a heading, an item with
 * text. (An item may be torn from its neighbours; each is a block of its own here.)
 */
const BEGINS = /^(?:#{1,6}(?:[ \t]|$)|[-*+] [[\p{L}\p{N}*`~_"(])/u;
const TEXT = /^[\p{L}\p{N}*[]/u;
const RULER = /^-{3,}[ \t]*$/;

/**
 * Parses a document piece by piece, since the parser takes time that grows with the square of what it is given at once.
 * Where one block is so long that it has to be cut, that is said in `diagnostics`.
 */
export function parseInPieces(
  lines: readonly string[],
  parse: (text: string) => Root,
  diagnostics: Diagnostic[],
): Piece[] {
  const pieces: Piece[] = [];
  let want = ENOUGH;
  for (let start = 0; start < lines.length; ) {
    const { end, forced } = endOfPiece(lines, start, want);
    const tree = parse(lines.slice(start, end).join('\n'));
    const open = end < lines.length ? openBlock(tree, end - start) : null;
    if (open === 0) {
      // Nothing but code or HTML that goes on: twice as much each time keeps the whole linear.
      want *= 2;
      continue;
    }
    if (open !== null) tree.children.pop();
    else if (forced) diagnostics.push(longBlock(end));
    pieces.push({ tree, offset: start });
    start += open ?? end - start;
    want = ENOUGH;
  }
  return pieces;
}

function endOfPiece(lines: readonly string[], start: number, want: number): { end: number; forced: boolean } {
  const most = MOST_LINES * Math.ceil(want / ENOUGH);
  let length = 0;
  for (let i = start; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (length >= want && begins(line, lines[i - 1] ?? '')) return { end: i, forced: false };
    if (i - start >= most) return { end: i, forced: !begins(line, lines[i - 1] ?? '') };
    length += line.length + 1;
  }
  return { end: lines.length, forced: false };
}

function begins(line: string, before: string): boolean {
  return BEGINS.test(line) || (TEXT.test(line) && (before.trim() === '' || RULER.test(before)));
}

/** Lines before the last block where that is code or HTML, to which the lines that follow may belong. */
function openBlock(tree: Root, lines: number): number | null {
  const last = tree.children.at(-1);
  const line = last?.position?.start.line;
  if (!last || line === undefined) return null;
  if (last.type === 'html') return line - 1;
  return last.type === 'code' && (last.position?.end.line ?? lines) >= lines ? line - 1 : null;
}

function longBlock(line: number): Diagnostic {
  return {
    line: line + 1,
    kind: 'block_too_long',
    severity: 'warning',
    message: `Expected paragraphs, tables and list items of at most ${MOST_LINES} lines, found a longer one; what follows is read as if it stood alone. Break it with a blank line.`,
  };
}
