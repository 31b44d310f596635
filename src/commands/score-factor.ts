import { type Match, matchSignals, meantWords } from './match-signal.js';
import type { RepositoryFacts } from './repository-facts.js';
import { type Finding, isYoung, repositoryFindings, staysInOneService } from './repository-findings.js';
import { requirementFindings } from './requirements.js';
import { SIGNALS } from './signals/index.js';
import { DEFAULTS, type Factor, LEVELS, type Level } from './signals/types.js';

export interface FactorScore {
  readonly score: Level;
  readonly reason: string;
}

export interface Texts {
  readonly request: string;
  readonly issue: string;
  readonly repository: RepositoryFacts;
}

/**
 * Scores one factor; null when nothing speaks for a level. The request decides; the issue's text raises by one level at
 * most, as it mentions much in passing.
 */
export function scoreFactor(factor: Factor, texts: Texts): FactorScore | null {
  const asked = scoreText(factor, texts.request, texts.repository);
  const told = texts.issue.trim() === '' ? null : scoreText(factor, texts.issue, texts.repository);
  if (told === null) return asked;
  if (asked === null) return { ...told, reason: `${told.reason} (from the issue)` };
  if (told.score <= asked.score) return asked;
  const score = level(asked.score + 1);
  return { score, reason: `${asked.reason} Raised by the issue: ${told.reason}` };
}

/** What a factor is when nothing speaks for any level. A feature across modules cannot but use internal libraries. */
export function defaultScore(factor: Factor, repository: RepositoryFacts, scope: Level): FactorScore {
  if (factor === 'integration' && scope >= 2) {
    return { score: 1, reason: `${LEVELS.integration[1]}: its parts work together.` };
  }
  if (factor === 'risk' && isYoung(repository)) {
    return { score: 0, reason: `${LEVELS.risk[0]}: a small repository without CI.` };
  }
  const score = DEFAULTS[factor];
  return { score, reason: `${LEVELS[factor][score]}: nothing in the request says otherwise.` };
}

function scoreText(factor: Factor, text: string, repository: RepositoryFacts): FactorScore | null {
  const matches = matchSignals(text, SIGNALS[factor]);
  const raising = strongest([
    ...matches.filter(({ signal }) => signal.caps === undefined).map(asFinding),
    ...(factor === 'scope' ? requirementFindings(text, matches.length > 0) : []),
    ...repositoryFindings(factor, text, repository),
    ...(factor === 'integration' ? severalParties(text, matches) : []),
  ]);
  const held = capped(
    raising,
    matches.filter(({ signal }) => signal.caps !== undefined),
  );
  const chosen = factor === 'scope' ? withinService(held, text, repository) : held;
  return chosen === null
    ? null
    : { score: chosen.level, reason: `${LEVELS[factor][chosen.level]}: ${chosen.why}.` };
}

/** Only strong words break a weak cap: "a logging utility for payments" is a utility, a pipeline across services is none. */
function capped(raising: Finding | null, caps: readonly Match[]): Finding | null {
  const holding = caps.filter(
    ({ signal }) => raising === null || raising.level < 3 || signal.caps === 'firm' || signal.level === 0,
  );
  const lowest = holding.reduce<Finding | null>(
    (low, one) => (low === null || one.signal.level < low.level ? asFinding(one) : low),
    null,
  );
  if (lowest === null) return raising;
  return raising !== null && raising.level < lowest.level ? raising : lowest;
}

/** What names one of several services is not cross-service, whatever it says about services. */
function withinService(finding: Finding | null, text: string, repository: RepositoryFacts): Finding | null {
  const service = finding?.level === 3 ? staysInOneService(text, repository) : null;
  return service === null ? finding : { level: 2, why: `"${service}": one service of the repository` };
}

function asFinding({ signal, words }: Match): Finding {
  return { level: signal.level, why: `"${words}": ${signal.meaning}` };
}

function strongest(findings: readonly Finding[]): Finding | null {
  return findings.reduce<Finding | null>(
    (best, one) => (best === null || one.level > best.level ? one : best),
    null,
  );
}

/** Two different outside parties are several services. */
function severalParties(text: string, matches: readonly Match[]): Finding[] {
  const parties = new Set(
    matches
      .filter(({ signal }) => signal.party)
      .flatMap(({ signal }) => meantWords(text, signal))
      .map((words) => words.toLowerCase()),
  );
  if (parties.size < 2) return [];
  return [{ level: 3, why: `${[...parties].slice(0, 3).join(', ')} together` }];
}

function level(value: number): Level {
  return value <= 0 ? 0 : value === 1 ? 1 : value === 2 ? 2 : 3;
}
