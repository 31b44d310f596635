/** Seeded random task graphs; the same seed gives the same graph everywhere. */

/** A generator of numbers from 0 up to 1 (mulberry32). */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const id = (i) => `T${String(i + 1).padStart(3, '0')}`;

function build(seed, size, longest, needsOf) {
  const random = randomNumbers(seed);
  const below = (n) => Math.floor(random() * n);
  return Array.from({ length: size }, (_, i) => ({
    id: id(i),
    depends_on: i === 0 ? [] : [...new Set(needsOf(i, below, random))].map(id),
    weight: 1 + below(longest),
  }));
}

/** Shapes of graphs: how many others a task needs, and which. Durations are whole numbers from 1. */
export const SHAPES = {
  /** Up to two of the dozen tasks before: the usual tasks.md. */
  near: (seed, size = 60) =>
    build(seed, size, 9, (i, below) =>
      Array.from({ length: below(3) }, () => Math.max(0, i - 1 - below(12))),
    ),
  /** Up to two of any tasks before. */
  anywhere: (seed, size = 60) =>
    build(seed, size, 9, (i, below) => Array.from({ length: below(3) }, () => below(i))),
  /** Up to three, with durations that differ twentyfold. */
  uneven: (seed, size = 60) =>
    build(seed, size, 20, (i, below) => Array.from({ length: below(4) }, () => below(i))),
  /** Layers of eight, each task needs one or two of the layer before. */
  layers: (seed, size = 60) =>
    build(seed, size, 9, (i, below) => {
      const layer = Math.floor(i / 8);
      if (layer === 0) return [];
      return Array.from({ length: 1 + below(2) }, () => (layer - 1) * 8 + below(8));
    }),
  /** Every pair with a chance of one in twenty. */
  pairs: (seed, size = 60) =>
    build(seed, size, 9, (i, _below, random) =>
      Array.from({ length: i }, (_, j) => j).filter(() => random() < 0.05),
    ),
};

/** `size` tasks with exactly twice as many dependencies, each on one of the hundred tasks before. */
export function largeGraph(seed, size) {
  const random = randomNumbers(seed);
  const needs = Array.from({ length: size }, () => new Set());
  for (let left = size * 2; left > 0; ) {
    const task = 1 + Math.floor(random() * (size - 1));
    const need = task - 1 - Math.floor(random() * Math.min(task, 100));
    if (needs[task].has(need)) continue;
    needs[task].add(need);
    left--;
  }
  return needs.map((set, i) => ({
    id: id(i),
    depends_on: [...set].map(id),
    weight: 1 + Math.floor(random() * 9),
  }));
}
