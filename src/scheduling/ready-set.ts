/** A set of nodes from which the most urgent one can be taken. */
export interface ReadySet {
  readonly add: (node: number) => void;
  /** Removes and returns the node with the smallest key, ties by node; -1 when empty. */
  readonly take: () => number;
}

/**
 * Makes an empty set for nodes with these keys. The keys are turned into ranks once; the set is a tree of bits over the
 * ranks, 32 to a word, so adding and taking touch a few words of a few kilobytes, however many nodes are ready.
 */
export function createReadySet(keys: Float64Array): ReadySet {
  const nodeAt = sortByKey(keys);
  const rankOf = new Int32Array(keys.length);
  for (let rank = 0; rank < nodeAt.length; rank++) rankOf[nodeAt[rank] ?? 0] = rank;
  const levels = treeOver(keys.length);
  const top = levels.length - 1;
  return {
    add: (node) => {
      let at = rankOf[node] ?? 0;
      for (const level of levels) {
        const word = at >> 5;
        const before = level[word] ?? 0;
        level[word] = before | (1 << (at & 31));
        // The levels above know already that something is below.
        if (before !== 0) return;
        at = word;
      }
    },
    take: () => {
      let at = 0;
      for (let i = top; i >= 0; i--) {
        const bits = levels[i]?.[at] ?? 0;
        if (bits === 0) return -1;
        at = (at << 5) + lowestBit(bits);
      }
      const node = nodeAt[at] ?? -1;
      for (const level of levels) {
        const word = at >> 5;
        const after = (level[word] ?? 0) & ~(1 << (at & 31));
        level[word] = after;
        if (after !== 0) break;
        at = word;
      }
      return node;
    },
  };
}

/** Words of bits, the leaves first: a bit of a level tells whether the word of that number on the level before has any. */
function treeOver(size: number): Int32Array[] {
  const levels: Int32Array[] = [];
  for (let width = size; ; width = levels.at(-1)?.length ?? 1) {
    levels.push(new Int32Array(Math.max(1, Math.ceil(width / 32))));
    if (width <= 32) return levels;
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

const DIGIT_BITS = 11;
const MASK = (1 << DIGIT_BITS) - 1;
/** Which half of a double holds its sign and exponent depends on the processor. */
const HIGH = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;

/** The nodes in ascending order of their keys, ties by node: a radix sort over the bits of the keys, in linear time. */
function sortByKey(keys: Float64Array): Int32Array {
  const size = keys.length;
  const words = orderedBits(keys);
  let nodes = new Int32Array(size);
  for (let i = 0; i < size; i++) nodes[i] = i;
  let other = new Int32Array(size);
  for (const { half, shift, counts } of histograms(words)) {
    // Whole numbers differ in few digits only.
    if (counts[((words[half] ?? 0) >>> shift) & MASK] === size) continue;
    for (let digit = 0, at = 0; digit < counts.length; digit++) {
      const count = counts[digit] ?? 0;
      counts[digit] = at;
      at += count;
    }
    for (let i = 0; i < size; i++) {
      const node = nodes[i] ?? 0;
      const digit = ((words[2 * node + half] ?? 0) >>> shift) & MASK;
      const at = counts[digit] ?? 0;
      other[at] = node;
      counts[digit] = at + 1;
    }
    [nodes, other] = [other, nodes];
  }
  return nodes;
}

/** How often each digit occurs at each place, the least significant place first. */
function histograms(words: Uint32Array) {
  const low = [0, 1, 2].map(() => new Int32Array(MASK + 1));
  const high = [0, 1, 2].map(() => new Int32Array(MASK + 1));
  const count = ([first, second, third]: readonly Int32Array[], word: number) => {
    if (!first || !second || !third) return;
    increment(first, word & MASK);
    increment(second, (word >>> DIGIT_BITS) & MASK);
    increment(third, word >>> (2 * DIGIT_BITS));
  };
  for (let i = 0; i < words.length; i += 2) {
    count(low, words[i + 1 - HIGH] ?? 0);
    count(high, words[i + HIGH] ?? 0);
  }
  const place = (half: number) => (counts: Int32Array, i: number) => ({
    half,
    shift: i * DIGIT_BITS,
    counts,
  });
  return [...low.map(place(1 - HIGH)), ...high.map(place(HIGH))];
}

function increment(counts: Int32Array, digit: number): void {
  counts[digit] = (counts[digit] ?? 0) + 1;
}

/** The bits of the keys in two words each, ordered as the keys are: negative numbers come first, upside down. */
function orderedBits(keys: Float64Array): Uint32Array {
  const copy = new Float64Array(keys.length);
  // Adding 0 makes one zero of the two.
  for (let i = 0; i < keys.length; i++) copy[i] = (keys[i] ?? 0) + 0;
  const words = new Uint32Array(copy.buffer);
  for (let i = 0; i < words.length; i += 2) {
    const upper = words[i + HIGH] ?? 0;
    if (upper >>> 31 === 1) {
      words[i] = ~(words[i] ?? 0);
      words[i + 1] = ~(words[i + 1] ?? 0);
    } else {
      words[i + HIGH] = upper | 0x80000000;
    }
  }
  return words;
}
