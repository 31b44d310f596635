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

/**
 * Makes a heap of nodes ordered by `keys[node]`, the smallest first, ties by node. A node's key counts as it is when the
 * node is pushed, and a node may be inside once only. Keys lie beside the nodes and are compared in place, without a
 * call: that is what makes it fast enough for a hundred thousand tasks.
 */
export function createKeyHeap(keys: Float64Array): NodeHeap {
  const items = new Int32Array(keys.length);
  const itemKeys = new Float64Array(keys.length);
  let size = 0;
  return {
    size: () => size,
    push: (node) => {
      const key = keys[node] ?? 0;
      let i = size++;
      while (i > 0) {
        const parent = (i - 1) >> 1;
        const above = items[parent] ?? 0;
        const aboveKey = itemKeys[parent] ?? 0;
        if (key > aboveKey || (key === aboveKey && node > above)) break;
        items[i] = above;
        itemKeys[i] = aboveKey;
        i = parent;
      }
      items[i] = node;
      itemKeys[i] = key;
    },
    pop: () => {
      if (size === 0) return -1;
      const first = items[0] ?? -1;
      const last = items[--size] ?? -1;
      const key = itemKeys[size] ?? 0;
      let i = 0;
      for (let child = 1; child < size; child = 2 * i + 1) {
        const right = child + 1;
        if (right < size) {
          const rightKey = itemKeys[right] ?? 0;
          const leftKey = itemKeys[child] ?? 0;
          if (rightKey < leftKey || (rightKey === leftKey && (items[right] ?? 0) < (items[child] ?? 0)))
            child = right;
        }
        const node = items[child] ?? 0;
        const nodeKey = itemKeys[child] ?? 0;
        if (key < nodeKey || (key === nodeKey && last < node)) break;
        items[i] = node;
        itemKeys[i] = nodeKey;
        i = child;
      }
      items[i] = last;
      itemKeys[i] = key;
      return first;
    },
  };
}
