/** Finished durations by type of task, in milliseconds, in any order. */
export type DurationSamples = Readonly<Record<string, readonly number[]>>;

/** Guesses how long a task will take. */
export type DurationEstimate = (type: string) => number;

/** From so many samples on a type is known as well as the rest together. */
const ENOUGH = 3;

/**
 * Makes an estimate from what similar tasks took: the median of the type, drawn towards that of all tasks while there
 * are few samples, and `fallback` where nothing is known. The median, because one hung task says nothing of the next.
 */
export function estimateDurations(samples: DurationSamples, fallback: number): DurationEstimate {
  const known = new Map(Object.entries(samples));
  const overall = median([...known.values()].flat()) ?? fallback;
  return (type) => {
    const own = known.get(type) ?? [];
    const typical = median(own);
    if (typical === null) return overall;
    const trust = own.length / (own.length + ENOUGH);
    return trust * typical + (1 - trust) * overall;
  };
}

/** The middle value, or null of nothing. */
export function median(values: readonly number[]): number | null {
  return percentile(values, 0.5);
}

/** The value below which a `share` from 0 to 1 of the values lie, interpolated between neighbours; null of nothing. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}
