/** The complexity of a bug that E2E tests found, scored with the seed's table; the only place that knows it. */

/** Points by factor and value (seed: "E2E Complexity Assessment"). */
export const COMPLEXITY_POINTS = {
  code_size: { none: 0, simple_function: 1, new_file: 2, new_class: 3 },
  architectural_impact: { none: 0, single_module: 1, pipeline: 2, data_model: 2, multi_service: 3 },
  risk: { none: 0, config: 1, db_migration: 2, prod_critical: 2 },
  testing: { none: 0, unit_tests: 1, integration_tests: 2 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A bug of at most so many points is mended where it was found; a larger one goes back to `implement`. */
export const SIMPLE_BUG = 3;

interface Complexity {
  readonly score: number;
  /** How the score comes about, for people. */
  readonly explanation: string;
}

/**
 * Adds up what an agent says of a bug: for each factor one value of the table, or a list of those that apply.
 *
 * @returns the score, or what is wrong with the assessment
 */
export function scoreComplexity(said: unknown): Complexity | { readonly problem: string } {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) {
    return { problem: `expected complexity to be an object with ${factorNames()}` };
  }
  const chosen: { readonly factor: string; readonly value: string; readonly points: number }[] = [];
  for (const [factor, table] of Object.entries(COMPLEXITY_POINTS)) {
    const values = valuesOf((said as Record<string, unknown>)[factor]);
    const unknown = values.find((value) => !Object.hasOwn(table, value));
    if (values.length === 0 || unknown !== undefined) {
      const names = Object.keys(table).join(', ');
      return {
        problem: `expected complexity.${factor} to be of ${names}; received ${unknown ?? 'nothing'}`,
      };
    }
    const points: Readonly<Record<string, number>> = table;
    chosen.push(...values.map((value) => ({ factor, value, points: points[value] ?? 0 })));
  }
  return {
    score: chosen.reduce((sum, { points }) => sum + points, 0),
    explanation: chosen.map(({ factor, value, points }) => `${factor} ${value} +${points}`).join(', '),
  };
}

/**
 * The score of a bug as an answer tells it afterwards; a factor that it leaves out counts nothing.
 *
 * @returns null where a word is not in the table: what is not understood is not simple
 */
export function bugScore(said: Readonly<Record<string, unknown>>): number | null {
  let score = 0;
  for (const [factor, table] of Object.entries(COMPLEXITY_POINTS)) {
    const given = said[factor];
    if (given === undefined || given === null) continue;
    const points: Readonly<Record<string, number>> = table;
    const values = valuesOf(given);
    const isOdd = (Array.isArray(given) ? given : [given]).some((one) => typeof one !== 'string');
    if (isOdd || values.some((value) => !Object.hasOwn(points, value))) return null;
    for (const value of values) score += points[value] ?? 0;
  }
  return score;
}

/** True for a bug that may be mended in place. */
export function isSimpleBug(cause: unknown, complexity: unknown): boolean {
  const scored = scoreComplexity(complexity);
  return cause === 'IMPLEMENTATION_BUG' && 'score' in scored && scored.score <= SIMPLE_BUG;
}

/** `Simple function` and `simple-function` mean `simple_function`; every value counts once. */
function valuesOf(said: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(said) ? said : [said];
  const texts = list.filter((one) => typeof one === 'string');
  return [
    ...new Set(
      texts.map((text) =>
        text
          .trim()
          .toLowerCase()
          .replace(/[\s-]+/g, '_'),
      ),
    ),
  ].slice(0, 10);
}

function factorNames(): string {
  return Object.keys(COMPLEXITY_POINTS).join(', ');
}
