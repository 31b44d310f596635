import type { TreeFile, TreeReader } from '../../runtime/ports.js';

export interface QualityCommand {
  readonly command: string;
  readonly source: string;
}

type Root = ReadonlyMap<string, TreeFile>;

/** npm writes this script into a new package.json; it proves nothing. */
const PLACEHOLDER = /no test specified/;

/** Files that by themselves say how a project is tested. */
const CONVENTIONS: readonly (readonly [file: string, command: string])[] = [
  ['pytest.ini', 'pytest'],
  ['tox.ini', 'tox'],
  ['go.mod', 'go test ./...'],
  ['Cargo.toml', 'cargo test'],
  ['mvnw', './mvnw test'],
  ['pom.xml', 'mvn test'],
  ['gradlew', './gradlew test'],
  ['build.gradle', 'gradle test'],
  ['build.gradle.kts', 'gradle test'],
  ['mix.exs', 'mix test'],
  ['deno.json', 'deno test'],
];

/** Finds the command that tests a repository from the files in its root; null when nothing says so. */
export async function findQualityCommand(root: Root, tree: TreeReader): Promise<QualityCommand | null> {
  const read = async (name: string): Promise<string> => {
    const file = root.get(name);
    return file === undefined ? '' : await tree.read(file);
  };
  const script = testScript(await read('package.json'));
  if (script !== null) return { command: 'npm test', source: `package.json: ${script}` };
  for (const makefile of ['Makefile', 'makefile', 'GNUmakefile']) {
    const target = /^(test|check)\s*:(?!=)/m.exec(await read(makefile))?.[1];
    if (target !== undefined) return { command: `make ${target}`, source: makefile };
  }
  if (/\bpytest\b/.test(await read('pyproject.toml'))) return { command: 'pytest', source: 'pyproject.toml' };
  const known = CONVENTIONS.find(([file]) => root.has(file));
  return known === undefined ? null : { command: known[1], source: known[0] };
}

function testScript(packageJson: string): string | null {
  try {
    const parsed: unknown = JSON.parse(packageJson);
    const scripts = (parsed as { scripts?: Record<string, unknown> } | null)?.scripts;
    const script = scripts?.test;
    return typeof script === 'string' && script !== '' && !PLACEHOLDER.test(script) ? script : null;
  } catch {
    return null;
  }
}
