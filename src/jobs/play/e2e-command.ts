/** Which commands run the end-to-end tests: all of them, or those of the one file that `fix-e2e` names. */
import { join } from 'node:path';
import { readRegularText } from '../../backends/regular-file.js';
import { configuredCommand, type FoundCommand, findE2eCommand, readManifest } from './find-command.js';
import type { PlayOptions } from './options.js';

/** The end-to-end commands in the order in which they run; none when nothing is configured or found. */
export async function e2eCommands({
  quality,
  workingTree,
  state,
}: PlayOptions): Promise<readonly FoundCommand[]> {
  // A configured line is the repository's own text, and nothing is ever put into it.
  if (quality?.e2e !== undefined) return quality.e2e.map(configuredCommand);
  const file = targetOf(state.target_file);
  const found = await findE2eCommand(workingTree);
  const limited = file === null ? null : await limitTo(file, found, workingTree);
  const command = limited ?? found;
  return command === null ? [] : [command];
}

/** A path within the repository that no program can take for an option. */
function targetOf(file: string | null): string | null {
  if (file === null) return null;
  const path = file.trim().replace(/^\.\//, '');
  const isInside = path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
  return isInside && !path.startsWith('-') ? path : null;
}

/** The command for one file, or null where the runner is not known to allow that: then all tests run. */
async function limitTo(
  file: string,
  found: FoundCommand | null,
  workingTree: string,
): Promise<FoundCommand | null> {
  const text = await readRegularText(join(workingTree, file));
  if (text === null) return null;
  if (file.endsWith('.py')) return direct('python3', ['-m', 'pytest', file]);
  if (found?.file === 'npm') return limitScript(file, found, workingTree);
  const isNodeTest = /\.[cm]?js$/.test(file) && text.includes('node:test');
  return isNodeTest && (found === null || found.file === 'node') ? direct('node', ['--test', file]) : null;
}

/** Runners whose script takes a file as a filter; `node --test` takes it instead of the patterns that the script has. */
async function limitScript(
  file: string,
  found: FoundCommand,
  workingTree: string,
): Promise<FoundCommand | null> {
  const script = (await readManifest(workingTree)).scripts?.[found.args.at(-1) ?? ''] ?? '';
  // A chain of commands would hand the file to its last one only.
  if (/[;&|]/.test(script)) return null;
  const filter = (...args: readonly string[]): FoundCommand => {
    const all = [...found.args, '--', ...args];
    return { ...found, text: `npm ${all.join(' ')}`, args: all };
  };
  if (/\b(playwright test|vitest|jest)\b/.test(script)) return filter(file);
  if (/\bcypress run\b/.test(script)) return filter('--spec', file);
  return /^node --test(\s+[^-\s]\S*)*$/.test(script.trim()) ? direct('node', ['--test', file]) : null;
}

function direct(file: string, args: readonly string[]): FoundCommand {
  return { text: [file, ...args].join(' '), file, args, needsPackages: file === 'node' };
}
