import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { readBlocks } from '../../src/documents/blocks.js';
import { parseInPieces } from '../../src/documents/pieces.js';

const LONG = 'word '.repeat(150);
const LINES = [
  '# Heading',
  '- [ ] T001 item',
  '  wrapped',
  '  - nested',
  '1. one',
  '> quoted',
  'text',
  LONG,
  `- ${LONG}`,
  '',
  '---',
  '```',
  '~~~',
  '<!--',
  '-->',
  '<div>',
  '    code',
  '  ```',
];

/** Kind and first line of what stands at the margin; lists by their items, since a piece may end between two. */
function outline(tree: Root, offset = 0): string[] {
  return tree.children.flatMap((node) =>
    (node.type === 'list' ? node.children : [node]).map(
      (each) => `${each.type} ${(each.position?.start.line ?? 0) + offset}`,
    ),
  );
}

describe('a document read in pieces', () => {
  it('has the blocks of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 80 }), (lines) => {
        const pieces = parseInPieces(lines, (text) => fromMarkdown(text), []);
        expect(pieces.flatMap(({ tree, offset }) => outline(tree, offset))).toEqual(
          outline(fromMarkdown(lines.join('\n'))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a fence', '```', '```'],
    ['a comment', '<!--', '-->'],
  ])('keeps %s together, however long', (_, open, close) => {
    const inside = Array.from({ length: 4000 }, (_, i) => `# ${i}`).join('\n');
    const blocks = readBlocks(`# a\n\n${open}\n${inside}\n${close}\n\n# b\n`);
    expect(blocks.map(({ line, end }) => [line, end])).toEqual([
      [1, 1],
      [3, 4004],
      [4006, 4006],
    ]);
  });
});
