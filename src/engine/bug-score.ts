/** The seed's table of the E2E complexity assessment, by the words that an agent uses for each row. */
const POINTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  code_size: { none: 0, 'simple function': 1, 'new file': 2, 'new class': 3 },
  architectural_impact: { none: 0, 'single module': 1, pipeline: 2, 'data model': 2, 'multi service': 3 },
  risk: { none: 0, config: 1, 'db migration': 2, 'prod critical': 2 },
  testing: { none: 0, 'unit tests': 1, 'integration tests': 2 },
};

/**
 * Adds up the score of a bug from what it touches: a word or a list of words for each of `code_size`,
 * `architectural_impact`, `risk` and `testing`.
 *
 * @returns null where a word is not in the table: what is not understood is not simple
 */
export function bugScore(complexity: Readonly<Record<string, unknown>>): number | null {
  let score = 0;
  for (const [factor, points] of Object.entries(POINTS)) {
    const said = complexity[factor];
    for (const word of Array.isArray(said) ? said : said === undefined || said === null ? [] : [said]) {
      const value =
        typeof word === 'string' ? points[word.trim().toLowerCase().replace(/[_-]/g, ' ')] : undefined;
      if (value === undefined) return null;
      score += value;
    }
  }
  return score;
}
