/**
 * Times contestants in turns, so that whatever slows the machine down slows all of them. A contestant is
 * `{ name, run }`, run may be async. Returns the median of each in milliseconds, and all samples. Times are those of the
 * processor: on a busy machine, a clock shows how long others were served meanwhile, and does so to long runs only.
 */
export async function race(contestants, { rounds = 15, warmup = 2 } = {}) {
  const samples = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = -warmup; round < rounds; round++) {
    // Nobody always goes first, nor always after the one that leaves the most garbage.
    const turn = (round + warmup) % contestants.length;
    for (const { name, run } of [...contestants.slice(turn), ...contestants.slice(0, turn)]) {
      const from = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(from);
      if (round >= 0) samples.get(name).push((user + system) / 1000);
    }
  }
  return new Map([...samples].map(([name, list]) => [name, { median: median(list), samples: list }]));
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
