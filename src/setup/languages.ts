export interface Language {
  readonly name: string;
  readonly files: number;
}

const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  TypeScript: ['ts', 'tsx', 'mts', 'cts'],
  JavaScript: ['js', 'jsx', 'mjs', 'cjs'],
  Python: ['py'],
  Go: ['go'],
  Rust: ['rs'],
  Java: ['java'],
  Kotlin: ['kt', 'kts'],
  'C#': ['cs'],
  'F#': ['fs', 'fsx'],
  Ruby: ['rb'],
  PHP: ['php'],
  Swift: ['swift'],
  Dart: ['dart'],
  Elixir: ['ex', 'exs'],
  Scala: ['scala', 'sc'],
  Haskell: ['hs'],
  OCaml: ['ml', 'mli'],
  Perl: ['pl', 'pm', 't'],
  'C++': ['cc', 'cpp', 'cxx', 'hpp', 'hh'],
  C: ['c', 'h'],
  Zig: ['zig'],
  Shell: ['sh', 'bash', 'bats'],
  Vue: ['vue'],
  Svelte: ['svelte'],
};

const LANGUAGE_OF = new Map(
  Object.entries(ENDINGS).flatMap(([name, endings]) => endings.map((ending) => [ending, name] as const)),
);

/** Folders whose files somebody else wrote. */
const FOREIGN = /(?:^|\/)(?:node_modules|vendor|third_party|dist|build|target|\.[^/]+)\//;

/** Languages of a repository by its file names, the most frequent first. */
export function languagesOf(paths: readonly string[]): readonly Language[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const name = FOREIGN.test(path) ? undefined : LANGUAGE_OF.get(/\.([A-Za-z]+)$/.exec(path)?.[1] ?? '');
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, files]) => ({ name, files })).sort((one, other) => other.files - one.files);
}
