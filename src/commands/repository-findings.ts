import { foreignLanguage, namedIn, type RepositoryFacts } from './repository-facts.js';
import type { Factor, Level } from './signals/types.js';

/** What speaks for a level of a factor. */
export interface Finding {
  readonly level: Level;
  readonly why: string;
}

/** Beyond this a change to "all" of something is a change in many places. */
const LARGE_REPOSITORY = 2_000;
/** A repository that small, without CI, is not in production yet. */
const SMALL_REPOSITORY = 25;

/** What the repository adds to the words of a request: which of its parts they name, and what would be new in it. */
export function repositoryFindings(factor: Factor, text: string, facts: RepositoryFacts): Finding[] {
  const services = namedIn(text, facts.services ?? []);
  if (factor === 'scope') return [...acrossServices(services), ...acrossPackages(text, facts)];
  if (factor === 'integration' && services.length >= 2) {
    return [{ level: 1, why: `${services.slice(0, 3).join(', ')} talk to each other within the repository` }];
  }
  const foreign = factor === 'novelty' ? foreignLanguage(text, facts) : null;
  return foreign === null ? [] : [{ level: 2, why: `${foreign} is new in this repository` }];
}

/**
 * True where the repository has several services and the text names exactly one of them: then "our services" and the like
 * mean that one's surroundings, and the change stays within it.
 */
export function staysInOneService(text: string, { services = [] }: RepositoryFacts): string | null {
  const [name, ...others] = services.length < 2 ? [] : namedIn(text, services);
  return others.length === 0 ? (name ?? null) : null;
}

/** True for what is not in production yet, as far as the repository shows. */
export function isYoung({ ci, files, services = [] }: RepositoryFacts): boolean {
  return ci === false && files !== undefined && files <= SMALL_REPOSITORY && services.length === 0;
}

function acrossServices(services: readonly string[]): Finding[] {
  if (services.length < 2) return [];
  const names = services.slice(0, 3).join(', ');
  return [{ level: 3, why: `names ${services.length} services of the repository (${names})` }];
}

function acrossPackages(text: string, { packages = [], files = 0 }: RepositoryFacts): Finding[] {
  const named = namedIn(text, packages);
  if (named.length >= 2) {
    return [
      { level: 2, why: `names ${named.length} packages of the repository (${named.slice(0, 3).join(', ')})` },
    ];
  }
  const everywhere = /\b(?:all|every|everywhere|whole|entire|throughout)\b/i.test(text);
  if (files < LARGE_REPOSITORY || !everywhere) return [];
  return [{ level: 2, why: `everywhere in a repository of ${files} files` }];
}
