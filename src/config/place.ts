import { type Document, isMap, isNode, type LineCounter } from 'yaml';
import type { Path } from './describe.js';

/** Line, counted from 1, of the value at a path, or of a key in the mapping there. */
export type Place = (path: Path, key?: string) => number;

/** Finds lines in a document: of a key, or of the nearest mapping around it that the file holds. */
export function placer(document: Document, lines: LineCounter): Place {
  return (path, key) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = keyOffset(document, path.slice(0, length), length === path.length ? key : undefined);
      if (found !== null) return lines.linePos(found).line;
    }
    return 1;
  };
}

function keyOffset(document: Document, path: Path, unknownKey: string | undefined): number | null {
  const parentPath = unknownKey === undefined ? path.slice(0, -1) : path;
  const name = unknownKey ?? path.at(-1);
  const parent = parentPath.length === 0 ? document.contents : document.getIn(parentPath, true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === String(name));
    if (pair !== undefined && isNode(pair.key) && pair.key.range) return pair.key.range[0];
  }
  const node = path.length === 0 ? null : document.getIn(path, true);
  return isNode(node) && node.range ? node.range[0] : null;
}
