/** Ids of requirements and tasks that a text mentions, with ranges spelt out. */
import type { Block } from '../documents/blocks.js';

export interface Mention {
  readonly id: string;
  readonly line: number;
}

const ID = /(?<![\w-])((?:N?FR|SC)-(?:[A-Z]+-)?)(\d{1,6}[a-z]?)(?![\w]|-\d)/g;
/** What may follow an id: the other end of a range, or more numbers with the prefix left out. */
const MORE =
  /^(?:[*_`]*\s*(\.{2,3}|…|[–—~〜～-]|\bto\b|\bthrough\b|\bbis\b|\bà\b|から)\s*[*_`]*((?:N?FR|SC)-(?:[A-Z]+-)?)?(\d{1,6})|[*_`]*\s*[/,]\s*(\d{2,6}))(?![\w%.]*\w)/;
const LONGEST_RANGE = 500;

/** Requirement ids (`FR-001`, `SC-002`, `FR-001–FR-004`, `FR-009/010`) of a line of text. */
export function requirementIds(text: string): readonly string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(ID)) {
    const [whole, prefix = '', number = ''] = match;
    found.add(prefix + number);
    let last = number;
    let rest = text.slice(match.index + whole.length);
    for (let more = MORE.exec(rest); more; more = MORE.exec(rest)) {
      const [taken, dash, otherPrefix, end, next] = more;
      const to = end ?? next ?? '';
      if (otherPrefix !== undefined && otherPrefix !== prefix) break;
      // Without its prefix a number belongs to the id only when it is written like it: `FR-001..003`.
      if (otherPrefix === undefined && to.length !== number.length) break;
      for (const id of dash === undefined ? [to] : numbersBetween(last, to)) found.add(prefix + id);
      last = to;
      rest = rest.slice(taken.length);
    }
  }
  return [...found];
}

function numbersBetween(first: string, last: string): readonly string[] {
  const [from, to] = [Number.parseInt(first, 10), Number.parseInt(last, 10)];
  if (!(to > from) || to - from > LONGEST_RANGE) return [last];
  return Array.from({ length: to - from }, (_, i) => String(from + 1 + i).padStart(first.length, '0'));
}

/** Every line of a document that people read, without code and without comments. */
export function proseLines(blocks: readonly Block[]): readonly { text: string; line: number }[] {
  return blocks.flatMap((block): readonly { text: string; line: number }[] => {
    switch (block.type) {
      case 'heading':
      case 'row':
        return [{ text: block.text, line: block.line }];
      case 'item':
      case 'paragraph':
        return block.lines.map((text, i) => ({ text, line: block.line + i }));
      case 'opaque':
        return block.what === 'quote' ? block.lines.map((text, i) => ({ text, line: block.line + i })) : [];
      default:
        return [];
    }
  });
}

/** Mentions of requirement ids, each with its line. */
export function requirementMentions(lines: readonly { text: string; line: number }[]): readonly Mention[] {
  return lines.flatMap(({ text, line }) => requirementIds(text).map((id) => ({ id, line })));
}
