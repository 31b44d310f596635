/** A binary heap of node indices: the smallest by `before` comes out first. */
export interface NodeHeap {
  readonly push: (node: number) => void;
  /** The first node, or -1 when empty. */
  readonly pop: () => number;
  readonly size: () => number;
}

/** Makes an empty heap ordered by `before(a, b)`, true where `a` comes out ahead of `b`. */
export function createHeap(before: (a: number, b: number) => boolean): NodeHeap {
  const items: number[] = [];
  const item = (i: number): number => items[i] ?? -1;
  return {
    size: () => items.length,
    push: (node) => {
      let i = items.length;
      items.push(node);
      while (i > 0) {
        const parent = (i - 1) >> 1;
        if (!before(node, item(parent))) break;
        items[i] = item(parent);
        i = parent;
      }
      items[i] = node;
    },
    pop: () => {
      const first = items[0];
      const last = items.pop();
      if (first === undefined || last === undefined) return -1;
      if (items.length === 0) return first;
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= items.length) break;
        if (child + 1 < items.length && before(item(child + 1), item(child))) child++;
        if (!before(item(child), last)) break;
        items[i] = item(child);
        i = child;
      }
      items[i] = last;
      return first;
    },
  };
}
