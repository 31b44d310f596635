/** What is known of the repository without reading its code: one listing of its tree tells all of it. */
export interface RepositoryFacts {
  /** Programming languages by GitHub's names, the most used first. */
  readonly languages?: readonly string[];
  /** Names of the services that it holds: folders with a Dockerfile, services of a compose file. */
  readonly services?: readonly string[];
  /** Names of the packages of a workspace, where they are no services. */
  readonly packages?: readonly string[];
  /** Paths of its package manifests. */
  readonly manifests?: readonly string[];
  /** Whether it has CI of its own. */
  readonly ci?: boolean;
  /** How many files it holds. */
  readonly files?: number;
}

/** Names of the list that a text uses as words of their own. */
export function namedIn(text: string, names: readonly string[]): string[] {
  const words = new Set(
    text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}_.-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu) ?? [],
  );
  return [...new Set(names)].filter((name) => words.has(name.toLowerCase()));
}

/** A language that the text wants and the repository does not have, or null. */
export function foreignLanguage(text: string, { languages = [] }: RepositoryFacts): string | null {
  if (languages.length === 0) return null;
  const present = new Set(languages.map((language) => language.toLowerCase()));
  const wanted = [...text.matchAll(WANTED_LANGUAGE)].map((match) => match[1] ?? '');
  return wanted.find((language) => !present.has(language.toLowerCase())) ?? null;
}

const WANTED_LANGUAGE =
  /\b(?:in|to|into|with|using|as an?|new)[ \t]+(rust|go|python|typescript|java|kotlin|swift|scala|ruby|php|elixir|haskell|c\+\+|c#|zig|dart)(?![\w+#-])/gi;
