/** Expands `strategy.matrix` into the combinations that become jobs. */
import { isDeepStrictEqual } from 'node:util';

export type Combination = Readonly<Record<string, unknown>>;

export interface Strategy {
  readonly combinations: readonly Combination[];
  readonly failFast: boolean;
  readonly maxParallel: number;
}

/** Reads an evaluated `strategy:`; `undefined` when it has no matrix. */
export function expandStrategy(strategy: unknown): Strategy | undefined {
  if (!isObject(strategy) || !isObject(strategy.matrix)) {
    return undefined;
  }
  const limit = strategy['max-parallel'];
  return {
    combinations: expand(strategy.matrix),
    failFast: strategy['fail-fast'] !== false,
    maxParallel: typeof limit === 'number' && limit > 0 ? limit : Number.POSITIVE_INFINITY,
  };
}

function expand(matrix: Combination): readonly Combination[] {
  const vectors = Object.entries(matrix).filter(([key]) => key !== 'include' && key !== 'exclude');
  const excluded = objects(matrix.exclude);
  const originals = product(vectors).filter(
    (combination) => !excluded.some((rule) => contains(combination, rule)),
  );
  return include(originals, objects(matrix.include));
}

function product(vectors: readonly (readonly [string, unknown])[]): readonly Combination[] {
  if (vectors.length === 0) {
    return [];
  }
  return vectors.reduce<readonly Combination[]>(
    (combinations, [key, values]) =>
      combinations.flatMap((known) =>
        (Array.isArray(values) ? values : []).map((value: unknown) => ({ ...known, [key]: value })),
      ),
    [{}],
  );
}

/** An included entry extends every combination whose own values it leaves alone, or else becomes a combination. */
function include(originals: readonly Combination[], entries: readonly Combination[]): readonly Combination[] {
  const extended = originals.map((original) => ({ original, values: { ...original } }));
  const added: Combination[] = [];
  for (const item of entries) {
    const fitting = extended.filter(({ original }) =>
      Object.entries(item).every(
        ([key, value]) => !(key in original) || isDeepStrictEqual(original[key], value),
      ),
    );
    for (const target of fitting) {
      Object.assign(target.values, item);
    }
    if (fitting.length === 0) {
      added.push(item);
    }
  }
  return [...extended.map(({ values }) => values), ...added];
}

function contains(value: unknown, part: unknown): boolean {
  if (isObject(part)) {
    return isObject(value) && Object.entries(part).every(([key, item]) => contains(value[key], item));
  }
  return isDeepStrictEqual(value, part);
}

/** The values that GitHub appends to a matrix job's name. */
export function combinationLabel(combination: Combination): string {
  return Object.values(combination).map(leaf).join(', ');
}

function leaf(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? Object.values(value).map(leaf).join(', ')
    : String(value);
}

function objects(value: unknown): readonly Combination[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Combination {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
