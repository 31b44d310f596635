import { type Document, isAlias, isCollection, isPair } from 'yaml';

/** The first alias in a document that stands inside the value it refers to; null where there is none. */
export function findCircle(document: Document): { readonly name: string; readonly offset: number } | null {
  const anchored = new Map<string, unknown>();
  const open = new Set<unknown>();
  // A stack instead of recursion: nesting depth is the author's choice, not ours.
  const stack: { readonly node: unknown; readonly leaving: boolean }[] = [
    { node: document.contents, leaving: false },
  ];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, leaving } = top;
    if (leaving) open.delete(node);
    else if (isAlias(node)) {
      // A name may be given again; an alias means the value that had it last.
      if (open.has(anchored.get(node.source))) return { name: node.source, offset: node.range?.[0] ?? 0 };
    } else if (isPair(node)) {
      stack.push({ node: node.value, leaving: false }, { node: node.key, leaving: false });
    } else if (isCollection(node)) {
      if (node.anchor !== undefined) anchored.set(node.anchor, node);
      open.add(node);
      stack.push({ node, leaving: true });
      for (const item of node.items.toReversed()) stack.push({ node: item, leaving: false });
    }
  }
  return null;
}
