const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration of the configuration (`500ms`, `30s`, `2m`, `1h`). Throws RangeError on another form. */
export function durationMs(text: string): number {
  const match = /^(\d{1,6})(ms|s|m|h)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined) {
    throw new RangeError(`expected a duration such as 30s or 2m, received ${JSON.stringify(text)}`);
  }
  return Number(match[1]) * unit;
}
