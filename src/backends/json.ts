/** Reading what programs print: JSON that may be anything. */

export type Json = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one where it is none. */
export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The value at a path of member names; undefined where the path ends. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((current, name) => objectOf(current)[name], value);
}

/** The value as a finite number that is not negative; 0 where it is none. */
export function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

/** The value as text; empty where it is none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value as a list; empty where it is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Parses text, or returns undefined. */
export function parseJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    return undefined;
  }
}

/** The objects among the lines. Other lines are noise: programs print warnings between their events. */
export function jsonLines(source: string): readonly Json[] {
  return source.split('\n').flatMap((line) => {
    if (!line.trimStart().startsWith('{')) return [];
    const value = parseJson(line);
    return value === undefined ? [] : [objectOf(value)];
  });
}
