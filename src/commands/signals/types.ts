/** Factors of the seed's complexity table, in its order. */
export const FACTORS = ['scope', 'integration', 'risk', 'novelty'] as const;
export type Factor = (typeof FACTORS)[number];
export type Level = 0 | 1 | 2 | 3;

/** Words that speak for a level. */
export interface Signal {
  readonly level: Level;
  readonly meaning: string;
  readonly words: RegExp;
  /** Holds the factor down to the level: `weak` until strong words (level 3) say otherwise, `firm` whatever is said. */
  readonly caps?: 'weak' | 'firm';
  /** The words are names of outside parties; two different ones are several services. */
  readonly party?: true;
}

/** What the seed's table calls each level. */
export const LEVELS: Readonly<Record<Factor, readonly [string, string, string, string]>> = {
  scope: ['Single file', 'Single module', 'Multiple modules', 'Cross-service'],
  integration: ['None', 'Internal libs', 'External API', 'Multiple services'],
  risk: ['Experimental', 'Dev/staging', 'Prod non-critical', 'Prod critical'],
  novelty: ['Existing pattern', 'Minor variation', 'New feature type', 'Novel architecture'],
};

/** What a factor is when nothing speaks for any level: an ordinary change in one module. */
export const DEFAULTS: Readonly<Record<Factor, Level>> = { scope: 1, integration: 0, risk: 1, novelty: 1 };

/** Words that raise a factor to a level. Each form is a piece of a regular expression, matched as whole words. */
export function signal(level: Level, meaning: string, ...forms: readonly string[]): Signal {
  return { level, meaning, words: new RegExp(`\\b(?:${forms.join('|')})(?![\\p{L}\\p{N}_])`, 'giu') };
}

/** Words that hold a factor down until strong words say otherwise. */
export function cap(level: Level, meaning: string, ...forms: readonly string[]): Signal {
  return { ...signal(level, meaning, ...forms), caps: 'weak' };
}

/** Words that hold a factor down whatever else is said. */
export function firmCap(level: Level, meaning: string, ...forms: readonly string[]): Signal {
  return { ...signal(level, meaning, ...forms), caps: 'firm' };
}

/** Names of outside parties. */
export function party(meaning: string, ...forms: readonly string[]): Signal {
  return { ...signal(2, meaning, ...forms), party: true };
}
