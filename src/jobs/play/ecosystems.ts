/** How the usual build tools run a repository's tests: known by a file in its root. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularText } from '../../backends/regular-file.js';

/** Program and arguments. */
export type Line = readonly [file: string, ...args: string[]];

interface Ecosystem {
  /** Any of these in the root; a name that begins with a star is an ending. */
  readonly files: readonly string[];
  /** The file must also say this. */
  readonly says?: RegExp;
  readonly run: Line;
}

/** In the order in which they are tried: wrappers that a repository brings before tools of the machine. */
const ECOSYSTEMS: readonly Ecosystem[] = [
  { files: ['tox.ini'], run: ['tox'] },
  { files: ['noxfile.py'], run: ['nox'] },
  { files: ['go.mod'], run: ['go', 'test', './...'] },
  { files: ['Cargo.toml'], run: ['cargo', 'test'] },
  { files: ['mvnw'], run: ['sh', './mvnw', '--batch-mode', 'test'] },
  { files: ['pom.xml'], run: ['mvn', '--batch-mode', 'test'] },
  { files: ['gradlew'], run: ['sh', './gradlew', '--console=plain', 'test'] },
  { files: ['build.gradle', 'build.gradle.kts'], run: ['gradle', '--console=plain', 'test'] },
  { files: ['mix.exs'], run: ['mix', 'test'] },
  { files: ['deno.json', 'deno.jsonc'], run: ['deno', 'test'] },
  { files: ['Package.swift'], run: ['swift', 'test'] },
  { files: ['pubspec.yaml'], says: /\bflutter\b/, run: ['flutter', 'test'] },
  { files: ['pubspec.yaml'], run: ['dart', 'test'] },
  { files: ['*.sln', '*.slnx', '*.csproj', '*.fsproj'], run: ['dotnet', 'test'] },
  { files: ['.rspec'], run: ['bundle', 'exec', 'rspec'] },
  { files: ['Rakefile'], says: /\btest\b/i, run: ['rake', 'test'] },
  { files: ['phpunit.xml', 'phpunit.xml.dist'], run: ['php', 'vendor/bin/phpunit'] },
  { files: ['stack.yaml'], run: ['stack', 'test'] },
  { files: ['build.sbt'], run: ['sbt', 'test'] },
  { files: ['dune-project'], run: ['dune', 'test'] },
  { files: ['build.zig'], run: ['zig', 'build', 'test'] },
];

/** The command of the first build tool that the root shows, or null. */
export async function findEcosystem(tree: string): Promise<Line | null> {
  const names = await readdir(tree).catch(() => []);
  for (const { files, says, run } of ECOSYSTEMS) {
    const name = names.find((each) => files.some((file) => isNamed(each, file)));
    if (name === undefined) continue;
    if (says !== undefined && !says.test((await readRegularText(join(tree, name))) ?? '')) continue;
    return run;
  }
  return null;
}

function isNamed(name: string, file: string): boolean {
  return file.startsWith('*') ? name.endsWith(file.slice(1)) : name === file;
}

/** Tests that need no build tool: Perl's in `t/`, Tcl's in `tests/all.tcl`, CTest's, shell scripts' under Bats. */
export async function findScriptedTests(tree: string): Promise<Line | null> {
  const namesIn = (folder: string): Promise<readonly string[]> => readdir(join(tree, folder)).catch(() => []);
  if ((await namesIn('t')).some((name) => name.endsWith('.t'))) return ['prove', '-l', '-r', 't'];
  for (const folder of ['tests', 'test']) {
    const names = await namesIn(folder);
    if (names.includes('all.tcl')) return ['tclsh', `${folder}/all.tcl`];
    if (names.some((name) => name.endsWith('.bats'))) return ['bats', folder];
  }
  const cmake = (await readRegularText(join(tree, 'CMakeLists.txt'))) ?? '';
  if (!/^\s*(?:enable_testing|include\s*\(\s*CTest)\b/im.test(cmake)) return null;
  return [
    'sh',
    '-c',
    'cmake -S . -B build && cmake --build build && ctest --test-dir build --output-on-failure',
  ];
}

/** The Python tests' runner: pytest where it is configured or used, else the standard library's own. */
export async function findPythonTests(tree: string): Promise<Line | null> {
  const read = (name: string) => readRegularText(join(tree, name));
  const [pytestIni, project, setup, requirements] = await Promise.all([
    read('pytest.ini'),
    read('pyproject.toml'),
    read('setup.cfg'),
    read('requirements-dev.txt'),
  ]);
  const pytest: Line = ['python3', '-m', 'pytest'];
  const mentions = [project, requirements].some((text) => /\bpytest\b/.test(text ?? ''));
  if (pytestIni !== null || mentions || /^\[tool:pytest\]/m.test(setup ?? '')) return pytest;
  for (const folder of ['tests', 'test', '.']) {
    const names = (await readdir(join(tree, folder)).catch(() => [])).filter((name) =>
      /^test_.*\.py$|_test\.py$/.test(name),
    );
    if (names.length === 0) continue;
    const texts = await Promise.all(names.map((name) => read(join(folder, name))));
    const isStandard = texts.every(
      (text) => /^\s*(?:import|from) unittest\b/m.test(text ?? '') && !/\bpytest\b/.test(text ?? ''),
    );
    return isStandard
      ? ['python3', '-m', 'unittest', 'discover', '-s', folder, '-p', patternOf(names)]
      : pytest;
  }
  return null;
}

/** The pattern by which the standard library finds these files. */
function patternOf(names: readonly string[]): string {
  return names.every((name) => name.startsWith('test_')) ? 'test_*.py' : '*test*.py';
}
