/** Finds the quality commands of a repository: what the configuration says, else what the repository itself declares. */
import { configuredCommand, type FoundCommand, findNamedCommand, findTestCommand } from './find-command.js';
import type { PlayOptions } from './options.js';

export interface Gate {
  readonly name: 'build' | 'test' | 'lint' | 'typecheck';
  readonly command: FoundCommand;
  /** Somebody has asked for it, so that it must be able to run. */
  readonly isConfigured: boolean;
}

/** Names by which scripts of package.json and targets of a Makefile are known. A build is run only when configured. */
const NAMES = {
  lint: ['lint'],
  typecheck: ['typecheck', 'type-check', 'check-types', 'types:check'],
} as const;

/** The gates in the order in which they run; null when there is no test command. */
export async function findGates({ quality, workingTree }: PlayOptions): Promise<readonly Gate[] | null> {
  const configured = (name: Gate['name']): readonly Gate[] =>
    (quality?.[name] ?? []).map((line) => ({ name, command: configuredCommand(line), isConfigured: true }));
  const tests =
    quality?.test === undefined ? found('test', await findTestCommand(workingTree)) : configured('test');
  if (tests.length === 0) return null;
  const others = async (name: 'lint' | 'typecheck') =>
    quality?.[name] === undefined
      ? found(name, await findNamedCommand(workingTree, NAMES[name]))
      : configured(name);
  return [...configured('build'), ...tests, ...(await others('lint')), ...(await others('typecheck'))];
}

function found(name: Gate['name'], command: FoundCommand | null): readonly Gate[] {
  return command === null ? [] : [{ name, command, isConfigured: false }];
}
