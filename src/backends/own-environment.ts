/** What this process itself holds, kept from the programs that it starts: they run as the same user. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Variables that tell an agent nothing, and those by which a runner and we find what was left behind. */
const HARMLESS =
  /^(PATH|HOME|USER|LANG|LC_\w+|TMPDIR|TZ|SHLVL|PWD|CI|RUNNER_TRACKING_ID|AGENT_PROCESS_MARK|NODE_EXTRA_CA_CERTS|(?:HTTPS?|NO)_PROXY|INPUT_MODE|GITHUB_ACTIONS)$/i;

/** Files through which a step acts on the steps after it: environment, PATH, outputs. */
const COMMAND_FILES = [
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
] as const;

/** True in the job that plays agents on GitHub Actions, where nothing else of the machine matters to a person. */
export function isAgentJob(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment.INPUT_MODE === 'agent' && environment.GITHUB_ACTIONS === 'true';
}

/**
 * Overwrites the values that `/proc/<pid>/environ` shows of this process, which any program of the same user may read.
 * The environment as this program sees it (`process.env`) stays. False where the system offers no way to do it.
 */
export function hideOwnEnvironment(): boolean {
  // Without a listener node opens its debugger on this signal, and whoever may send it could look inside.
  if (process.listenerCount('SIGUSR1') === 0) process.on('SIGUSR1', () => undefined);
  try {
    const [start, end] = environmentArea();
    const secret = Object.entries(process.env).filter(([name]) => !HARMLESS.test(name));
    // Set anew, a value lives elsewhere: only the copy that the system shows is overwritten below.
    for (const [name, value] of secret) process.env[name] = value;
    overwrite(start, end);
    return true;
  } catch {
    return false;
  }
}

/** Where the kernel has put the environment at the start: fields 50 and 51 of `/proc/self/stat`. */
function environmentArea(): readonly [number, number] {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [start, end] = [Number(fields[47]), Number(fields[48])];
  if (!(start > 0 && end > start && end - start < 4_000_000)) throw new Error('no environment area');
  return [start, end];
}

function overwrite(start: number, end: number): void {
  const memory = openSync('/proc/self/mem', 'r+');
  try {
    const area = Buffer.alloc(end - start);
    readSync(memory, area, 0, area.length, start);
    for (let from = 0; from < area.length; ) {
      const zero = area.indexOf(0, from);
      const to = zero === -1 ? area.length : zero;
      const equals = area.indexOf('=', from);
      const name = equals === -1 || equals > to ? '' : area.toString('latin1', from, equals);
      if (name !== '' && !HARMLESS.test(name)) area.fill(0, equals + 1, to);
      from = to + 1;
    }
    writeSync(memory, area, 0, area.length, start);
  } finally {
    closeSync(memory);
  }
}

/** The runner keeps the files of all its steps in one folder; what lies there is read after the step. */
const COMMAND_FOLDER = '_runner_file_commands';

/** Paths of the files through which this step acts on others, or of their folder. */
export function commandFilesOf(environment: NodeJS.ProcessEnv): readonly string[] {
  const files = COMMAND_FILES.flatMap((name) => environment[name] || []);
  const inFolder = (path: string) => basename(dirname(path)) === COMMAND_FOLDER;
  return [...new Set(files.map((path) => (inFolder(path) ? dirname(path) : path)))];
}

/** Remembers the command files; calling the result puts them back as they were, whatever a program has made of them. */
export function guardCommandFiles(environment: NodeJS.ProcessEnv): () => void {
  const kept = filesIn(commandFilesOf(environment)).map((path) => [path, contentOf(path)] as const);
  return () => {
    for (const [path, content] of kept) {
      if (contentOf(path) !== content) writeFileSync(path, content, 'latin1');
    }
  };
}

function filesIn(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    try {
      return readdirSync(path).map((name) => join(path, name));
    } catch {
      return [path];
    }
  });
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
