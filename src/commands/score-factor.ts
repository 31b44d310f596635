import { type Match, matchSignals, meantWords } from './match-signal.js';
import { DEFAULTS, type Factor, LEVELS, type Level, SIGNALS } from './signals.js';

export interface FactorScore {
  readonly score: Level;
  readonly reason: string;
}

/** What is known of the repository without reading its code. */
export interface RepositoryFacts {
  readonly languages?: readonly string[];
  /** Names of the services that it holds. */
  readonly services?: readonly string[];
  /** Paths of its package manifests. */
  readonly manifests?: readonly string[];
}

interface Texts {
  readonly request: string;
  readonly issue: string;
  readonly repository: RepositoryFacts;
}

/** Scores one factor. The request decides; the issue's text raises by one level at most, as it mentions much in passing. */
export function scoreFactor(factor: Factor, texts: Texts): FactorScore {
  const asked = scoreText(factor, texts.request, texts.repository);
  if (texts.issue.trim() === '') return asked ?? unknown(factor);
  const told = scoreText(factor, texts.issue, texts.repository);
  if (told === null) return asked ?? unknown(factor);
  if (asked === null) return { ...told, reason: `${told.reason} (from the issue)` };
  if (told.score <= asked.score) return asked;
  const score = level(asked.score + 1);
  return { score, reason: `${asked.reason} Raised by the issue: ${told.reason}` };
}

function scoreText(factor: Factor, text: string, repository: RepositoryFacts): FactorScore | null {
  const matches = matchSignals(text, SIGNALS[factor]);
  const raising = strongest([
    ...matches.filter(({ signal }) => signal.caps === undefined).map(asFinding),
    ...(factor === 'scope' ? scopeOfText(text, matches) : []),
    ...(factor === 'scope' || factor === 'integration' ? servicesNamed(text, repository) : []),
    ...(factor === 'integration' ? severalParties(text, matches) : []),
  ]);
  const capping = matches
    .filter(({ signal }) => signal.caps)
    .map(asFinding)
    .reduce<Finding | null>((low, one) => (low === null || one.level < low.level ? one : low), null);
  // Only strong words break a cap: "a logging utility for payments" is a utility, a pipeline across services is none.
  const chosen =
    capping !== null && (raising === null || raising.level < 3 || capping.level === 0)
      ? low(capping, raising)
      : raising;
  return chosen === null ? null : { score: chosen.level, reason: explain(factor, chosen) };
}

interface Finding {
  readonly level: Level;
  readonly why: string;
}

function asFinding({ signal, words }: Match): Finding {
  return { level: signal.level, why: `"${words}": ${signal.meaning}` };
}

function low(capping: Finding, raising: Finding | null): Finding {
  return raising !== null && raising.level < capping.level ? raising : capping;
}

function strongest(findings: readonly Finding[]): Finding | null {
  return findings.reduce<Finding | null>(
    (best, one) => (best === null || one.level > best.level ? one : best),
    null,
  );
}

/** A long list of requirements is more than one module, whatever words it uses. */
function scopeOfText(text: string, matches: readonly Match[]): Finding[] {
  const points = text.match(/^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+\S/gm)?.length ?? 0;
  if (points >= 5) return [{ level: 2, why: `${points} requirements in a list` }];
  return matches.length === 0 && text.length > 1_500 ? [{ level: 2, why: 'a long description' }] : [];
}

/** Services of the repository that the text names. */
function servicesNamed(text: string, repository: RepositoryFacts): Finding[] {
  const words = new Set(text.toLowerCase().match(/[a-z0-9][a-z0-9_-]*/g) ?? []);
  const named = (repository.services ?? []).filter((service) => words.has(service.toLowerCase()));
  if (named.length < 2) return [];
  return [
    { level: 3, why: `names ${named.length} services of the repository (${named.slice(0, 3).join(', ')})` },
  ];
}

/** Two different outside parties are several services. */
function severalParties(text: string, matches: readonly Match[]): Finding[] {
  const parties = new Set(
    matches
      .filter(({ signal }) => signal.party)
      .flatMap(({ signal }) => meantWords(text, signal.words))
      .map((words) => words.toLowerCase()),
  );
  if (parties.size < 2) return [];
  return [{ level: 3, why: `${[...parties].slice(0, 3).join(', ')} together` }];
}

function unknown(factor: Factor): FactorScore {
  const score = DEFAULTS[factor];
  return { score, reason: `${LEVELS[factor][score]}: nothing in the request says otherwise.` };
}

function explain(factor: Factor, finding: Finding): string {
  return `${LEVELS[factor][finding.level]}: ${finding.why}.`;
}

function level(value: number): Level {
  return value <= 0 ? 0 : value === 1 ? 1 : value === 2 ? 2 : 3;
}
