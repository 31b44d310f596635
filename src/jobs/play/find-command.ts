/** Finds the repository's own commands for tests and end-to-end tests. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularText } from '../../backends/regular-file.js';
import { findEcosystem, findPythonTests, findScriptedTests, type Line } from './ecosystems.js';

export interface FoundCommand {
  /** For people. */
  readonly text: string;
  readonly file: string;
  readonly args: readonly string[];
  /** True when the packages of package.json are needed. */
  readonly needsPackages: boolean;
}

/** A shell line of the configuration. It is the repository's own text; nothing is put into it. */
export function configuredCommand(line: string): FoundCommand {
  return { text: line, file: 'bash', args: ['-c', line], needsPackages: true };
}

/**
 * The test command: a script of package.json, a target of a Makefile, a build tool, Python, tests without a build tool, or
 * test files of node:test. Null when there is none.
 */
export async function findTestCommand(tree: string): Promise<FoundCommand | null> {
  return (
    (await findScript(tree, ['test'])) ??
    (await findMakeTarget(tree, 'test')) ??
    (await findMakeTarget(tree, 'check')) ??
    commandOf(await findEcosystem(tree)) ??
    commandOf(await findPythonTests(tree)) ??
    commandOf(await findScriptedTests(tree)) ??
    (await findNodeTests(tree, ['test', 'tests'], /\.test\.[cm]?js$/))
  );
}

/** A command that the repository declares under one of these names, in package.json or a Makefile. */
export async function findNamedCommand(tree: string, names: readonly string[]): Promise<FoundCommand | null> {
  const script = await findScript(tree, names);
  if (script !== null) return script;
  for (const name of names) {
    const target = await findMakeTarget(tree, name);
    if (target !== null) return target;
  }
  return null;
}

/** The end-to-end command: package.json, Makefile, or test files of node:test in the usual folders. */
export async function findE2eCommand(tree: string): Promise<FoundCommand | null> {
  return (
    (await findScript(tree, ['test:e2e', 'e2e'])) ??
    (await findMakeTarget(tree, 'e2e')) ??
    (await findNodeTests(tree, ['test/e2e', 'tests/e2e', 'e2e'], /\.(test|check)\.[cm]?js$/))
  );
}

async function findScript(tree: string, names: readonly string[]): Promise<FoundCommand | null> {
  const scripts = (await readManifest(tree)).scripts ?? {};
  const name = names.find((candidate) => scripts[candidate] !== undefined);
  // What `npm init` writes is a note that there are no tests, not a test command.
  if (name === undefined || /no test specified/.test(scripts[name] ?? '')) return null;
  const args = ['run', '--silent', name];
  return { text: `npm ${args.join(' ')}`, file: 'npm', args, needsPackages: true };
}

export interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** package.json, or an empty manifest when there is none. Throws when it is not JSON. */
export async function readManifest(tree: string): Promise<Manifest> {
  const text = await readText(join(tree, 'package.json'));
  if (text === null) return {};
  try {
    return (JSON.parse(text) as Manifest | null) ?? {};
  } catch (cause) {
    throw new Error('expected package.json to be JSON', { cause });
  }
}

async function findMakeTarget(tree: string, target: string): Promise<FoundCommand | null> {
  for (const name of ['GNUmakefile', 'makefile', 'Makefile']) {
    const text = (await readText(join(tree, name))) ?? '';
    if (!new RegExp(`^(?:[\\w./-]+ +)*${target}(?: +[\\w./-]+)*\\s*:(?!=)`, 'm').test(text)) continue;
    return { text: `make ${target}`, file: 'make', args: [target], needsPackages: true };
  }
  return null;
}

function commandOf(line: Line | null): FoundCommand | null {
  if (line === null) return null;
  const [file, ...args] = line;
  const text = file === 'sh' && args[0] === '-c' ? (args[1] ?? '') : [file, ...args].join(' ');
  return { text, file, args, needsPackages: false };
}

async function findNodeTests(
  tree: string,
  folders: readonly string[],
  pattern: RegExp,
): Promise<FoundCommand | null> {
  for (const folder of folders) {
    const names = (await filesOf(join(tree, folder))).filter((name) => pattern.test(name));
    const paths = names.map((name) => `${folder}/${name}`).sort();
    const texts = await Promise.all(paths.map((path) => readText(join(tree, path))));
    const tests = paths.filter((_path, index) => texts[index]?.includes('node:test'));
    if (tests.length === 0) continue;
    return { text: `node --test ${folder}`, file: 'node', args: ['--test', ...tests], needsPackages: true };
  }
  return null;
}

async function filesOf(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function readText(path: string): Promise<string | null> {
  return readRegularText(path);
}
