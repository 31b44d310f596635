import type { Code, Heading, ListItem, Nodes, Paragraph } from 'mdast';
import { fromMarkdown, type Options } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { readableLines } from './limits.js';
import { type Piece, parseInPieces } from './pieces.js';
import type { Diagnostic } from './types.js';

interface BlockBase {
  /** First and last line, 1-based. */
  readonly line: number;
  readonly end: number;
  /** Index of the list item that holds this block, -1 at the top. */
  readonly parent: number;
}

/** A piece of a Markdown document, flat and in document order. */
export type Block = BlockBase &
  (
    | { readonly type: 'heading'; readonly depth: number; readonly text: string }
    | { readonly type: 'item'; readonly lines: readonly string[]; readonly text: string }
    | { readonly type: 'paragraph'; readonly lines: readonly string[]; readonly text: string }
    | {
        readonly type: 'code';
        readonly lang: string;
        readonly lines: readonly string[];
        readonly fence: Fence;
      }
    | { readonly type: 'row'; readonly text: string }
    | { readonly type: 'opaque'; readonly what: 'quote' | 'comment'; readonly lines: readonly string[] }
  );

type Fence = 'closed' | 'unclosed' | 'indented';

/**
 * Text inside a block is taken from the source as it stands, so marks within a line are not parsed: matching up tens of
 * thousands of brackets and stars that never close would take minutes.
 */
const BLOCKS_ONLY = blocksOnly();

/**
 * Reads the block structure of a Markdown document. Text is kept as the author wrote it: backticks, emphasis and
 * unusual checkbox marks carry meaning here that a rendered tree has lost. What is cut or refused for its size is said in
 * `diagnostics`.
 */
export function readBlocks(markdown: string, diagnostics: Diagnostic[] = []): Block[] {
  const lines = readableLines(markdown, diagnostics);
  const blocks: Block[] = [];
  const pieces = parseInPieces(lines, (text) => fromMarkdown(text, BLOCKS_ONLY), diagnostics);
  for (const piece of pieces) addBlocks(blocks, piece, lines);
  return blocks;
}

function addBlocks(blocks: Block[], { tree, offset }: Piece, whole: readonly string[]): void {
  const lines = offset === 0 ? whole : whole.slice(offset, offset + (tree.position?.end.line ?? 0) + 1);
  const add = (block: Block) => blocks.push({ ...block, line: block.line + offset, end: block.end + offset });
  // A stack instead of recursion: nesting depth is the author's choice, not ours.
  const stack: { readonly node: Nodes; readonly parent: number }[] = [{ node: tree, parent: -1 }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, parent } = top;
    let inner = parent;
    let children: readonly Nodes[] = [];
    switch (node.type) {
      case 'root':
      case 'list':
      case 'table':
      case 'footnoteDefinition':
        children = node.children;
        break;
      case 'listItem':
        inner = blocks.length;
        add(itemBlock(node, lines, parent));
        children = node.children[0]?.type === 'paragraph' ? node.children.slice(1) : node.children;
        break;
      default: {
        const block = leafBlock(node, lines, parent);
        if (block) add(block);
      }
    }
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child) stack.push({ node: child, parent: inner });
    }
  }
}

function blocksOnly(): Options {
  const { flow = {} } = gfm();
  const disable = [
    'attention',
    'autolink',
    'characterEscape',
    'characterReference',
    'codeText',
    // Each would be compared with all before it.
    'definition',
    'hardBreakEscape',
    'htmlText',
    'labelEnd',
    'labelStartImage',
    'labelStartLink',
  ];
  return {
    extensions: [{ flow, disable: { null: disable } }],
    // Their transforms search the text for addresses.
    mdastExtensions: gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] })),
  };
}

function leafBlock(node: Nodes, lines: readonly string[], parent: number): Block | null {
  const base = { ...span(node), parent };
  switch (node.type) {
    case 'heading':
      return { ...base, type: 'heading', depth: node.depth, text: headingText(node, lines) };
    case 'paragraph': {
      const own = paragraphLines(node, lines);
      return { ...base, type: 'paragraph', lines: own, text: own.join(' ') };
    }
    case 'code':
      return {
        ...base,
        type: 'code',
        lang: node.lang ?? '',
        lines: node.value.split(/\r\n|\n|\r/),
        fence: fenceOf(node, lines),
      };
    case 'tableRow':
      return { ...base, type: 'row', text: (lines[base.line - 1] ?? '').trim() };
    case 'blockquote':
      return {
        ...base,
        type: 'opaque',
        what: 'quote',
        lines: lines.slice(base.line - 1, base.end).map(unquote),
      };
    case 'html':
      return { ...base, type: 'opaque', what: 'comment', lines: lines.slice(base.line - 1, base.end) };
    default:
      return null;
  }
}

function itemBlock(node: ListItem, lines: readonly string[], parent: number): Block {
  const { line, end } = span(node);
  const first = (lines[line - 1] ?? '').slice((node.position?.start.column ?? 1) - 1);
  const head = first.replace(/^\s*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/, '');
  const paragraph = node.children[0];
  const rest = paragraph?.type === 'paragraph' ? span(paragraph) : { line, end: line };
  const own = [head.trim(), ...lines.slice(line, Math.max(line, rest.end)).map((text) => text.trim())];
  return { line, end, parent, type: 'item', lines: own, text: own.join(' ') };
}

function headingText(node: Heading, lines: readonly string[]): string {
  const { line, end } = span(node);
  const raw = lines.slice(line - 1, end);
  const first = (raw[0] ?? '').slice((node.position?.start.column ?? 1) - 1);
  if (/^\s*#/.test(first))
    return first
      .replace(/^\s*#{1,6}[ \t]*/, '')
      .replace(/[ \t]+#+[ \t]*$/, '')
      .trim();
  // The last line of an underlined heading is the underline.
  return raw
    .slice(0, -1)
    .map((text) => text.trim())
    .join(' ');
}

function paragraphLines(node: Paragraph, lines: readonly string[]): string[] {
  const { line, end } = span(node);
  return lines.slice(line - 1, end).map((text) => text.trim());
}

function fenceOf(node: Code, lines: readonly string[]): Fence {
  const { line, end } = span(node);
  const opening = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}|~{3,})/.exec(lines[line - 1] ?? '')?.[1];
  if (!opening) return 'indented';
  const closing = (lines[end - 1] ?? '').trim();
  return end > line && closing.startsWith(opening) && /^(?:`+|~+)$/.test(closing) ? 'closed' : 'unclosed';
}

function unquote(text: string): string {
  return text.replace(/^(?:\s*>)+\s?/, '');
}

function span(node: Nodes): { line: number; end: number } {
  const line = node.position?.start.line ?? 1;
  return { line, end: node.position?.end.line ?? line };
}
